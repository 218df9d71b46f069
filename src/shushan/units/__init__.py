"""Units: the organisational units as a tree that is asked as of a day.

Nouns: unit (the lasting identity), version (name, kind, parent, site, valid from–to), tree.
Invariant: one version of a unit at a time; a past day keeps the tree it had. Empty of rules: organisation adds them.
Facts: units.unit-founded, units.unit-closed.
"""
