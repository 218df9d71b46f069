"""Staff and roles: appoint, move, end; give a role, end a role."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
from shushan.ledger import public as ledger
from shushan.people import events, roles
from shushan.people.errors import BeyondOwnScope, NoSuchPerson, RoleHeldAlready
from shushan.people.models import Person, RoleGrant, Staff
from shushan.people.operations import persons
from shushan.people.operations.persons import Particulars
from shushan.people.terms import PeopleAct


@write()
def appoint_staff(
    *,
    actor: Actor,
    at: datetime,
    since: date,
    person_id: int | None = None,
    said: Particulars | None = None,
    site_id: int | None = None,
    unit_id: int | None = None,
    position: str = "",
    until: date | None = None,
) -> int:
    """Take a person on as staff, or move or end an appointment, and return the staff id.

    Either ``person_id`` of someone on record or ``said`` for someone new. ``since`` inclusive, ``until`` exclusive.

    :raises Invalid: the period is empty.
    """
    actor.require(PeopleAct.APPOINT_STAFF, site_id=site_id, unit_id=unit_id)
    if until is not None and until <= since:
        raise Invalid(_("离任日期须晚于到任日期。"), field="until")
    if person_id is None:
        if said is None:
            raise NoSuchPerson(_("没有这个人。"))
        person_id = persons.take_in(said).pk
    known = Staff.objects.filter(person=person_id).first()
    if known is not None:
        actor.require(PeopleAct.APPOINT_STAFF, site_id=known.site_id, unit_id=known.unit_id)
    columns = {"site_id": site_id, "unit_id": unit_id, "position": position.strip(), "since": since, "until": until}
    staff, _made = Staff.objects.update_or_create(person_id=person_id, defaults=columns)
    return staff.pk


@write()
def give_role(
    *,
    actor: Actor,
    at: datetime,
    role: str,
    person_id: int | None = None,
    device_id: int | None = None,
    site_id: int | None = None,
    unit_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> int:
    """Give a role to a person or a device, everywhere or in one site or unit, and return the grant's id.

    ``since`` None means from now on; ``until`` is exclusive. Nobody gives more than they hold themselves.

    :raises BeyondOwnScope: the giver lacks a verb of the role in that scope.
    :raises RoleHeldAlready: the same role in the same scope overlaps in time.
    """
    actor.require(PeopleAct.GIVE_ROLE if device_id is None else PeopleAct.MAKE_DEVICE, site_id=site_id, unit_id=unit_id)
    given = _known(role, for_device=device_id is not None)
    begins = since or at
    if until is not None and until <= begins:
        raise Invalid(_("截止时间须晚于起始时间。"), field="until")
    if device_id is None:
        _refuse_beyond(actor, given, site_id, unit_id)
        _refuse_stranger(person_id)
    try:
        with transaction.atomic():  # a savepoint: the refused insert must not spoil the caller's transaction
            row = RoleGrant.objects.create(
                person_id=person_id,
                device_id=device_id,
                role=given.number,
                site_id=site_id,
                unit_id=unit_id,
                since=begins,
                until=until,
                given_by=actor.label,
            )
    except IntegrityError as error:
        if "overlap" not in str(error):
            raise
        raise RoleHeldAlready(
            _("同一范围内已有这个角色。"), remedy=_("请先终止原来的授权，或改用其他时间。")
        ) from error
    event = events.RoleGiven(site_id=site_id, unit_id=unit_id, role=given.code)
    ledger.record(event, actor=actor, subject=f"people.grant:{row.pk}", at=at)
    return row.pk


@write()
def end_role(*, actor: Actor, at: datetime, grant_id: int) -> None:
    """End a role now. One that has not begun yet never begins.

    :raises Invalid: the grant has ended already, or is not known.
    """
    row = RoleGrant.objects.filter(pk=grant_id).first()
    if row is None or (row.until is not None and row.until <= at):
        raise Invalid(_("这项授权已经终止。"))
    actor.require(PeopleAct.GIVE_ROLE, site_id=row.site_id, unit_id=row.unit_id)
    given = roles.BY_NUMBER.get(row.role)
    if given is not None and row.person_id is not None:
        _refuse_beyond(actor, given, row.site_id, row.unit_id)
    RoleGrant.objects.filter(pk=grant_id).update(until=max(at, row.since), ended_by=actor.label)
    event = events.RoleEnded(site_id=row.site_id, unit_id=row.unit_id, role=given.code if given else str(row.role))
    ledger.record(event, actor=actor, subject=f"people.grant:{grant_id}", at=at)


def _known(code: str, *, for_device: bool) -> roles.Role:
    known = roles.BY_CODE.get(code)
    if known is None or known is roles.READER or known.for_device is not for_device:
        raise Invalid(_("没有这个角色。"), field="role")
    return known


def _refuse_beyond(actor: Actor, given: roles.Role, site_id: int | None, unit_id: int | None) -> None:
    if all(actor.may(verb, site_id=site_id, unit_id=unit_id) for verb in given.verbs):
        return
    raise BeyondOwnScope(
        _("您不能授予或终止“%(role)s”：您自己不具备它的全部权限。") % {"role": given.title},
        rule=_("只能授予自己拥有的权限。"),
        remedy=_("请由系统管理员办理。"),
    )


def _refuse_stranger(person_id: int | None) -> None:
    if person_id is None or not Person.objects.filter(pk=person_id, staff__isnull=False).exists():
        raise NoSuchPerson(_("只有在职馆员可以被授予角色。"), remedy=_("请先把此人登记为馆员。"))
