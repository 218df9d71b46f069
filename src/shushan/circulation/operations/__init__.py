"""Writes of the circulation: one file per act."""
