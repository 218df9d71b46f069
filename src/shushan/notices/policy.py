"""Rules of notices: placeholders, quiet hours, waits, which channel comes next. Pure."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, TypeAlias

Said: TypeAlias = "str | list[str]"  # a text, or the same in Chinese and in English

PLACEHOLDER: Final = re.compile(r"\{([^{}\n]*)\}")
MOST_ATTEMPTS: Final = 6
WAITS: Final = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def placeholders(text: str) -> list[str]:
    """Return the names in braces, in their order, each once."""
    return list(dict.fromkeys(name.strip() for name in PLACEHOLDER.findall(text)))


def unknown(text: str, known: Iterable[str]) -> list[str]:
    """Return what stands in braces and is no value of the kind; a lone brace is returned as itself."""
    wrong = [name for name in placeholders(text) if name not in set(known)]
    rest = PLACEHOLDER.sub("", text)
    return wrong + [brace for brace in "{}" if brace in rest]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values into a text, in one pass: what a value says is never read as a placeholder. No other language."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1].strip(), ""), text)


def shown(said: Said, form: str, language: str) -> str:
    """Return a value as it stands in a text of that language. ``form``: ``text``, ``day`` or ``money`` (fen)."""
    if isinstance(said, list):
        chinese, english = ([*said, "", ""])[:2]
        return (english or chinese) if language == "en" else (chinese or english)
    if form == "day" and said:
        return day_in_words(date.fromisoformat(said), language)
    if form == "money" and said.lstrip("-").isdecimal():
        return f"¥{int(said) / 100:,.2f}"
    return said


def day_in_words(day: date, language: str) -> str:
    """Return a day in words."""
    if language == "en":
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def after_quiet(at: datetime, since: int, until: int, zone: tzinfo) -> datetime:
    """Return the first instant from ``at`` on that is not in the quiet hours (whole hours of the day; equal: none)."""
    if since == until:
        return at
    local = at.astimezone(zone)
    is_quiet = since <= local.hour < until if since < until else local.hour >= since or local.hour < until
    if not is_quiet:
        return at
    end = local.date() if local.hour < until else local.date() + timedelta(days=1)
    return datetime.combine(end, time(until), tzinfo=zone)


def next_hour(at: datetime, hour: int, zone: tzinfo) -> datetime:
    """Return the next time the clock of the library shows that hour, after ``at``."""
    local = at.astimezone(zone)
    day = local.date() if local.time() < time(hour) else local.date() + timedelta(days=1)
    return datetime.combine(day, time(hour), tzinfo=zone)


def wait_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many attempts, or None when it was tried often enough."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return WAITS[min(max(attempts, 1), len(WAITS)) - 1]


def next_channel(order: Sequence[str], *, wished: Iterable[str], reachable: Iterable[str], tried: Iterable[str]) -> str:
    """Return the first channel in the library's order that is wished, reachable and not tried yet, or nothing."""
    wanted, open_, gone = set(wished), set(reachable), set(tried)
    return next((code for code in order if code in wanted and code in open_ and code not in gone), "")


def steps(text: str) -> tuple[int, ...]:
    """Return days in a setting such as ``1, 7, 30``, ascending.

    :raises ValueError: something else stands there.
    """
    parts = [part for part in re.split(r"[ ,，、]+", text.strip()) if part]
    if any(not part.isdecimal() or not 1 <= int(part) <= 365 for part in parts):
        raise ValueError(text)
    return tuple(sorted({int(part) for part in parts}))


def scene_of(code: str) -> int:
    """Return the scene by which WeChat tells consents to kinds apart: 0 to 9999, the same in every process."""
    return zlib.crc32(code.encode()) % 10_000


def masked(address: str) -> str:
    """Return an address as lists show it: l***@example.org, 138****5678, oAbc***."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    if address.lstrip("+").isdecimal() and len(address) >= 7:
        return address[:3] + "*" * (len(address) - 7) + address[-4:]
    return address[:4] + "***" if address else ""
