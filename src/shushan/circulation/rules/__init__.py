"""The table of lending rules: rows by category of reader × kind of item × shelf × owning site, each "any" or named.

Nouns: scope (whom and what a row speaks of), terms (what it says), row (a version of a rule), table (all rows of all
times). Invariant: for a reader and an item at an instant exactly one row wins; no version is ever overwritten.
Where things are: matching ``policy.py``, due days ``lengths.py``, lateness in fen and days ``overdue.py``, the cached
table ``queries.py``. ``Lent.lateness`` is the computed value of a late return; who posts charges reads it there.
"""
