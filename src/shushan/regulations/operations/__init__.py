"""Writes of the regulations."""
