"""Circulation: items in readers' hands.

Nouns: loan (one item with one reader, from lending to return), rule (how long, how many, how often; the room's
options), hindrance (a rule that speaks against a loan), desk (where scans become acts), history wish (a reader who
wants returned loans kept for a while).
Invariant: an item is in at most one open loan, and every loan is explained by its facts.
Facts: circulation.item-lent, circulation.item-returned, circulation.loan-renewed.
"""
