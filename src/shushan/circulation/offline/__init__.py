"""Acts of desks and machines that were cut off: taken afterwards, once, in order, never refused; conflicts are settled.

``taking`` writes what has happened, ``settling`` is for a person, ``package`` is what a desk takes along.
"""
