"""Figures: a number, its definition, and the records it is made of.

Nouns: measure (a versioned definition over facts), scope (sites and days), value (the number with its receipt),
card (the value explained), rows (the entries themselves).
Invariant: a value and its rows come from the same predicate; a number without a card does not exist.
Facts: none; it reads those that the measures name.
"""
