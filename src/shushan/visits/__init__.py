"""Visits: people through the doors, counted by gates, by hand or from a vendor's file.

Nouns: gate (a door with its days and its way), reading (what a gate or a file said), count (one fact with its
quantity), occupancy.
Invariant: a device's sequence number counts once; a gate's hour from a file counts once, and only for a gate that
stands on that day; a mistake is reversed.
Facts: visits.visited, visits.left.
"""
