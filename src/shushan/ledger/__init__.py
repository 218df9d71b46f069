"""Ledger: the append-only facts on which every figure rests.

Nouns: entry (one fact with its quantity), reversal, pseudonym, delivery (a fact told upwards), seal, roll-up.
Invariant: an entry is never changed or removed, the database itself refuses; a mistake is mended by an entry
that names what it corrects. Total and rows come from one predicate (``Where``).
Facts: none of its own; it keeps those of every room.
"""
