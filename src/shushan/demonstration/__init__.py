"""Demonstration: an invented library with real works, whose two great figures are the work report's.

Nouns: plan (pure), works, people (invented), build (bulk), replay (the same acts through the operations).
Invariant: what is written in bulk is row for row what the operations would have written; a test replays a day.
"""
