"""Holds and transits inside the circulation: who waits for what, and what is on its way to another site."""
