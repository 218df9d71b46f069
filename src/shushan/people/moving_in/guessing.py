"""Guess what columns and words of another system mean. Pure: text in, answers out; what is ambiguous is not guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

_EXCEL_DAY_0: Final = date(1899, 12, 30)  # Excel counts days from here (its 1900 had a 29 February)
_SERIALS: Final = range(3654, 73051)  # 1910-01-02 to 2100-01-01: five digits that may be a date and nothing else
_YMD: Final = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_DMY: Final = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")
_TIME: Final = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?$")


def plain(text: str) -> str:
    """Return a heading or word as it is compared: narrow, lower case, without spaces and punctuation."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in narrow if c.isalnum())


def guess(headings: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return which column is which field: ``known`` names the headings of each field, the surest first.

    An equal heading wins over one that only contains the words; no column serves two fields.
    """
    said = [plain(heading) for heading in headings]
    found: dict[str, int] = {}
    for is_equal in (True, False):
        for field, words in known.items():
            if field in found:
                continue
            for word in map(plain, words):
                hits = [i for i, h in enumerate(said) if (h == word if is_equal else len(word) > 1 and word in h)]
                free = [i for i in hits if i not in found.values()]
                if free:
                    found[field] = free[0]
                    break
    return found


def day(text: str) -> date | None:
    """Return the day that a text names in a usual form, or None when it names none, or more than one.

    2020-1-2, 2020/01/02, 2020.1.2, 2020年1月2日, 20200102, a serial number of Excel; 25/12/2020 where only one order can
    be meant. A time behind it is passed over.
    """
    said = unicodedata.normalize("NFKC", text).strip()
    said = re.split(r"[ T]", said, maxsplit=1)[0]
    if hit := _YMD.match(said):
        return _date(*map(int, hit.groups()))
    if re.fullmatch(r"\d{8}", said):
        return _date(int(said[:4]), int(said[4:6]), int(said[6:]))
    if re.fullmatch(r"\d{4,5}", said) and int(said) in _SERIALS:
        return _EXCEL_DAY_0 + timedelta(days=int(said))
    if hit := _DMY.match(said):
        first, second, year = map(int, hit.groups())
        readings = {_date(year, second, first), _date(year, first, second)} - {None}
        return readings.pop() if len(readings) == 1 else None
    return None


def moment(text: str) -> tuple[date, time | None] | None:
    """Return the day and, where one is said, the time of day."""
    said = unicodedata.normalize("NFKC", text).strip()
    found = day(said)
    if found is None:
        return None
    parts = re.split(r"[ T]", said, maxsplit=1)
    hit = _TIME.match(parts[1].strip()) if len(parts) > 1 else None
    if hit is None:
        return found, None
    hour, minute, second = int(hit[1]), int(hit[2]), int(hit[3] or 0)
    return (found, time(hour, minute, second)) if hour < 24 and minute < 60 and second < 60 else None


def born(id_number: str) -> date | None:
    """Return the birth date inside a resident identity number of eighteen characters, or None."""
    return _date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14])) if len(id_number) == 18 else None


def word(text: str, known: Mapping[str, Sequence[str]]) -> str | None:
    """Return the code of a word of another system, None when it is not known; an empty text gives an empty code."""
    said = plain(text)
    if not said:
        return ""
    return next((code for code, words in known.items() if said in map(plain, words)), None)


def at_noon(found: tuple[date, time | None]) -> datetime:
    """Return an instant of a day without a zone; noon where no time was said."""
    return datetime.combine(found[0], found[1] or time(12))


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number) if 1850 <= year <= 2200 else None
    except ValueError:
        return None
