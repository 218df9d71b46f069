"""Writes: applications and their own tokens (staff), consents (readers), the steps of OAuth 2 (applications)."""
