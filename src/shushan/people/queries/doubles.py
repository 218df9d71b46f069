"""Who may be one person twice: pairs that look alike, two readers side by side, merges made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from shushan.options import public as options
from shushan.people import policy, ports
from shushan.people.models import Card, Person, Reader, ReaderMerge, RoleGrant, Staff, User
from shushan.people.operations.merging import against_merging
from shushan.people.operations.persons import id_number_of
from shushan.people.operations.readers import find
from shushan.people.options import MERGE_DAYS
from shushan.people.queries.readers import readers
from shushan.people.terms import ReaderValue

# The same name with the same birth date or telephone, or the same birth date and telephone under two names. What is
# said by several persons comes first, so that the join runs over few rows; pairs go from the smaller id to the larger.
_ALIKE: Final = """
SELECT '{way}' AS way, a.id AS one, b.id AS other
FROM (SELECT {first} AS x, {second} AS y FROM people_person
      WHERE erased_at IS NULL AND {said} GROUP BY {first}, {second} HAVING count(*) > 1) AS same
JOIN people_person AS p ON p.{first} = same.x AND p.{second} = same.y AND p.erased_at IS NULL
JOIN people_person AS q ON q.{first} = same.x AND q.{second} = same.y AND q.erased_at IS NULL
JOIN people_reader AS a ON a.person_id = p.id
JOIN people_reader AS b ON b.person_id = q.id AND b.id > a.id
WHERE {but} AND NOT EXISTS (SELECT 1 FROM people_notdouble AS n WHERE n.one_id = a.id AND n.other_id = b.id)
"""
_WAYS: Final[dict[str, dict[str, str]]] = {
    "name-birth": {"first": "name", "second": "birth_on", "said": "birth_on IS NOT NULL", "but": "1 = 1"},
    "name-phone": {
        "first": "phone", "second": "name", "said": "phone <> ''",
        "but": "(p.birth_on IS NULL OR q.birth_on IS NULL OR p.birth_on <> q.birth_on)",
    },
    "birth-phone": {
        "first": "phone", "second": "birth_on", "said": "phone <> '' AND birth_on IS NOT NULL", "but": "p.name <> q.name",
    },
}  # fmt: skip
WAYS: Final = tuple(_WAYS)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two readers who look alike, and in what."""

    way: str
    one: ReaderValue
    other: ReaderValue


@dataclass(frozen=True, slots=True)
class Side:
    """One of two readers who may be merged, masked, with all that would go over."""

    value: ReaderValue
    phone: str
    email: str
    id_number: str
    registered_at: datetime
    verified_at: datetime | None
    cards: int
    current_card_id: int | None
    has_account: bool
    roles: int
    is_staff: bool
    wards: int
    rooms: tuple[tuple[object, int], ...]


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A merge that was made, for the list; ``undo_until`` None once it can no longer be undone."""

    id: int
    kept: ReaderValue
    gone_id: int
    cards: int
    merged_at: datetime
    merged_by: str
    undone_at: datetime | None
    undo_until: datetime | None


def pairs(*, way: str = "", first: int = 0, limit: int = 50) -> tuple[list[Pair], int]:
    """Return pairs of readers who look alike, the youngest registration first, and how many there are in all.

    ``way`` narrows it to one of ``WAYS``. Takes three queries, whatever the number.
    """
    ways = [way] if way in _WAYS else list(_WAYS)
    every = " UNION ALL ".join(_ALIKE.format(way=w, **_WAYS[w]) for w in ways)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({every}) AS alike")
        [total] = cursor.fetchone()
        cursor.execute(f"{every} ORDER BY other DESC, one LIMIT %s OFFSET %s", [limit, first])
        rows = cursor.fetchall()
    known = readers({pk for _way, one, other in rows for pk in (one, other)})
    return [Pair(how, known[one], known[other]) for how, one, other in rows], total


def side(reader_id: int, *, at: datetime) -> Side:
    """Return one reader for the page that shows two side by side.

    :raises NoSuchReader: not known, or erased.
    """
    row = find(reader_id)
    person = row.person
    value = readers([reader_id], at=at)[reader_id]
    cards = list(Card.objects.filter(reader=reader_id).values_list("pk", "number"))
    current = next((pk for pk, number in cards if number == value.card_number), None)
    return Side(
        value=value,
        phone=policy.masked_phone(person.phone),
        email=policy.masked_email(person.email),
        id_number=policy.masked_id(id_number_of(person)),
        registered_at=row.registered_at,
        verified_at=row.verified_at,
        cards=len(cards),
        current_card_id=current,
        has_account=User.objects.filter(person=person).exists(),
        roles=RoleGrant.objects.in_force(at).filter(person=person).count(),
        is_staff=Staff.objects.filter(person=person).exists(),
        wards=Reader.objects.filter(guardian=reader_id).count(),
        rooms=tuple(part for mover in ports.movers().values() for part in mover.count(reader_id)),
    )


def why_not(one_id: int, other_id: int) -> list[str]:
    """Return every reason of this room against merging two readers.

    :raises NoSuchReader:
    """
    return against_merging(find(one_id), find(other_id))


def differences(one_id: int, other_id: int) -> set[str]:
    """Return the names of the columns in which two persons say something different."""
    one, other = (Person.objects.get(reader=pk) for pk in (one_id, other_id))
    names = ("name", "birth_on", "gender", "phone", "email", "id_number_index")
    return {n for n in names if getattr(one, n) and getattr(other, n) and getattr(one, n) != getattr(other, n)}


def merges(*, at: datetime, kept_id: int | None = None, limit: int = 50) -> list[MergeLine]:
    """Return merges that were made, the latest first, in three queries."""
    found = ReaderMerge.objects.order_by("-pk")
    rows = list((found.filter(kept=kept_id) if kept_id else found)[:limit])
    known = readers({row.kept_id for row in rows}, at=at)
    days = timedelta(days=options.get(MERGE_DAYS, at=at))
    return list(_lines(rows, known, days))


def merged_into(reader_id: int) -> int | None:
    """Return the reader into whom one was merged, or None."""
    return ReaderMerge.objects.filter(gone=reader_id, undone_at=None).values_list("kept", flat=True).first()


def _lines(rows: Iterable[ReaderMerge], known: dict[int, ReaderValue], days: timedelta) -> Iterable[MergeLine]:
    for row in rows:
        until = row.merged_at + days if row.sealed is not None and row.undone_at is None else None
        yield MergeLine(
            id=row.pk,
            kept=known[row.kept_id],
            gone_id=row.gone_id,
            cards=len(row.moved.get("cards", [])),
            merged_at=row.merged_at,
            merged_by=row.merged_by,
            undone_at=row.undone_at,
            undo_until=until,
        )
