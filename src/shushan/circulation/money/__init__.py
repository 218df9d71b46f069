"""Money inside the circulation: what a reader owes and pays, deposits, receipts, the till of a site and its closing.

Nouns: charge (what a reader owes for one thing), book entry (one amount from one account to another; append-only, so
debits and credits cannot differ), receipt (numbered without gaps per site and year), deposit, till (the cash of a
site's desks), period (from one closing of a till to the next).
Invariant: every book entry is explained by exactly one fact; what is left of a charge is the sum of its entries.
"""
