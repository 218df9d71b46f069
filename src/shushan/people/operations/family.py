"""Families: a guardian registers a child from home; a reader names who may pick up for them."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from shushan.database.public import write
from shushan.kernel.actor import Actor, system
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.people import policy
from shushan.people.errors import NotTheirGuardian, ProxyCannot
from shushan.people.models import Proxy, Reader
from shushan.people.operations import cards, readers
from shushan.people.terms import PeopleAct


@write()
def register_child(
    *, actor: Actor, at: datetime, name: str, birth_on: date, gender: str | None, home_site_id: int
) -> int:
    """Register one's own child from home and return the child's reader id. The card is verified at a desk, as any.

    :raises NotTheirGuardian: whoever acts is no adult reader, was not verified at a desk, or has ten children on record.
    :raises Invalid: the child is eighteen or older.
    """
    actor.require(PeopleAct.REGISTER_CHILD)
    guardian = own_reader(actor, PeopleAct.REGISTER_CHILD)
    if not policy.is_minor(birth_on, ledger.local_day(at)):
        raise Invalid(_("年满十八周岁请本人自行注册。"), field="birth_on")
    if guardian.verified_at is None:
        raise NotTheirGuardian(
            _("您本人的身份还没有核验，不能为孩子办证。"), remedy=_("请带证件到任一服务台核验，当场即可一同办理。")
        )
    if Reader.objects.filter(guardian=guardian, person__erased_at=None).count() >= policy.MOST_WARDS:
        raise NotTheirGuardian(
            _("您名下已有%(n)d个孩子。") % {"n": policy.MOST_WARDS}, remedy=_("如需再办，请到服务台。")
        )
    door = system("self-registration")
    child_id = readers.register_reader(
        actor=door,
        at=at,
        name=name,
        birth_on=birth_on,
        gender=gender,
        home_site_id=home_site_id,
        guardian_id=guardian.pk,
        is_verified=False,
        way="self",
    )
    cards.issue_card(actor=door, at=at, reader_id=child_id, site_id=home_site_id, is_online=True)
    return child_id


@write()
def name_proxy(*, actor: Actor, at: datetime, proxy_id: int, until: date | None = None) -> int:
    """Say who may pick up for me, until a day or until I take it back; return the row's id. Named again: prolonged.

    :raises ProxyCannot: oneself, a reader without identity checked, or a day that is over.
    """
    actor.require(PeopleAct.NAME_PROXY)
    reader = own_reader(actor, PeopleAct.NAME_PROXY)
    other = readers.find(proxy_id)
    if other.pk == reader.pk:
        raise ProxyCannot(_("代取人须是另一位读者。"))
    if other.verified_at is None:
        raise ProxyCannot(_("这位读者的身份还没有核验，不能代取。"), remedy=_("请对方先到服务台核验。"))
    if until is not None and until < ledger.local_day(at):
        raise ProxyCannot(_("截止日期已经过去。"))
    named, _made = Proxy.objects.update_or_create(
        reader=reader,
        proxy=other,
        ended_at=None,
        defaults={"until": until},
        create_defaults={"named_at": at, "until": until},
    )
    return named.pk


@write()
def end_proxy(*, actor: Actor, at: datetime, proxy_id: int) -> None:
    """Take back that somebody may pick up for me, or step back from picking up for somebody.

    :raises ProxyCannot: there is no such row, or none of mine.
    """
    actor.require(PeopleAct.NAME_PROXY)
    reader = own_reader(actor, PeopleAct.NAME_PROXY)
    mine = Proxy.objects.filter(pk=proxy_id, ended_at=None, reader=reader)
    theirs = Proxy.objects.filter(pk=proxy_id, ended_at=None, proxy=reader)
    if not (mine.update(ended_at=at) or theirs.update(ended_at=at)):
        raise ProxyCannot(_("没有这条代取委托，或已经收回。"))


def own_reader(actor: Actor, verb: PeopleAct) -> Reader:
    """Return the reader role of whoever acts.

    :raises NotAllowed: they have none.
    """
    reader = Reader.objects.select_related("person").filter(person=actor.id, person__erased_at=None).first()
    if reader is None:
        raise NotAllowed(verb=verb)
    return reader
