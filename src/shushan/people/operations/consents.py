"""Consent of guardians: given at a desk or on line, kept in step with who the guardian is, withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from django.utils.translation import gettext_lazy as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.events import Event
from shushan.ledger import public as ledger
from shushan.people import events, policy
from shushan.people.errors import NoSuchReader, NotTheirGuardian
from shushan.people.models import Consent, Reader
from shushan.people.terms import FreezeCause, PeopleAct

_REASON = _("监护人撤回了同意")


def keep_in_step(child: Reader, *, way: str, actor: Actor, at: datetime) -> None:
    """Put on record that the guardian of a child under fourteen consents; end the consent of another guardian.

    Inside the caller's transaction, the grant checked there.
    """
    open_one = Consent.objects.filter(child=child, withdrawn_at=None).first()
    if open_one is not None and open_one.guardian_id == child.guardian_id:
        return
    if open_one is not None:
        _end(open_one, child, actor=actor, at=at)
    if child.guardian_id and policy.needs_consent(child.person.birth_on, ledger.local_day(at)):
        Consent.objects.create(child=child, guardian_id=child.guardian_id, way=way, given_at=at, taken_by=actor.label)
        _record(events.ConsentGiven(**_said(child, at), way=way), child, actor=actor, at=at)
        _lift(child, actor=actor, at=at)


@write()
def take_consent(*, actor: Actor, at: datetime, child_id: int) -> None:
    """Put on record, at a desk, that the guardian of a child consents (for children registered without it).

    :raises NotAllowed: no grant at the child's home site.
    :raises NotTheirGuardian: the child has no guardian on record, or is fourteen or older.
    """
    child = _child(child_id)
    actor.require(PeopleAct.EDIT_READER, site_id=child.home_site_id)
    if not child.guardian_id or not policy.needs_consent(child.person.birth_on, ledger.local_day(at)):
        raise NotTheirGuardian(_("这位读者不需要监护人同意，或还没有登记监护人。"))
    keep_in_step(child, way="desk", actor=actor, at=at)


@write()
def withdraw_consent(*, actor: Actor, at: datetime, child_id: int) -> None:
    """Take one's own consent back: the child's card lends nothing any more until a guardian consents again.

    :raises NotTheirGuardian: whoever acts gave no consent for this child.
    """
    actor.require(PeopleAct.SEE_OWN)
    child = _child(child_id)
    given = Consent.objects.filter(child=child, withdrawn_at=None, guardian__person=actor.id).first()
    if given is None:
        raise NotTheirGuardian(_("您没有为这位读者给过同意。"))
    _end(given, child, actor=actor, at=at)
    if child.frozen_at is None:
        Reader.objects.filter(pk=child_id).update(
            frozen_at=at, frozen_reason=str(_REASON), frozen_cause=FreezeCause.CONSENT.value
        )
        _record(events.ReaderFrozen(**_said(child, at)), child, actor=actor, at=at)


def refuse_guardian(guardian_id: int, at: datetime) -> None:
    """Pass in silence when a reader may be a guardian, or refuse.

    :raises NotTheirGuardian: a child, or nobody on record.
    """
    guardian = Reader.objects.select_related("person").filter(pk=guardian_id, person__erased_at=None).first()
    born = guardian.person.birth_on if guardian else None
    if guardian is None or (born is not None and policy.is_minor(born, ledger.local_day(at))):
        raise NotTheirGuardian(_("监护人须是已登记的成年读者。"), rule=_("民法典第十七条、第二十七条"))


def _end(given: Consent, child: Reader, *, actor: Actor, at: datetime) -> None:
    Consent.objects.filter(pk=given.pk, withdrawn_at=None).update(withdrawn_at=at)
    _record(events.ConsentWithdrawn(**_said(child, at)), child, actor=actor, at=at)


def _lift(child: Reader, *, actor: Actor, at: datetime) -> None:
    """End the freeze that the withdrawal of a consent brought."""
    frozen = Reader.objects.filter(pk=child.pk, frozen_cause=FreezeCause.CONSENT.value)
    if frozen.update(frozen_at=None, frozen_reason="", frozen_cause="", frozen_until=None):
        _record(events.ReaderUnfrozen(**_said(child, at)), child, actor=actor, at=at)


class _Said(TypedDict):
    """What every fact about a child says."""

    site_id: int
    reader_id: int
    category: str
    age_band: str


def _said(child: Reader, at: datetime) -> _Said:
    band = policy.age_band(child.person.birth_on, ledger.local_day(at))
    return {"site_id": child.home_site_id, "reader_id": child.pk, "category": child.category, "age_band": band}


def _record(event: Event, child: Reader, *, actor: Actor, at: datetime) -> None:
    ledger.record(event, actor=actor, subject=f"people.reader:{child.pk}", at=at)


def _child(child_id: int) -> Reader:
    child = Reader.objects.select_related("person").filter(pk=child_id, person__erased_at=None).first()
    if child is None:
        raise NoSuchReader(_("没有这位读者。"))
    return child
