"""Reads of the honours."""
