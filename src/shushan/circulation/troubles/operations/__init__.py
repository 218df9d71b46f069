"""Writes of what goes wrong: one file per noun."""
