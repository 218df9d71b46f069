"""Identifiers: those that leave the house (QR codes, mails, acts made by devices), and row numbers that come back typed."""

from __future__ import annotations

import uuid

import uuid6


def uuid7() -> uuid.UUID:
    """Return a new UUID version 7 (RFC 9562): ordered by time, random in the rest."""
    return uuid.UUID(int=uuid6.uuid7().int)


def typed_uuid(text: str) -> uuid.UUID | None:
    """Return the id that an address, a form or a file says, or None where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def typed_number(text: str) -> int | None:
    """Return the whole number that an address or a form says (mostly a row's), or None where the database could not hold it."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
