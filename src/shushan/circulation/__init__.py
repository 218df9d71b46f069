"""Circulation: items in readers' hands.

Nouns: loan (one item with one reader, from lending to return), rule (how long, how many, how often, what late costs: the
table in ``rules/``), hindrance (a rule that speaks against a loan), desk (where scans become acts), history wish (a
reader who wants returned loans kept for a while), hold (a reader waits), transit (an item on its way to another site).
Invariant: an item is in at most one open loan, serves at most one hold, and every row is explained by its facts.
Facts: circulation.item-lent, -returned, circulation.loan-renewed, circulation.hold-placed, -filled, -cancelled, -expired,
circulation.item-sent, -received, circulation.loans-fell-due, -ran-late; circulation.fee-charged, -paid, -waived,
-cancelled, -refunded, circulation.deposit-taken, -returned, circulation.cash-moved, -differed.
What a late return costs is ``Lent.lateness`` (computed by ``rules/``).
"""
