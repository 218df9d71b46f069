"""Writing readers that move in, and taking them back. Inside the transaction of their slice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.people import events, panels, policy, ports, vault
from shushan.people.models import CURRENT_STATES, Card, Person, Reader, User
from shushan.people.moving_in.terms import Batch, Written
from shushan.people.operations import cards, persons, readers
from shushan.people.operations.persons import Particulars
from shushan.people.states import CardState

_OWN_FACTS: Final = {"people.reader-registered", "people.card-validity", "people.reader-frozen"}


@dataclass(frozen=True, slots=True)
class Row:
    """A reader as a line says it. ``reader_id`` set: on record here already, ``changed`` what the line says newly."""

    said: Particulars
    number: str
    category: str
    issued_on: date | None
    expires_on: date | None
    state: str
    guardian: str
    reader_id: int | None = None
    changed: dict[str, Any] = field(default_factory=dict)


def take_in(row: Row, batch: Batch, *, actor: Actor) -> Reader:
    """Write a reader with the card as it was, and return the row."""
    at = batch.at
    today = ledger.local_day(at)
    guardian = (
        Card.objects.filter(number=row.guardian).values_list("reader", flat=True).first() if row.guardian else None
    )
    reader = Reader(
        person=persons.take_in(row.said),
        category=row.category or policy.category_for(row.said.birth_on, today),
        home_site_id=batch.site_id,
        guardian_id=guardian,
        registered_at=at,
        verified_at=at,  # the other library saw them
    )
    readers.begin(reader, "import", actor=actor, at=at)
    state = CardState.ACTIVE if row.state in ("active", "frozen") else CardState(row.state)
    issued_at = at
    if row.issued_on is not None and row.issued_on <= today:
        issued_at = min(at, datetime.combine(row.issued_on, time(12), tzinfo=ledger.zone()))
    card = Card.objects.create(
        number=row.number,
        reader=reader,
        state=state,
        site_id=batch.site_id,
        issued_at=issued_at,
        expires_on=row.expires_on or cards.last_day(reader, at),
        ended_at=None if state in CURRENT_STATES else at,
    )
    cards.count(card.pk, actor=actor, at=at)
    if row.state == "frozen":
        Reader.objects.filter(pk=reader.pk).update(frozen_at=at, frozen_reason=str(_("旧系统停借")))
        event = events.ReaderFrozen(site_id=batch.site_id, reader_id=reader.pk, **readers.dims(reader, at))
        ledger.record(event, actor=actor, subject=f"people.reader:{reader.pk}", at=at)
    return reader


def update(row: Row, *, actor: Actor, at: datetime) -> Written:
    """Write what a line says newly, and return what was there before."""
    assert row.reader_id is not None
    before = _as_it_is(row.reader_id, row.changed)
    _put(row.reader_id, row.changed, actor=actor, at=at)
    return Written(f"people.reader:{row.reader_id}", json.dumps({"before": before, "after": row.changed}))


def _as_it_is(reader_id: int, names: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is on record under these names, as texts."""
    reader = Reader.objects.select_related("person").get(pk=reader_id)
    card = Card.objects.filter(reader=reader, state__in=CURRENT_STATES).first()
    person = reader.person
    found: dict[str, Any] = {
        "gender": person.gender, "phone": person.phone, "email": person.email, "category": reader.category,
        "birth_on": person.birth_on.isoformat() if person.birth_on else None,
        "id_number": persons.id_number_of(person),
        "expires_on": card.expires_on.isoformat() if card and card.expires_on else None,
    }  # fmt: skip
    return {name: found[name] for name in names}


def _put(reader_id: int, said: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    """Write values under their names over what is on record."""
    person: dict[str, Any] = {name: said[name] for name in ("gender", "phone", "email") if name in said}
    if "birth_on" in said:
        person["birth_on"] = date.fromisoformat(said["birth_on"]) if said["birth_on"] else None
    if "id_number" in said:
        number = said["id_number"]
        person["id_number_sealed"] = vault.seal(number) if number else None
        person["id_number_index"] = vault.blind_index(number) if number else None
    if person:
        Person.objects.filter(reader=reader_id).update(**person)
    if "category" in said:
        Reader.objects.filter(pk=reader_id).update(category=said["category"])
    card = Card.objects.filter(reader=reader_id, state__in=CURRENT_STATES).first()
    if "expires_on" in said and card is not None:
        last = date.fromisoformat(said["expires_on"]) if said["expires_on"] else None
        Card.objects.filter(pk=card.pk).update(expires_on=last)
        cards.count(card.pk, actor=actor, at=at)


def restore(reader_id: int, kept: dict[str, dict[str, Any]], *, actor: Actor, at: datetime) -> object:
    """Put back what an update overwrote, unless somebody changed it since; return why it stays."""
    if not Person.objects.filter(reader=reader_id, erased_at=None).exists():
        return "is-gone"
    if _as_it_is(reader_id, kept["after"]) != kept["after"]:
        return "was-changed"
    _put(reader_id, kept["before"], actor=actor, at=at)
    return ""


def remove(reader_id: int, *, actor: Actor, at: datetime) -> object:
    """Delete a reader who moved in and reverse the facts, or say what hangs on them."""
    reader = Reader.objects.select_related("person").filter(pk=reader_id, person__erased_at=None).first()
    if reader is None:
        return "is-gone"
    if panels.hindrances(reader_id, at) or any(n for m in ports.movers().values() for _w, n in m.count(reader_id)):
        return "has-loans"
    if User.objects.filter(person=reader.person).exists():
        return "has-account"
    subjects = [
        f"people.reader:{reader_id}",
        *(f"people.card:{pk}" for pk in reader.cards.values_list("pk", flat=True)),
    ]
    facts = [row for subject in subjects for row in ledger.rows_of(subject)]
    if {row.fact for row in facts} - _OWN_FACTS or Reader.objects.filter(guardian=reader).exists():
        return "was-served"
    try:
        person_id = reader.person_id
        Card.objects.filter(reader=reader).delete()
        reader.delete()
        Person.objects.filter(pk=person_id).delete()
    except ProtectedError:
        return "was-served"
    for row in facts:
        if row.corrects is None and row.corrected_by is None:
            ledger.reverse(row.id, actor=actor, reason="import taken back", at=at)
    return ""
