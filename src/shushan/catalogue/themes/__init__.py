"""Shown to readers by the library: themed shelves, covers, new arrivals, what is much borrowed."""
