"""Protocols: how other systems call us. Each is thin: it reads a request, calls one operation, writes the answer.

Invariant: nothing is decided here; the operation checks the grant. Addresses under /api/v1/ only grow.
"""
