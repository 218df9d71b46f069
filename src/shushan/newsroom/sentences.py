"""Figures inside sentences: ``自恢复开馆以来共接待读者{V01}人次`` with each number asked and linked, ``{#12}`` a signed value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.core.cache import cache
from django.urls import reverse

from shushan.figures import public as figures
from shushan.indicators import public as indicators
from shushan.kernel.errors import Refused
from shushan.ledger.public import local_day, zone

_MARK = re.compile(r"\{([A-Z]\d{2}[A-Z]?|#\d{1,15})\}")
KEPT = 5  # seconds that a live number may be old on a page
LONG_KEPT = 3600  # a number as known on a past day never changes


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence: plain text, or a number with its card's address."""

    text: str
    address: str = ""
    code: str = ""


def parts(sentence: str, *, last_day: date | None, known_on: date | None, at: datetime) -> list[Part]:
    """Return a sentence in pieces. ``last_day`` None: to today; ``known_on`` set: frozen as known at that day's end."""
    found, place = [], 0
    for mark in _MARK.finditer(sentence):
        if mark.start() > place:
            found.append(Part(sentence[place : mark.start()]))
        if mark[1].startswith("#"):
            found.append(signed(int(mark[1][1:])))
        else:
            found.append(number(mark[1], last_day=last_day, known_on=known_on, at=at))
        place = mark.end()
    if place < len(sentence):
        found.append(Part(sentence[place:]))
    return found


def signed(value_id: int) -> Part:
    """Return a signed value that was published, with the address of its page; a dash for any other.

    It never changes: what comes late restates it under another id.
    """
    line = indicators.values_by_id([value_id]).get(value_id)
    if line is None or not line.is_public or line.number is None:
        return Part("—")
    text = str(line.number) if line.number.denominator == 1 else line.shown
    return Part(text, indicators.value_address(value_id), line.asked.code)


def number(code: str, *, last_day: date | None, known_on: date | None, at: datetime) -> Part:
    """Return one number since reopening with its card's address; a dash when there is no value."""
    last = last_day or local_day(at)
    key = f"figure:{code}:{last}:{known_on}"
    text: str | None = cache.get(key)
    if text is None:
        known_at = datetime.combine(known_on + timedelta(days=1), time.min, tzinfo=zone()) if known_on else None
        scope = figures.Scope(until=last + timedelta(days=1), known_at=known_at)
        try:
            found = figures.value(code, scope=scope, at=at)
        except Refused:
            return Part("—", "", code)
        if found.number is None:
            return Part("—", "", code)
        text = str(found.number) if found.number.denominator == 1 else found.shown
        cache.set(key, text, LONG_KEPT if known_on and known_on < local_day(at) else KEPT)
    query = {"period": "reopening"} | ({"until": last.isoformat()} if last_day else {})
    query |= {"known": known_on.isoformat()} if known_on else {}
    return Part(text, f"{reverse('figures:card', args=[code])}?{urlencode(query)}", code)
