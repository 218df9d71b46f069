"""Writes of the dues."""
