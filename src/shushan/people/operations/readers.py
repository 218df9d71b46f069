"""Readers: register, verify, mend, freeze, unfreeze."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final, TypedDict

from django.utils.translation import gettext_lazy as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.people import events, policy
from shushan.people.errors import AlreadyFrozen, AlreadyReader, GuardianNeeded, NoSuchReader, NotFrozen, ReasonNeeded
from shushan.people.models import Person, Reader
from shushan.people.operations import consents, persons
from shushan.people.operations.persons import Particulars
from shushan.people.terms import FreezeCause, PeopleAct, ReaderCategory

NOT_FROZEN: Final[dict[str, Any]] = {
    "frozen_at": None,
    "frozen_reason": "",
    "frozen_cause": FreezeCause.BY_HAND.value,
    "frozen_until": None,
}


@write()
def register_reader(
    *,
    actor: Actor,
    at: datetime,
    name: str,
    home_site_id: int,
    category: ReaderCategory | str = "",
    name_latin: str = "",
    birth_on: date | None = None,
    gender: str | None = None,
    phone: str = "",
    email: str = "",
    id_number: str = "",
    guardian_id: int | None = None,
    is_verified: bool = True,
    way: str = "desk",
) -> int:
    """Take a new person in as a reader and return the reader's id. The card is a second act (``issue_card``).

    A guardian named for a child under fourteen consents by it, and that is put on record.
    An empty ``category`` follows from the birth date. ``is_verified``: a document was seen.

    :raises NotAllowed: no grant at the home site.
    :raises GuardianNeeded: a child under fourteen without a guardian (个人信息保护法 §31).
    :raises DocumentTaken: the document number is on record.
    """
    actor.require(PeopleAct.REGISTER_READER, site_id=home_site_id)
    said = Particulars(
        name=name,
        name_latin=name_latin,
        birth_on=birth_on,
        gender=gender,
        phone=phone,
        email=email,
        id_number=id_number,
    )
    _refuse_child_alone(birth_on, guardian_id, at)
    reader = Reader(
        person=persons.take_in(said),
        category=category or policy.category_for(birth_on, ledger.local_day(at)),
        home_site_id=home_site_id,
        guardian_id=guardian_id,
        registered_at=at,
        verified_at=at if is_verified else None,
    )
    reader_id = begin(reader, way, actor=actor, at=at)
    consents.keep_in_step(reader, way="desk" if way == "desk" else "online", actor=actor, at=at)
    return reader_id


@write()
def make_reader_of(
    *, actor: Actor, at: datetime, person_id: int, home_site_id: int, category: ReaderCategory | str = ""
) -> int:
    """Give a person who is on record (staff, say) the role of a reader and return the reader's id.

    :raises AlreadyReader: the person is one.
    """
    actor.require(PeopleAct.REGISTER_READER, site_id=home_site_id)
    person = Person.objects.get(pk=person_id)
    if Reader.objects.filter(person=person).exists():
        raise AlreadyReader(_("%(name)s已经是读者。") % {"name": person.name})
    reader = Reader(
        person=person,
        category=category or policy.category_for(person.birth_on, ledger.local_day(at)),
        home_site_id=home_site_id,
        registered_at=at,
        verified_at=at,
    )
    return begin(reader, "desk", actor=actor, at=at)


@write()
def edit_reader(
    *,
    actor: Actor,
    at: datetime,
    reader_id: int,
    said: Particulars,
    home_site_id: int,
    category: ReaderCategory | str = "",
    guardian_id: int | None = None,
) -> None:
    """Mend what is on record about a reader. An edit is no fact: nothing is counted.

    :raises NotAllowed: no grant at the reader's home site, or at the new one.
    """
    reader = find(reader_id)
    actor.require(PeopleAct.EDIT_READER, site_id=reader.home_site_id)
    actor.require(PeopleAct.EDIT_READER, site_id=home_site_id)
    _refuse_child_alone(said.birth_on, guardian_id, at)
    persons.mend(reader.person_id, said)
    Reader.objects.filter(pk=reader_id).update(
        category=category or policy.category_for(said.birth_on, ledger.local_day(at)),
        home_site_id=home_site_id,
        guardian_id=guardian_id,
    )
    consents.keep_in_step(find(reader_id), way="desk", actor=actor, at=at)


@write()
def edit_own(*, actor: Actor, at: datetime, reader_id: int, phone: str, email: str, home_site_id: int) -> None:
    """Let readers mend how they are reached and where they usually go. Everything else needs a desk.

    :raises NotAllowed: it is somebody else.
    """
    reader = find(reader_id)
    if actor.id != reader.person_id:
        raise NotAllowed(verb=PeopleAct.EDIT_OWN)
    actor.require(PeopleAct.EDIT_OWN)
    Person.objects.filter(pk=reader.person_id).update(phone=policy.scanned(phone), email=email.strip())
    Reader.objects.filter(pk=reader_id).update(home_site_id=home_site_id)


@write()
def freeze(
    *,
    actor: Actor,
    at: datetime,
    reader_id: int,
    reason: str,
    site_id: int | None = None,
    cause: FreezeCause = FreezeCause.BY_HAND,
    until: date | None = None,
) -> None:
    """Stop a reader from borrowing, for a reason that is shown at the desk.

    Somebody lifts it, or it lifts itself: after its last day ``until``, or when its ``cause`` is gone.

    :raises AlreadyFrozen: the reader is frozen.
    :raises Invalid: the last day is over.
    :raises ReasonNeeded: the reason says nothing.
    """
    reader = find(reader_id)
    stands = site_id or actor.site_id or reader.home_site_id
    actor.require(PeopleAct.FREEZE_READER, site_id=stands)
    reason = " ".join(reason.split())
    if len(reason) < policy.LEAST_REASON:
        raise ReasonNeeded(_("请写明冻结原因。"), field="reason")
    if until is not None and until < ledger.local_day(at):
        raise Invalid(_("截止日期已经过去。"), field="until")
    touched = Reader.objects.filter(pk=reader_id, frozen_at=None).update(
        frozen_at=at, frozen_reason=reason[:200], frozen_cause=cause.value, frozen_until=until
    )
    if not touched:
        raise AlreadyFrozen(_("这位读者已被冻结。"))
    event = events.ReaderFrozen(site_id=stands, reader_id=reader_id, **dims(reader, at))
    ledger.record(event, actor=actor, subject=f"people.reader:{reader_id}", at=at)


@write()
def suspend(
    *, actor: Actor, at: datetime, reader_id: int, days: int, reason: str, site_id: int, since: date | None = None
) -> date:  # fmt: skip
    """Stop a reader from borrowing for so many days after a late return; return the last of them.

    The days begin on the day after ``since`` (the day of the return; default: today), or after a suspension that still
    runs; when they are over already, nothing is written. A freeze for another cause stays what it is: one
    with a last day gets no earlier last day than the suspension, one without is for whoever lifts it to decide.

    :raises NoSuchReader: :raises NotAllowed:
    """
    actor.require(PeopleAct.FREEZE_READER, site_id=site_id)
    found = find(reader_id)
    reader = Reader.objects.select_for_update().get(pk=found.pk)
    today = ledger.local_day(at)
    running = reader.frozen_until if reader.frozen_cause == FreezeCause.LATE.value else None
    begins = min(since or today, today)
    last = max(begins, running or begins) + timedelta(days=days)
    if last < today:
        return last
    columns: dict[str, Any] = {}
    if reader.frozen_at is None or reader.frozen_cause in (FreezeCause.LATE.value, FreezeCause.OVERDUE.value):
        columns = {"frozen_cause": FreezeCause.LATE.value, "frozen_reason": reason[:200], "frozen_until": last}
        columns["frozen_at"] = reader.frozen_at or at
    elif reader.frozen_until is not None:
        columns = {"frozen_until": max(reader.frozen_until, last)}
    if columns:
        Reader.objects.filter(pk=reader.pk).update(**columns)
    if reader.frozen_at is None:
        event = events.ReaderFrozen(site_id=site_id, reader_id=reader_id, **dims(found, at))
        ledger.record(event, actor=actor, subject=f"people.reader:{reader_id}", at=at)
    return last


@write()
def unfreeze(*, actor: Actor, at: datetime, reader_id: int, site_id: int | None = None) -> None:
    """Let a frozen reader borrow again.

    :raises NotFrozen: the reader is not frozen.
    """
    reader = find(reader_id)
    stands = site_id or actor.site_id or reader.home_site_id
    actor.require(PeopleAct.UNFREEZE_READER, site_id=stands)
    touched = Reader.objects.filter(pk=reader_id, frozen_at__isnull=False).update(**NOT_FROZEN)
    if not touched:
        raise NotFrozen(_("这位读者没有被冻结。"))
    event = events.ReaderUnfrozen(site_id=stands, reader_id=reader_id, **dims(reader, at))
    ledger.record(event, actor=actor, subject=f"people.reader:{reader_id}", at=at)


def find(reader_id: int) -> Reader:
    """Return a reader's row with its person.

    :raises NoSuchReader: the id is not known, or the person was erased.
    """
    reader = Reader.objects.select_related("person").filter(pk=reader_id, person__erased_at=None).first()
    if reader is None:
        raise NoSuchReader(_("没有这位读者。"))
    return reader


class Dims(TypedDict):
    """What every fact about a reader says of them."""

    category: str
    age_band: str


def dims(reader: Reader, at: datetime) -> Dims:
    """Return category and age band on that day."""
    band = policy.age_band(reader.person.birth_on, ledger.local_day(at))
    return {"category": reader.category, "age_band": band}


def begin(reader: Reader, way: str, *, actor: Actor, at: datetime) -> int:
    """Write a new reader's row and its fact, and return the id. Inside the caller's transaction."""
    reader.save(force_insert=True)
    event = events.ReaderRegistered(site_id=reader.home_site_id, reader_id=reader.pk, way=way, **dims(reader, at))
    ledger.record(event, actor=actor, subject=f"people.reader:{reader.pk}", at=at)
    return reader.pk


def _refuse_child_alone(birth_on: date | None, guardian_id: int | None, at: datetime) -> None:
    if guardian_id is not None:
        consents.refuse_guardian(guardian_id, at)
    elif policy.needs_consent(birth_on, ledger.local_day(at)):
        raise GuardianNeeded(
            _("未满十四周岁的读者须由监护人一同登记。"),
            rule=_("个人信息保护法第三十一条"),
            remedy=_("请先登记监护人，再在表单中选择监护人的读者证号。"),
        )
