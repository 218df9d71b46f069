"""Template filters of loans."""

from __future__ import annotations

from datetime import datetime

from django import template

from shushan.circulation.rules import words
from shushan.ledger import public as ledger

register = template.Library()


@register.filter
def due(at: datetime) -> str:
    """Write when a loan ends: the day, and the hour where it ends before its day does (by the hour, in the house)."""
    return words.end(at, ledger.zone())
