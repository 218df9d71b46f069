"""Duties: who answers for what, by which indicator, until when; the status is computed, never typed."""
