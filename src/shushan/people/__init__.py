"""People: persons and their dated roles; accounts, cards, staff, grants and devices.

Nouns: person (one row for life), reader (a person who may use the library), card (one piece of plastic, or its
stand-in on the phone), staff, role grant (role × scope × from–to × given by), device (gate, desk, kiosk), user
(a way to sign in; a person has at most one).
Invariant: a reader has at most one current card; nobody acts without a grant that holds at that moment.
Facts: people.reader-registered, -frozen, -unfrozen; people.card-issued, -activated, -renewed, -lost, -replaced,
-withdrawn; people.role-given, -ended; people.person-erased.
"""
