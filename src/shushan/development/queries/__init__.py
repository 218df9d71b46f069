"""Reads of the development of members."""
