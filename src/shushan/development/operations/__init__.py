"""Writes of the development of members."""
