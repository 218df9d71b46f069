"""Of readers: their own lists of titles, and searches they keep."""
