"""Reads of readers and their cards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from shushan.database.public import Prepared
from shushan.kernel.clock import now
from shushan.ledger.public import local_day
from shushan.people import policy
from shushan.people.errors import NoSuchReader
from shushan.people.models import CURRENT_STATES, Card, Reader
from shushan.people.states import CardState
from shushan.people.terms import CardLine, ReaderCategory, ReaderValue
from shushan.people.words import site_name

# Current cards first, then a lost one (it can be replaced), then the youngest of the rest.
BEST_FIRST = Case(
    When(state__in=CURRENT_STATES, then=Value(0)),
    When(state=CardState.LOST, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)
_NOBODY = _("没有这位读者。")
_NO_CARD = _("没有这张读者证。")
_CHECK = _("请核对证号，或按姓名、电话查找。")


_WITH_BEST_CARD = Prepared(
    lambda pk: (
        Reader.objects.filter(pk=pk)
        .order_by(
            Case(
                When(cards__state__in=CURRENT_STATES, then=Value(0)),
                When(cards__state=CardState.LOST, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            ),
            "-cards__issued_at",
            "-cards__pk",
        )
        .values_list(
            "pk", "person_id", "person__name", "category", "person__birth_on", "cards__number", "cards__state",
            "cards__expires_on", "home_site_id", "frozen_reason", "verified_at",
        )[:1]
    ),
    int,
)  # fmt: skip

_BY_CARD = Prepared(
    lambda number: Card.objects.filter(number=number).values_list(
        "reader_id", "reader__person_id", "reader__person__name", "reader__category", "reader__person__birth_on",
        "number", "state", "expires_on", "reader__home_site_id", "reader__frozen_reason", "reader__verified_at",
    ),
    str,
)  # fmt: skip


def _one(row: tuple[Any, ...], day: date) -> ReaderValue:
    pk, person_id, name, category, birth_on, number, state, expires_on, home_site_id, why_frozen, verified_at = row
    return ReaderValue(
        id=pk,
        person_id=person_id,
        name=name,
        masked_name=policy.masked_name(name),
        category=ReaderCategory(category),
        age_band=policy.age_band(birth_on, day),
        card_number=number or "",
        card_state=CardState(state) if state else None,
        card_expires_on=expires_on,
        home_site_id=home_site_id,
        freeze_reason=why_frozen,
        is_verified=verified_at is not None,
        birth_on=birth_on,
    )


def _value(reader: Reader, card: Card | None, day: date) -> ReaderValue:
    person = reader.person
    return ReaderValue(
        id=reader.pk,
        person_id=person.pk,
        name=person.name,
        masked_name=policy.masked_name(person.name),
        category=ReaderCategory(reader.category),
        age_band=policy.age_band(person.birth_on, day),
        card_number=card.number if card else "",
        card_state=CardState(card.state) if card else None,
        card_expires_on=card.expires_on if card else None,
        home_site_id=reader.home_site_id,
        freeze_reason=reader.frozen_reason,
        is_verified=reader.verified_at is not None,
        birth_on=person.birth_on,
    )


def readers(reader_ids: Iterable[int], *, at: datetime | None = None) -> dict[int, ReaderValue]:
    """Return readers by id, in two queries; ids that are not known are left out.

    ``at`` is the instant for which the age band is asked; None means now.
    """
    day = local_day(at or now())
    found = {r.pk: r for r in Reader.objects.select_related("person").filter(pk__in=set(reader_ids))}
    cards: dict[int, Card] = {}
    for card in Card.objects.filter(reader_id__in=found).order_by(BEST_FIRST, "-issued_at", "-pk"):
        cards.setdefault(card.reader_id, card)
    return {pk: _value(reader, cards.get(pk), day) for pk, reader in found.items()}


def reader(reader_id: int, *, at: datetime | None = None) -> ReaderValue:
    """Return one reader, in one query.

    :raises NoSuchReader: the id is not known.
    """
    found = _WITH_BEST_CARD.rows(reader_id)
    if not found:
        raise NoSuchReader(_NOBODY)
    return _one(found[0], local_day(at or now()))


def reader_by_card(number: str, *, at: datetime | None = None) -> ReaderValue:
    """Return the reader of a card as it was scanned, whatever its state, with that very card, in one query.

    :raises NoSuchReader: no card has this number.
    """
    found = _BY_CARD.rows(policy.scanned(number))
    if not found:
        raise NoSuchReader(_NO_CARD, remedy=_CHECK)
    return _one(found[0], local_day(at or now()))


def reader_of_user(user_id: int) -> ReaderValue | None:
    """Return the reader behind an account, or None when its person is no reader."""
    return _first(Reader.objects.filter(person__user=user_id).values_list("pk", flat=True)[:1])


def reader_of_person(person_id: int) -> ReaderValue | None:
    """Return the reader role of a person, or None."""
    return _first(Reader.objects.filter(person=person_id).values_list("pk", flat=True)[:1])


def reader_ids_of_persons(person_ids: Iterable[int]) -> dict[int, int]:
    """Return the reader's id of each of some persons who have the role, in one query."""
    return dict(Reader.objects.filter(person__in=set(person_ids)).values_list("person_id", "pk"))


def _first(ids: Iterable[int]) -> ReaderValue | None:
    return next(iter(readers(ids).values()), None)


def find_readers(text: str, *, limit: int = 10, at: datetime | None = None) -> list[ReaderValue]:
    """Return readers whose name, Latin name, card number or telephone answers to a few typed characters.

    Names and card numbers by their beginning or any part, telephones by their last four or more digits.
    """
    wanted = " ".join(text.split())
    if not wanted:
        return []
    digits = policy.scanned(wanted)
    hit = Q(person__name__contains=wanted) | Q(person__name_latin__icontains=wanted)
    if len(digits) >= 4 and digits.isascii() and digits.isalnum():
        hit |= Q(cards__number__startswith=digits) | Q(person__phone__endswith=digits)
    ids = list(
        Reader.objects.filter(hit, person__erased_at=None)
        .values_list("pk", flat=True)
        .distinct()
        .order_by("person__name", "pk")[:limit]
    )
    found = readers(ids, at=at)
    return [found[pk] for pk in ids if pk in found]


def cards_of(reader_id: int) -> list[CardLine]:
    """Return a reader's cards, the current one first, then the youngest, in one query."""
    cards = Card.objects.filter(reader=reader_id).select_related("site").order_by(BEST_FIRST, "-issued_at", "-pk")
    return [
        CardLine(
            id=c.pk,
            number=c.number,
            state=CardState(c.state),
            issued_at=c.issued_at,
            expires_on=c.expires_on,
            ended_at=c.ended_at,
            site=site_name(c.site.name, c.site.name_en),
        )
        for c in cards
    ]


def guardian_card(reader_id: int) -> str:
    """Return the card number of a reader's guardian, or an empty string."""
    guardian = guardian_of(reader_id)
    return guardian.card_number if guardian else ""


def guardian_of(reader_id: int) -> ReaderValue | None:
    """Return a reader's guardian, or None when none is on record."""
    guardian_id = Reader.objects.filter(pk=reader_id).values_list("guardian", flat=True).first()
    return readers([guardian_id])[guardian_id] if guardian_id else None


def reader_id_of_card(card_id: int) -> int | None:
    """Return whose card this is, by the card's id, or None; in one query."""
    return Card.objects.filter(pk=card_id).values_list("reader_id", flat=True).first()
