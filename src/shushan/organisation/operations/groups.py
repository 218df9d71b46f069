"""Groups of a branch: who belongs to which from which day on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.organisation.errors import GroupDoesNotFit, LeadsTheGroup
from shushan.organisation.models import GroupSpan, Member, MemberSpan, Post
from shushan.organisation.scoping import require_at
from shushan.organisation.terms import OrganisationAct, PostKind, UnitKind
from shushan.units import public as units


@write()
def set_group(*, actor: Actor, at: datetime, unit_id: int, member_ids: Collection[int], since: date) -> int:
    """Let exactly these members of its branch make up a group from a day on; return for how many something changed.

    Who was in another group leaves that one; who is in this group and is not named leaves it. Days before stay.

    :raises NotAllowed: no grant at the branch :raises NotFound: no such group on that day
    :raises GroupDoesNotFit: one is not on the branch's roster from that day on, or the group is closed
    :raises LeadsTheGroup: one leads the group that they would leave
    :raises Invalid: one of them was moved after that day :raises Conflict: nothing changes
    """
    group = _group_on(unit_id, since)
    require_at(actor, OrganisationAct.EDIT_MEMBERS, _branch_id(group))
    wanted = set(member_ids)
    there = set(GroupSpan.objects.filter(unit=unit_id, until=None).values_list("member", flat=True))
    coming, going = wanted - there, there - wanted
    if not coming and not going:
        raise Conflict(_("小组的组员没有变化"))
    _require_roster(coming, group, since)
    for member_id in sorted(going):
        _move(actor, at, member_id, None, since)
    for member_id in sorted(coming):
        _move(actor, at, member_id, unit_id, since)
    return len(coming) + len(going)


@write()
def move_to_group(*, actor: Actor, at: datetime, member_id: int, unit_id: int | None, since: date) -> None:
    """Put a member into a group of their branch from a day on, or (None) into none.

    :raises NotAllowed: :raises NotFound: on no roster, or no such group on that day :raises GroupDoesNotFit:
    :raises LeadsTheGroup: :raises Invalid: moved after that day :raises Conflict: nothing changes
    """
    span = MemberSpan.objects.filter(member=member_id, until=None).first()
    if span is None:
        raise NotFound(_("此人现在不在任何支部的名册上"))
    require_at(actor, OrganisationAct.EDIT_MEMBERS, span.unit_id)
    if unit_id is not None:
        _require_roster([member_id], _group_on(unit_id, since), since)
    now = GroupSpan.objects.filter(member=member_id, until=None).values_list("unit", flat=True).first()
    if now == unit_id:
        raise Conflict(_("此人已在这个小组") if unit_id is not None else _("此人现在没有编入小组"))
    _move(actor, at, member_id, unit_id, since)


def leave_groups(actor: Actor, at: datetime, member_id: int, until: date) -> None:
    """End whatever group a member is in: they leave the branch. Inside the caller's transaction."""
    by = {"by": actor.name[:80], "at": at}
    GroupSpan.objects.filter(member=member_id, since__gte=until).delete()
    GroupSpan.objects.filter(Q(until=None) | Q(until__gt=until), member=member_id).update(until=until, **by)


def members_after(unit_id: int, day: date) -> int:
    """Return how many are in a group on a day or later: it can neither be closed nor moved before."""
    return GroupSpan.objects.filter(Q(until=None) | Q(until__gt=day), unit=unit_id).count()


def require_in_group(person_id: int, unit_id: int, on: date) -> None:
    """Pass in silence when a person is in a group on a day, or refuse.

    :raises GroupDoesNotFit:
    """
    inside = GroupSpan.objects.filter(Q(until=None) | Q(until__gt=on), unit=unit_id, member__person=person_id)
    if not inside.filter(since__lte=on).exists():
        raise GroupDoesNotFit(
            _("这一天此人不在这个党小组"), field="person", rule=_("党小组长从本组党员中产生"),
            remedy=_("请先在小组页编入组员，或换一个日期"),
        )  # fmt: skip


