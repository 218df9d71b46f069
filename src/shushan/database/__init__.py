"""Database: how this house writes. No tables of its own.

Nouns: write (the one way to open a writing transaction), gate (first-come queue of writers on SQLite),
statements (SQL that is run often), triggers (append-only tables, ranges that must not overlap), vendor differences.
Invariant: at most one writer at a time inside SQLite, in the order of asking, across all processes.
"""
