"""Access: which applications may call the HTTP API, with which tokens, and what readers allowed them.

Nouns: application, token (an application's own, or of a reader's consent), consent, code (the first step of OAuth 2).
Invariant: of every secret only its digest is kept; what a token may do is never more than its application, its consent
and the reader themselves may do at that moment.
"""