def in_group_until(person_id: int, unit_id: int, on: date) -> date | None:
    """Return the first day on which somebody who is in a group on a day is no longer; None: they are in it still."""
    found = GroupSpan.objects.filter(unit=unit_id, member__person=person_id, since__lte=on).order_by("-since").first()
    return found.until if found is not None else None


def _move(actor: Actor, at: datetime, member_id: int, unit_id: int | None, since: date) -> None:
    by = {"by": actor.name[:80], "at": at}
    span = GroupSpan.objects.filter(member=member_id, until=None).first()
    if span is not None:
        _require_no_leader(member_id, span.unit_id)
        if since < span.since:
            raise Invalid(
                _("%(name)s在 %(day)s 已经变动过，日期不能更早") % {
                    "name": _name(member_id), "day": span.since.isoformat(),
                },
                field="since",
            )  # fmt: skip
        if since == span.since:  # written wrongly on the same day: written over
            span.delete()
        else:
            GroupSpan.objects.filter(pk=span.pk, until=None).update(until=since, **by)
    if unit_id is None:
        return
    try:
        with transaction.atomic():
            GroupSpan.objects.create(member_id=member_id, unit_id=unit_id, since=since, **by)
    except IntegrityError as error:
        if "overlap" not in str(error):
            raise
        raise Conflict(
            _("%(name)s这一天已在一个党小组") % {"name": _name(member_id)}, rule=_("一名党员同时只编入一个党小组"),
            remedy=_("请刷新页面看现在的情况，或换一个日期"),
        ) from error  # fmt: skip


def _group_on(unit_id: int, day: date) -> units.UnitValue:
    group = units.unit(unit_id, on=day)
    last = units.history(unit_id)[0]
    if group.kind != UnitKind.GROUP or group.parent_id is None:
        raise GroupDoesNotFit(_("%(unit)s不是党小组") % {"unit": group.name}, field="unit")
    if last.until is not None:
        raise GroupDoesNotFit(
            _("%(unit)s到 %(day)s 已撤销") % {"unit": group.name, "day": last.until.isoformat()}, field="unit"
        )
    return group


def _branch_id(group: units.UnitValue) -> int:
    assert group.parent_id is not None
    return group.parent_id


def _require_roster(member_ids: Iterable[int], group: units.UnitValue, since: date) -> None:
    """Pass in silence when each stands on the roster of the group's branch from a day on, without a gap."""
    wanted = set(member_ids)
    after = MemberSpan.objects.filter(Q(until=None) | Q(until__gt=since), member__in=wanted).order_by("member", "since")
    standing: dict[int, list[MemberSpan]] = {}
    for span in after:
        standing.setdefault(span.member_id, []).append(span)
    for member_id in sorted(wanted):
        spans = standing.get(member_id, [])
        is_here = bool(spans) and spans[0].since <= since and spans[-1].until is None
        if not is_here or any(span.unit_id != group.parent_id for span in spans):
            raise GroupDoesNotFit(
                _("%(name)s从这一天起不在这个支部的名册上") % {"name": _name(member_id)}, field="members",
                rule=_("党小组由本支部的党员组成"), remedy=_("请换一个日期，或先办理组织关系"),
            )  # fmt: skip


def _require_no_leader(member_id: int, unit_id: int) -> None:
    leads = Post.objects.filter(unit=unit_id, kind=PostKind.GROUP_LEADER, person__in=_person(member_id), until=None)
    if leads.exists():
        raise LeadsTheGroup(
            _("%(name)s是这个小组的组长") % {"name": _name(member_id)}, rule=_("党小组长从本组党员中产生"),
            remedy=_("请先在小组页登记组长离任"),
        )  # fmt: skip


def _person(member_id: int) -> list[int]:
    return list(Member.objects.filter(pk=member_id).values_list("person", flat=True))


def _name(member_id: int) -> str:
    return Member.objects.filter(pk=member_id).values_list("person__name", flat=True).first() or ""
