"""The bulk path of the demonstration: readers with cards in few statements, row for row what the operations write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.events import Event
from shushan.ledger import public as ledger
from shushan.people import events, policy
from shushan.people.models import Card, Consent, Person, Reader
from shushan.people.operations.cards import lapsed_at
from shushan.people.states import CardState


@dataclass(frozen=True, slots=True)
class NewReader:
    """A reader to be written: ``guardian`` is the place of another one in the same list, who stands before."""

    name: str
    gender: str
    birth_on: date
    home_site_id: int
    registered_at: datetime
    card_number: str
    guardian: int | None = None


@write()
def add_readers(new: Sequence[NewReader], *, actor: Actor) -> list[int]:
    """Write readers with an active card each, and their facts; return the reader ids in order."""
    people = Person.objects.bulk_create(
        [Person(name=one.name, gender=one.gender, birth_on=one.birth_on) for one in new], batch_size=1000
    )
    readers = Reader.objects.bulk_create(
        [
            Reader(
                person=person,
                category=policy.category_for(one.birth_on, ledger.local_day(one.registered_at)),
                home_site_id=one.home_site_id,
                registered_at=one.registered_at,
                verified_at=one.registered_at,
            )
            for one, person in zip(new, people, strict=True)
        ],
        batch_size=1000,
    )
    for one, reader in zip(new, readers, strict=True):
        if one.guardian is not None:
            reader.guardian_id = readers[one.guardian].pk
    Reader.objects.bulk_update([r for r in readers if r.guardian_id], ["guardian"], batch_size=500)
    asked = [r for r in readers if r.guardian_id and policy.needs_consent(r.person.birth_on, _day(r))]
    Consent.objects.bulk_create(
        [
            Consent(child=r, guardian_id=r.guardian_id or 0, way="desk", given_at=r.registered_at, taken_by=actor.label)
            for r in asked
        ],
        batch_size=1000,
    )
    consenting = {r.pk for r in asked}
    cards = Card.objects.bulk_create([_card(one, r) for one, r in zip(new, readers, strict=True)], batch_size=1000)
    facts: list[tuple[Event, str, datetime]] = []
    for one, reader, card in zip(new, readers, cards, strict=True):
        said = {"site_id": one.home_site_id, "reader_id": reader.pk, "category": reader.category}
        band = policy.age_band(one.birth_on, ledger.local_day(one.registered_at))
        registered = events.ReaderRegistered(**said, age_band=band)  # type: ignore[arg-type]
        issued = events.CardIssued(**said, age_band=band)  # type: ignore[arg-type]
        facts.append((registered, f"people.reader:{reader.pk}", one.registered_at))
        if reader.pk in consenting:
            given = events.ConsentGiven(**said, age_band=band)  # type: ignore[arg-type]
            facts.append((given, f"people.reader:{reader.pk}", one.registered_at))
        facts.append((issued, f"people.card:{card.pk}", one.registered_at))
        valid = events.CardValidity(**said, age_band=band)  # type: ignore[arg-type]
        facts.append((valid, f"people.card:{card.pk}", one.registered_at))
    ledger.record_many(facts, actor=actor)
    return [reader.pk for reader in readers]


@write()
def renew_cards(reader_ids: Sequence[int], *, actor: Actor, at: datetime) -> None:
    """Renew the active cards of readers, with their facts: the demonstration's cards are good on the day it is built."""
    expires_on = policy.expiry(ledger.local_day(at))
    facts: list[tuple[Event, str, datetime]] = []
    for start in range(0, len(reader_ids), 5000):
        some = list(reader_ids[start : start + 5000])
        held = Card.objects.filter(reader__in=some, state=CardState.ACTIVE)
        for card in held.select_related("reader__person").order_by("pk"):
            facts += _renewal(card, at)
        held.update(expires_on=expires_on)
    ledger.record_many(facts, actor=actor)


def _renewal(card: Card, at: datetime) -> list[tuple[Event, str, datetime]]:
    """Return the facts of one renewal: run out when it had, renewed, and valid again."""
    reader, subject = card.reader, f"people.card:{card.pk}"

    def said(then: datetime) -> dict[str, Any]:
        band = policy.age_band(reader.person.birth_on, ledger.local_day(then))
        return {"reader_id": reader.pk, "category": reader.category, "age_band": band}

    renewed: tuple[Event, str, datetime] = (
        events.CardRenewed(site_id=reader.home_site_id, **said(at)), subject, at,
    )  # fmt: skip
    then = lapsed_at(card)
    if then is None or then > at:
        return [renewed]
    return [
        (events.CardValidity(site_id=card.site_id, quantity=-1, **said(reader.registered_at)), subject, then),
        renewed,
        (events.CardValidity(site_id=card.site_id, **said(at)), subject, at),
    ]


def _day(reader: Reader) -> date:
    return ledger.local_day(reader.registered_at)


def _card(one: NewReader, reader: Reader) -> Card:
    return Card(
        number=one.card_number,
        reader=reader,
        state=CardState.ACTIVE,
        site_id=one.home_site_id,
        issued_at=one.registered_at,
        expires_on=policy.expiry(ledger.local_day(one.registered_at)),
        is_counted=True,
    )


def numbered(serial: int) -> str:
    """Return a card number made from a serial number, with its check digit (the demonstration's are not random)."""
    body = f"{policy.CARD_PREFIX}{serial:0{policy.CARD_DIGITS - len(policy.CARD_PREFIX) - 1}d}"
    return body + policy.check_digit(body)
