"""Protocols: how other systems call us. Each is thin: it reads a request, calls one operation, writes the answer.

Nouns: terminal (SIP2), application, token and consent (the HTTP API, see ``access``).
Invariant: nothing is decided here; the operation checks the grant, and a caller holds no verb beyond its token.
Addresses under /api/v1/ only grow.
"""
