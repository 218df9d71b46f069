"""Writes of the notices."""
