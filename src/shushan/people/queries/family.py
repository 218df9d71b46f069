"""Reads of families: a guardian's children, consents, who may pick up for whom."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from shushan.ledger.public import local_day
from shushan.people import policy
from shushan.people.models import Consent, Proxy, Reader
from shushan.people.queries.readers import reader, readers
from shushan.people.terms import ConsentLine, ProxyLine, ReaderValue


def wards_of(reader_id: int, *, at: datetime) -> list[ReaderValue]:
    """Return the children for whom a reader acts as guardian: those under eighteen; in three queries."""
    ids = Reader.objects.filter(guardian=reader_id, person__erased_at=None).order_by("pk").values_list("pk", flat=True)
    found = readers(ids, at=at)
    day = local_day(at)
    return [value for value in found.values() if policy.is_minor(value.birth_on, day)]


def ward(guardian_id: int, child_id: int, *, at: datetime) -> ReaderValue | None:
    """Return a child when this reader is its guardian today, else None."""
    if not Reader.objects.filter(pk=child_id, guardian=guardian_id, person__erased_at=None).exists():
        return None
    value = reader(child_id, at=at)
    return value if policy.is_minor(value.birth_on, local_day(at)) else None


def acts_for(person_id: int, reader_id: int, *, at: datetime) -> bool:
    """Say whether a person acts as guardian for a reader at an instant."""
    born = Reader.objects.filter(pk=reader_id, guardian__person=person_id, person__erased_at=None)
    found = born.values_list("person__birth_on").first()
    return found is not None and policy.is_minor(found[0], local_day(at))


def consents_of(child_id: int) -> list[ConsentLine]:
    """Return every consent for a child, the latest first, in one query."""
    rows = Consent.objects.filter(child=child_id).select_related("guardian__person").order_by("-given_at", "-pk")
    return [ConsentLine(c.guardian_id, c.guardian.person.name, c.way, c.given_at, c.withdrawn_at) for c in rows]


def lacks_consent(value: ReaderValue, *, on: date) -> bool:
    """Say whether a child under fourteen has nobody's consent on record."""
    if not policy.needs_consent(value.birth_on, on):
        return False
    return not Consent.objects.filter(child=value.id, withdrawn_at=None).exists()


def proxies_of(reader_id: int, *, on: date) -> list[ProxyLine]:
    """Return who may pick up for a reader on a day, in three queries."""
    rows = list(_good(on).filter(reader=reader_id).order_by("named_at", "pk"))
    known = readers({row.proxy_id for row in rows})
    return [ProxyLine(row.pk, known[row.proxy_id], row.until) for row in rows]


def picks_up_for(reader_id: int, *, on: date) -> list[ProxyLine]:
    """Return for whom a reader may pick up on a day, in three queries."""
    rows = list(_good(on).filter(proxy=reader_id).order_by("named_at", "pk"))
    known = readers({row.reader_id for row in rows})
    return [ProxyLine(row.pk, known[row.reader_id], row.until) for row in rows]


def may_pick_up(proxy_id: int, *, for_reader_id: int, at: datetime) -> bool:
    """Say whether a reader may pick up for another: by being named, or as the guardian of a child."""
    day = local_day(at)
    if _good(day).filter(proxy=proxy_id, reader=for_reader_id).exists():
        return True
    return ward(proxy_id, for_reader_id, at=at) is not None


def _good(on: date) -> QuerySet[Proxy]:
    still = Q(until__isnull=True) | Q(until__gte=on)
    return Proxy.objects.filter(still, ended_at=None, reader__person__erased_at=None, proxy__person__erased_at=None)
