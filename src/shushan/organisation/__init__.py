"""Organisation: branches, members and posts on the units' tree, as of any day.

Nouns: structure case (lines to found, change, close; its approval), post (who holds it, term), member (roster, kind,
vote), group (who of the roster is in it), transfer (letter and receipt).
Invariant: the structure changes only from the day of its approval; a member is in one branch at a time; a past day
keeps its roster and its posts.
Facts: organisation.structure-changed, organisation.roster-changed (stock), organisation.post-filled,
organisation.post-left.
"""
