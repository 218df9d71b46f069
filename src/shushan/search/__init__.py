"""Search: documents of all rooms, found by characters, pinyin, initials and numbers.

Nouns: document, analysis (fold, tokens, pinyin), outbox (what changed), suggestion, engine (a port).
Invariant: only the worker writes the index; what is shown is never the folded form.
Facts: none; a search is no act.
"""
