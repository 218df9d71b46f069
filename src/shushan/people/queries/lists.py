"""The readers' list: filtered, sorted, paged, masked, in two queries whatever its length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import OuterRef, Q, QuerySet, Subquery

from shushan.people import policy, vault
from shushan.people.models import CURRENT_STATES, Card, Person, Reader
from shushan.people.queries.readers import BEST_FIRST
from shushan.people.states import CardState
from shushan.people.terms import ReaderCategory, ReaderLine
from shushan.people.words import site_name

SOON: Final = timedelta(days=30)
SORTS: Final = {
    "registered": ("registered_at", "pk"),
    "-registered": ("-registered_at", "-pk"),
    "name": ("person__name", "pk"),
    "-name": ("-person__name", "-pk"),
    "expires": ("card_expires_on", "pk"),
    "-expires": ("-card_expires_on", "-pk"),
}


@dataclass(frozen=True, slots=True)
class ReaderFilter:
    """What the list is asked for; every part is in the address of the page.

    ``state``: ``active`` (good card), ``pending`` (to be verified), ``none`` (no current card), ``expired``,
    ``soon`` (runs out within thirty days), ``frozen``, or empty.
    """

    text: str = ""
    site_id: int | None = None
    category: str = ""
    state: str = ""


def reader_lines(
    wanted: ReaderFilter, *, on: date, sort: str = "-registered", first: int = 0, limit: int = 50
) -> tuple[list[ReaderLine], int]:
    """Return one page of readers and how many there are in all."""
    found = _matching(wanted, on)
    rows = found.order_by(*SORTS.get(sort, SORTS["-registered"]))[first : first + limit]
    return [_line(reader) for reader in rows], found.count()


def look_alikes(*, name: str, phone: str, birth_on: date | None) -> list[ReaderLine]:
    """Return readers who may be the same person: the same name with the same telephone or birth date."""
    same = Q(pk__in=[])
    if phone:
        same |= Q(person__phone=policy.scanned(phone))
    if birth_on:
        same |= Q(person__birth_on=birth_on)
    found = _with_card(Reader.objects.filter(same, person__name=" ".join(name.split()), person__erased_at=None))
    return [_line(reader) for reader in found.order_by("pk")[:5]]


def by_document(number: str) -> list[ReaderLine]:
    """Return the reader whose identity document has this number, as a list of one, or none."""
    index = vault.blind_index(policy.scanned(number))
    found = _with_card(Reader.objects.filter(person__id_number_index=index, person__erased_at=None))
    return [_line(reader) for reader in found]


def person_in_full(reader_id: int) -> Person:
    """Return the row of the person behind a reader, for a page that has checked who looks."""
    return Reader.objects.select_related("person").get(pk=reader_id).person


def _matching(wanted: ReaderFilter, on: date) -> QuerySet[Reader]:
    found = _with_card(Reader.objects.filter(person__erased_at=None))
    if wanted.text:
        found = found.filter(_text(wanted.text))
    if wanted.site_id:
        found = found.filter(home_site=wanted.site_id)
    if wanted.category:
        found = found.filter(category=wanted.category)
    by_state = {
        "active": Q(card_state=CardState.ACTIVE, card_expires_on__gte=on, frozen_at=None),
        "pending": Q(card_state=CardState.PENDING),
        "none": Q(card_state__isnull=True) | ~Q(card_state__in=CURRENT_STATES),
        "expired": Q(card_state__in=CURRENT_STATES, card_expires_on__lt=on),
        "soon": Q(card_state=CardState.ACTIVE, card_expires_on__gte=on, card_expires_on__lt=on + SOON),
        "frozen": Q(frozen_at__isnull=False),
    }
    return found.filter(by_state[wanted.state]) if wanted.state in by_state else found


def _text(text: str) -> Q:
    wanted = " ".join(text.split())
    digits = policy.scanned(wanted)
    hit = Q(person__name__contains=wanted) | Q(person__name_latin__icontains=wanted)
    if len(digits) >= 4 and digits.isascii() and digits.isalnum():
        hit |= Q(pk__in=Card.objects.filter(number__startswith=digits).values("reader"))
        hit |= Q(person__phone__endswith=digits)
    return hit


def _with_card(readers: QuerySet[Reader]) -> QuerySet[Reader]:
    best = Card.objects.filter(reader=OuterRef("pk")).order_by(BEST_FIRST, "-issued_at", "-pk")
    return readers.select_related("person", "home_site").annotate(
        card_number=Subquery(best.values("number")[:1]),
        card_state=Subquery(best.values("state")[:1]),
        card_expires_on=Subquery(best.values("expires_on")[:1]),
    )


def _line(reader: Reader) -> ReaderLine:
    state = reader.card_state  # type: ignore[attr-defined]
    return ReaderLine(
        id=reader.pk,
        name=reader.person.name,
        masked_phone=policy.masked_phone(reader.person.phone),
        category=ReaderCategory(reader.category),
        card_number=reader.card_number or "",  # type: ignore[attr-defined]
        card_state=CardState(state) if state else None,
        card_expires_on=reader.card_expires_on,  # type: ignore[attr-defined]
        home_site=site_name(reader.home_site.name, reader.home_site.name_en),
        is_frozen=reader.frozen_at is not None,
        is_verified=reader.verified_at is not None,
        registered_at=reader.registered_at,
    )
