"""Accession numbers (登录号): the library's own sequence, for copies whose number is not given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from shushan.catalogue.errors import AccessionNumberTaken
from shushan.catalogue.models import AccessionSequence, Item
from shushan.catalogue.options import FIRST, PREFIX
from shushan.database.public import among
from shushan.options import public as options

WIDTH = 8  # digits after the prefix
LONGEST = 40


def take(count: int, *, at: datetime) -> list[str]:
    """Take so many numbers from the sequence, in their order, inside the caller's transaction.

    A number that was typed for a copy before is passed over. Numbers of copies that are taken back are not given
    again: the register has a gap there.
    """
    found: list[str] = []
    while len(found) < count:
        some = _reserve(count - len(found), at)
        taken = _taken(some)
        found += [number for number in some if number not in taken]
    return found


def filled(given: Iterable[str], *, at: datetime) -> list[str]:
    """Return these numbers with the empty ones filled from the sequence."""
    said = [text.strip() for text in given]
    blanks = iter(take(said.count(""), at=at))
    return [text or next(blanks) for text in said]


def check_free(numbers: Iterable[str], *, but: int = 0) -> None:
    """Refuse numbers that another copy has (``but`` names a copy that does not count).

    :raises AccessionNumberTaken:
    """
    wanted = [number for number in numbers if number]
    if not wanted:
        return
    found = Item.objects.filter(accession_number__in=wanted).exclude(pk=but)
    if taken := list(found.values_list("accession_number", flat=True)[:20]):
        raise AccessionNumberTaken(
            _("登录号已经在别的册上：%(numbers)s") % {"numbers": "、".join(taken)},
            field="accession_number", remedy=_("请换一个号；空着就由系统接着编"),
        )  # fmt: skip


def _taken(numbers: list[str]) -> set[str]:
    condition, values = among("accession_number", numbers)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT accession_number FROM catalogue_item WHERE {condition}", values)
        return {row[0] for row in cursor.fetchall()}


def _reserve(count: int, at: datetime) -> list[str]:
    said = options.get_many([PREFIX, FIRST], at=at)
    prefix, first = said[PREFIX.code], said[FIRST.code]
    AccessionSequence.objects.get_or_create(prefix=prefix, defaults={"following": first})
    mine = AccessionSequence.objects.filter(prefix=prefix)
    mine.update(following=Greatest(F("following"), first) + count)  # the row is ours until the transaction ends
    end = mine.values_list("following", flat=True)[0]
    return [f"{prefix}{number:0{WIDTH}d}" for number in range(end - count, end)]
