"""Identifiers that leave the house: in QR codes, mails, anonymous addresses, acts made by devices."""

from __future__ import annotations

import uuid

import uuid6


def uuid7() -> uuid.UUID:
    """Return a new UUID version 7 (RFC 9562): ordered by time, random in the rest."""
    return uuid.UUID(int=uuid6.uuid7().int)
