"""Accession numbers (登录号): the library's own sequence, for copies whose number is not given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from shushan.catalogue.errors import AccessionNumberTaken
from shushan.catalogue.models import AccessionSequence
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
        taken = having(some).values()
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
    if taken := [number for pk, number in having(numbers).items() if pk != but][:20]:
        raise AccessionNumberTaken(
            _("登录号已经在别的册上：%(numbers)s") % {"numbers": "、".join(taken)},
            field="accession_number", remedy=_("请换一个号；空着就由系统接着编"),
        )  # fmt: skip


def having(numbers: Iterable[str]) -> dict[int, str]:
    """Return the copies that have one of these numbers: id → number, in one query.

    In SQL of its own: the index leaves copies without a number out, and is used only where the question says so too.
    """
    wanted = [number for number in numbers if number and "\x00" not in number]
    if not wanted:
        return {}
    condition, values = among("accession_number", wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, accession_number FROM catalogue_item WHERE {condition} AND NOT (accession_number = '')", values
        )
        return dict(cursor.fetchall())


def _reserve(count: int, at: datetime) -> list[str]:
    said = options.get_many([PREFIX, FIRST], at=at)
    prefix, first = said[PREFIX.code], said[FIRST.code]
    with connection.cursor() as cursor:  # the row is ours until the transaction ends
        cursor.execute(
            "UPDATE catalogue_accessionsequence SET following = %s + CASE WHEN following > %s THEN following ELSE %s END "
            "WHERE prefix = %s RETURNING following",
            [count, first, first, prefix],
        )
        row = cursor.fetchone()
    if row is None:
        AccessionSequence.objects.get_or_create(prefix=prefix, defaults={"following": first})
        return _reserve(count, at)
    return [f"{prefix}{number:0{WIDTH}d}" for number in range(row[0] - count, row[0])]
