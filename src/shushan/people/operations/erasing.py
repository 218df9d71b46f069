"""Erasing: cut what may be cut about a person, and keep every total."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shushan.database.public import write
from shushan.kernel.actor import Actor, ActorKind
from shushan.ledger import public as ledger
from shushan.people import events, panels
from shushan.people.errors import NoSuchPerson, StillOpenMatters
from shushan.people.models import Card, MovingInLine, Person, Proxy, Reader, ReaderMerge, Staff, User
from shushan.people.operations import cards, readers
from shushan.people.queries.family import acts_for, wards_of
from shushan.people.terms import FreezeCause, PeopleAct


@write()
def erase_person(*, actor: Actor, at: datetime, person_id: int) -> None:
    """Empty a person's row, close card and account, and tell the house (``people.person-erased``).

    The reader row stays as a number without a name, so that no total changes; rooms that subscribe to the fact cut
    their own link to it (loans). Persons may erase themselves.

    :raises StillOpenMatters: open loans, a freeze, or a current appointment stand against it.
    """
    person = Person.objects.filter(pk=person_id, erased_at=None).first()
    if person is None:
        raise NoSuchPerson(_("没有这个人，或其资料已经删除。"))
    reader = Reader.objects.filter(person=person).select_related("person").first()
    acts = actor.id == person_id or (reader is not None and acts_for(actor.id, reader.pk, at=at))
    is_own = actor.kind in (ActorKind.READER, ActorKind.STAFF) and acts and actor.may(PeopleAct.ERASE_OWN)
    if not is_own:
        actor.require(PeopleAct.ERASE_PERSON, site_id=reader.home_site_id if reader else None)
    _refuse_open_matters(person, reader, at)
    if reader is not None:
        cards.withdraw_cards(reader, actor=actor, at=at)
        _cut_reader(reader)
    cut_account(person)
    Person.objects.filter(pk=person_id).update(
        name="",
        name_latin="",
        birth_on=None,
        gender=None,
        phone="",
        email="",
        id_number_sealed=None,
        id_number_index=None,
        erased_at=at,
    )
    subject = f"people.reader:{reader.pk}" if reader else f"people.person:{person_id}"
    event = events.PersonErased(site_id=reader.home_site_id if reader else None)
    ledger.record(event, actor=actor, subject=subject, at=at)


def _refuse_open_matters(person: Person, reader: Reader | None, at: datetime) -> None:
    reasons = panels.hindrances(reader.pk, at) if reader else []
    if reader is not None and reader.frozen_at is not None and reader.frozen_cause != FreezeCause.CONSENT:
        reasons.append(str(_("读者证被冻结：%(reason)s") % {"reason": reader.frozen_reason}))
    if reader is not None and (wards := wards_of(reader.pk, at=at)):
        reasons.append(str(_("仍是%(n)d位未成年读者的监护人，请先更换监护人或删除孩子的资料。") % {"n": len(wards)}))
    staff = Staff.objects.filter(person=person).first()
    if staff is not None and (staff.until is None or staff.until > ledger.local_day(at)):
        reasons.append(str(_("仍是在职馆员。")))
    if reasons:
        raise StillOpenMatters(
            _("现在还不能删除：%(why)s") % {"why": " ".join(reasons)},
            rule=_("先结清，后删除。"),
            remedy=_("请先归还图书、处理冻结，再提出申请。"),
        )


def _cut_reader(reader: Reader) -> None:
    Reader.objects.filter(pk=reader.pk).update(**readers.NOT_FROZEN, guardian=None)
    ReaderMerge.objects.filter(kept=reader).update(sealed=None)
    MovingInLine.objects.filter(subject=f"people.reader:{reader.pk}").update(before=None)
    Proxy.objects.filter(Q(reader=reader) | Q(proxy=reader)).delete()
    for card in Card.objects.filter(reader=reader):
        Card.objects.filter(pk=card.pk).update(number=f"erased-{card.pk}")


def cut_account(person: Person) -> None:
    """Empty and close a person's account for good. Inside the caller's transaction."""
    user = User.objects.filter(person=person).first()
    if user is None:
        return
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.groups.clear()
    User.objects.filter(pk=user.pk).update(
        username=f"erased-{user.pk}", email="", is_active=False, password=make_password(None)
    )
