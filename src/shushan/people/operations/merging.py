"""Merging: two readers turn out to be one person. Roles, cards and what other rooms keep go over; facts stay."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.people import events, ports, vault
from shushan.people.errors import CannotMerge, NoSuchReader
from shushan.people.models import CURRENT_STATES, Card, NotDouble, Person, Reader, ReaderMerge, RoleGrant, Staff, User
from shushan.people.operations import cards, readers
from shushan.people.operations.merging_family import family_over
from shushan.people.operations.persons import id_number_of
from shushan.people.terms import FreezeCause, PeopleAct

SEALED_FOR: Final = b"people.reader-merge"
FILLED: Final = ("name_latin", "birth_on", "gender", "phone", "email")  # taken over where the other has nothing
_EMPTY: Final[dict[str, Any]] = {
    "name": "", "name_latin": "", "birth_on": None, "gender": None, "phone": "", "email": "",
    "id_number_sealed": None, "id_number_index": None,
}  # fmt: skip


@write()
def merge_readers(*, actor: Actor, at: datetime, kept_id: int, gone_id: int, card_id: int | None = None) -> int:
    """Join two readers who are one person; return the merge's id, for its undoing within ``people.merge-undo-days``.

    ``kept_id`` stays. Cards, roles, children, account and what other rooms keep go over to it; what it does not say
    about the person is filled in. ``card_id`` names which of two current cards remains (default: the kept reader's).
    Facts stay as they were recorded: the two registrations are still counted as two.

    :raises NotAllowed: no grant at both home sites.
    :raises NoSuchReader: one of them is not known, or was erased.
    :raises CannotMerge: they hold what one person may not hold twice, or are not one person.
    """
    list(Reader.objects.select_for_update().filter(pk__in=[kept_id, gone_id]).order_by("pk"))
    kept, gone = readers.find(kept_id), readers.find(gone_id)
    actor.require(PeopleAct.MERGE_READERS, site_id=kept.home_site_id)
    actor.require(PeopleAct.MERGE_READERS, site_id=gone.home_site_id)
    if against := against_merging(kept, gone):
        raise CannotMerge(against[0], rule=_("一个人只登记一次，两个人不能并成一个。"))
    sealed = vault.seal(json.dumps(_as_it_was(gone.person)), SEALED_FOR)
    moved: dict[str, Any] = {
        **_cards(kept, gone, card_id, actor=actor, at=at),
        "rooms": {code: mover.move(gone_id=gone_id, kept_id=kept_id) for code, mover in ports.movers().items()},
        "account": _account(kept.person, gone.person),
        "staff": Staff.objects.filter(person=gone.person_id).update(person=kept.person_id),
        "grants": _repoint(RoleGrant.objects.filter(person=gone.person_id), person=kept.person_id),
        "wards": _repoint(Reader.objects.filter(guardian=gone_id), guardian=kept_id),
        "frozen_was": _frozen(kept),
        "reader": _reader(kept, gone),
        "family": family_over(kept, gone),
    }
    Person.objects.filter(pk=gone.person_id).update(**_EMPTY, erased_at=at)
    moved["filled"] = _fill(kept.person, gone.person)
    NotDouble.objects.filter(one__in=[kept_id, gone_id], other__in=[kept_id, gone_id]).delete()
    merge = ReaderMerge.objects.create(
        kept=kept, gone=gone, moved=moved, sealed=sealed, merged_at=at, merged_by=actor.label
    )
    event = events.ReadersMerged(site_id=kept.home_site_id)
    entry_id = ledger.record(event, actor=actor, subject=f"people.merge:{merge.pk}", at=at)
    ReaderMerge.objects.filter(pk=merge.pk).update(entry_id=entry_id)
    return merge.pk


@write()
def say_not_double(*, actor: Actor, at: datetime, one_id: int, other_id: int) -> None:
    """Write down that two readers who look alike were checked and are two persons.

    :raises NotAllowed: :raises NoSuchReader:
    """
    first, second = sorted((one_id, other_id))
    if first == second:
        raise NoSuchReader(_("没有这位读者。"))
    for reader in (readers.find(first), readers.find(second)):
        actor.require(PeopleAct.MERGE_READERS, site_id=reader.home_site_id)
    NotDouble.objects.get_or_create(one_id=first, other_id=second, defaults={"said_at": at, "said_by": actor.label})


def against_merging(kept: Reader, gone: Reader) -> list[str]:
    """Return every reason of this room against joining two readers; both come with their person."""
    if kept.pk == gone.pk:
        return [str(_("这是同一位读者。"))]
    found = []
    numbers = {id_number_of(kept.person), id_number_of(gone.person)} - {""}
    if len(numbers) > 1:
        found.append(str(_("两位的证件号不同，是两个人。如有一处登记错了，请先更正。")))
    if kept.guardian_id == gone.pk or gone.guardian_id == kept.pk:
        found.append(str(_("一位是另一位的监护人，不是同一个人。")))
    if Staff.objects.filter(person__in=[kept.person_id, gone.person_id]).count() > 1:
        found.append(str(_("两位都登记为馆员，请先在“馆员与角色”里理清。")))
    return found


def _as_it_was(person: Person) -> dict[str, str | None]:
    """Return what is written about a person, in clear; only ever kept sealed."""
    return {
        "name": person.name,
        "name_latin": person.name_latin,
        "birth_on": person.birth_on.isoformat() if person.birth_on else None,
        "gender": person.gender,
        "phone": person.phone,
        "email": person.email,
        "id_number": id_number_of(person),
    }


def thawed(sealed: bytes) -> dict[str, Any]:
    """Return the columns of a person as they were before the merge.

    :raises Unreadable: the key does not fit.
    """
    said: dict[str, Any] = json.loads(vault.unseal(sealed, SEALED_FOR))
    number = said.pop("id_number")
    said["birth_on"] = date.fromisoformat(said["birth_on"]) if said["birth_on"] else None
    said["id_number_sealed"] = vault.seal(number) if number else None
    said["id_number_index"] = vault.blind_index(number) if number else None
    return said


def _cards(kept: Reader, gone: Reader, card_id: int | None, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Give all cards to one reader; of two current ones the chosen one stays, the other is withdrawn."""
    held = list(Card.objects.filter(reader__in=[kept.pk, gone.pk], state__in=CURRENT_STATES))
    ended: dict[str, Any] = {}
    if len(held) > 1:
        chosen = next((c for c in held if c.pk == card_id), next(c for c in held if c.reader_id == kept.pk))
        [other] = [c for c in held if c.pk != chosen.pk]
        owner = gone if other.reader_id == gone.pk else kept
        before = other.state
        entry_id = cards.withdraw(other, owner, actor=actor, at=at)
        ended = {"id": other.pk, "state": before, "entry": entry_id}
    return {"ended_card": ended, "cards": _repoint(Card.objects.filter(reader=gone.pk), reader=kept.pk)}


def _account(kept: Person, gone: Person) -> str:
    """Give the account to the one who stays; where that one has its own, close the other. Return what was done."""
    if not User.objects.filter(person=gone).exists():
        return ""
    if User.objects.filter(person=kept).exists():
        return "closed" if User.objects.filter(person=gone, is_active=True).update(is_active=False) else ""
    User.objects.filter(person=gone).update(person=kept)
    return "moved"


def _reader(kept: Reader, gone: Reader) -> dict[str, Any]:
    """Carry over verification and guardian where the kept reader has none, and the freeze that lasts longer.

    Return the columns carried.
    """
    carried: dict[str, Any] = {}
    if gone.frozen_at and (not kept.frozen_at or _lasts(gone) > _lasts(kept)):
        carried |= {name: getattr(gone, name) for name in readers.NOT_FROZEN}
    if gone.verified_at and not kept.verified_at:
        carried["verified_at"] = gone.verified_at
    if gone.guardian_id and not kept.guardian_id:
        carried["guardian_id"] = gone.guardian_id
    if carried:
        Reader.objects.filter(pk=kept.pk).update(**carried)
    return dict.fromkeys(carried, True)


def _lasts(reader: Reader) -> date:
    """Return how long a freeze lasts: until somebody lifts it, or its last day; one for what is overdue is found anew."""
    if reader.frozen_cause == FreezeCause.OVERDUE.value:
        return date.min
    return reader.frozen_until or date.max


def _frozen(reader: Reader) -> dict[str, Any]:
    """Return the freeze of a reader as it can be kept, nothing for one who is not frozen."""
    if reader.frozen_at is None:
        return {}
    until = reader.frozen_until.isoformat() if reader.frozen_until else None
    return {
        "frozen_at": reader.frozen_at.isoformat(), "frozen_reason": reader.frozen_reason,
        "frozen_cause": reader.frozen_cause, "frozen_until": until,
    }  # fmt: skip


def _fill(kept: Person, gone: Person) -> list[str]:
    """Fill in what the kept person does not say; return the names of the columns filled."""
    columns = {name: getattr(gone, name) for name in FILLED if getattr(gone, name) and not getattr(kept, name)}
    if gone.id_number_index and not kept.id_number_index:
        columns |= {"id_number_sealed": gone.id_number_sealed, "id_number_index": gone.id_number_index}
    if columns:
        Person.objects.filter(pk=kept.pk).update(**columns)
    return [name for name in columns if name != "id_number_sealed"]


def _repoint(rows: Any, **columns: int) -> list[int]:
    """Point rows at somebody else and return their ids."""
    ids = list(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=ids).update(**columns)
    return ids
