"""Reviewer mode: a link for an inspector, read-only, limited in time, revocable."""
