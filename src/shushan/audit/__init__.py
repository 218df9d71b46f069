"""Audit: who looked at what, and which rule was overridden.

Nouns: look (an actor, an act, a subject, a note).
Invariant: append-only and chained by hash; a look is never edited or removed.
Facts: none; looking changes nothing.
"""
