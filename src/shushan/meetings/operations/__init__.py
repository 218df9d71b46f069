"""Writes of the meetings."""
