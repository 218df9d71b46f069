"""Call numbers for new copies: the number that a record has, its work's, or the next 种次号 of its class.

A 种次号 numbers the works of one class in the order in which they came; copies, volumes and other editions of a work
keep the work's number (practice of 分类种次号排架). It is counted over every site and over withdrawn copies too: the
register and old labels still name theirs. Nothing is set aside by a proposal; whoever commits first has the number.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from zlib import crc32

from django.db import connection
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from shushan.catalogue import shelving
from shushan.catalogue.errors import CallNumberTaken
from shushan.catalogue.headings import works
from shushan.catalogue.models import BibRecord, Item
from shushan.catalogue.options import BOOK_NUMBER
from shushan.options import public as options
from shushan.places import public as places

MOST_DIGITS: Final = 6  # a longer number at the end is no 种次号 and leads none
_CLASSES: Final = 0x10B1  # the first half of the advisory lock's key: whose numbers the second half are


class Why(StrEnum):
    """From where a proposal is."""

    NO_CLASS = "no-class"
    OFF = "off"
    OWN = "own"
    WORK = "work"
    NEXT = "next"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A call number and why it is proposed; ``title`` is of the record that has it (``WORK``), ``last`` the highest before."""

    text: str
    why: Why
    title: str = ""
    last: int = 0


def proposal(*, record_id: int, at: datetime, said: str = "") -> Proposal:
    """Return what call number a new copy of a record may have, in at most ten queries.

    ``said`` is what stands in the field: its class counts instead of the record's.
    """
    own_class = BibRecord.objects.filter(pk=record_id).values_list("clc", flat=True).first() or ""
    number = shelving.class_of(said) or shelving.class_of(own_class)
    way = str(options.get(BOOK_NUMBER, at=at))
    if not number:
        return Proposal("", Why.NO_CLASS)
    if way == "none":
        return Proposal(number, Why.OFF)
    of_class = _in_class(number)
    own = (
        of_class.filter(record_id=record_id).order_by("state", "shelf_key", "pk").values_list("call_number", flat=True)
    )
    if (found := own.first()) is not None:
        return Proposal(found, Why.OWN)
    others = of_class.filter(record_id__in=works.together(record_id)).order_by("shelf_key", "pk")
    for text, title in others.values_list("call_number", "record__title")[:1]:
        return Proposal(shelving.base(text), Why.WORK, title)
    return Proposal(f"{number}/", Why.AUTHOR) if way == "author" else _next(number)


def require_free(call_number: str, *, record_id: int, at: datetime) -> None:
    """See that this 种次号 is the record's or its work's already, or nobody's; one act at a time for each class.

    Called inside the act's transaction. Author numbers and call numbers without a number are shared by nature.

    :raises CallNumberTaken: names the record that has it and the next free number
    """
    number = shelving.class_of(call_number)
    _one_class_at_a_time(number)
    own = [record_id, *works.together(record_id)]
    taken = holder(call_number, but=own, at=at)
    if taken is None or _between(shelving.serial_key(call_number)).filter(record_id__in=own).exists():
        return
    free = _next(number).text
    raise CallNumberTaken(
        _("索书号 %(number)s 已经给了另一种书：%(title)s。") % {"number": shelving.base(call_number), "title": taken},
        field="call_number",
        rule=_("按种次号排架时，一类里每种书一个号。"),
        remedy=_("这一类的下一个空号是 %(free)s；真要和那种书同号，就勾上“照用这个号”再存。") % {"free": free},
    )


def holder(call_number: str, *, but: Collection[int], at: datetime) -> str | None:
    """Return the title of a record whose copies have this 种次号, besides these records.

    None when nobody has it, when it is no such number, or when the library has another kind of book number.
    """
    begins = shelving.serial_key(call_number)
    if not begins or options.get(BOOK_NUMBER, at=at) != "serial":
        return None
    found = _between(begins).exclude(state="withdrawn").exclude(record_id__in=list(but)).order_by("pk")
    return found.values_list("record__title", flat=True).first()


def is_same_number(one: str, other: str) -> bool:
    """Say whether two call numbers have the same class and 种次号, whatever volume or edition follows."""
    return shelving.serial_key(one) == shelving.serial_key(other)


def _next(number: str) -> Proposal:
    begins = shelving.class_key(number)
    numbered = _between(f"{begins}3", f"{begins}3{MOST_DIGITS + 1}")
    highest = numbered.aggregate(highest=Max("shelf_key"))["highest"]
    if highest is None:
        return Proposal(f"{number}/1", Why.NEXT)
    text = numbered.filter(shelf_key=highest).values_list("call_number", flat=True).first() or ""
    last = shelving.serial(highest, begins)
    return Proposal(f"{shelving.class_of(text)}{shelving.glue(text)}{last + 1}", Why.NEXT, last=last)


def _in_class(number: str) -> QuerySet[Item]:
    """Return the copies of exactly this class that have a book number."""
    begins = shelving.class_key(number)
    return _between(begins).exclude(shelf_key=begins)


def _between(begins: str, ends: str = "") -> QuerySet[Item]:
    """Return the copies whose keys begin so, by the index of the shelves: site by site."""
    sites = [site.id for site in places.sites()]
    return Item.objects.filter(
        home_site_id__in=sites, shelf_key__gte=begins, shelf_key__lt=ends or shelving.after(begins)
    )


def _one_class_at_a_time(number: str) -> None:
    """Wait until no other transaction gives a number of this class. SQLite needs nothing: one writer at a time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            key = crc32(shelving.class_key(number).encode()) & 0x7FFFFFFF
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_CLASSES, key])
