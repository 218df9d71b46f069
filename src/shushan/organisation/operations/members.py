"""The roster: enrol, confirm, change the vote, end."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.ledger import public as ledger
from shushan.organisation import events, policy
from shushan.organisation.errors import AlreadyOnRoster
from shushan.organisation.models import Member, MemberSpan
from shushan.organisation.operations.groups import leave_groups
from shushan.organisation.operations.posts import end_posts_of_member
from shushan.organisation.scoping import require_at
from shushan.organisation.terms import Came, MemberKind, OrganisationAct
from shushan.organisation.words import UNIT_KINDS
from shushan.units import public as units

_ENTRIES = (Came.TAKEN_OVER, Came.ACCEPTED, Came.CAME_IN)


@write()
def enrol_member(
    *, actor: Actor, at: datetime, person_id: int, unit_id: int, kind: MemberKind, since: date, came: Came,
    basis: str = "", joined_on: date | None = None, full_on: date | None = None,
) -> int:  # fmt: skip
    """Put a person onto a branch's roster from a day on and return the member's id.

    A probationary member who is accepted joins on that day (the accepting meeting's, DEV-14). ``basis`` names the
    meeting, the letter or the old roster.

    :raises NotAllowed: :raises NotFound: no such branch on that day :raises Invalid: :raises AlreadyOnRoster:
    """
    require_at(actor, OrganisationAct.EDIT_MEMBERS, unit_id)
    if came not in _ENTRIES:
        raise Invalid(_("请选择入册方式"), field="came")
    if came is Came.ACCEPTED and kind is not MemberKind.PROBATIONARY:
        raise Invalid(_("新接收的党员从预备期开始"), field="kind")
    if came is not Came.TAKEN_OVER and not basis.strip():
        raise Invalid(_("请写明依据：支部大会或介绍信"), field="basis")
    branch_on(unit_id, since)
    joined = joined_on or (since if came is Came.ACCEPTED else None)
    if full_on is not None and (kind is not MemberKind.FULL or (joined is not None and full_on < joined)):
        raise Invalid(_("转正日期不能早于入党日期，预备党员没有转正日期"), field="full_on")
    member, is_new = Member.objects.get_or_create(
        person_id=person_id, defaults={"joined_on": joined, "full_on": full_on}
    )
    if not is_new:
        _bring_days(member, joined, full_on)
    open_span(
        member.pk, unit_id, kind, votes=policy.may_vote(kind, is_suspended=False), since=since, came=came, basis=basis
    )
    count(actor, at, member.pk, unit_id, kind, came, since, 1)
    return member.pk


@write()
def confirm_member(*, actor: Actor, at: datetime, member_id: int, since: date, basis: str) -> None:
    """Write down that a probationary member became a full one from a day on.

    :raises NotAllowed: :raises NotFound: :raises Conflict: they are full already :raises Invalid:
    """
    span = current(member_id)
    require_at(actor, OrganisationAct.EDIT_MEMBERS, span.unit_id)
    if span.kind == MemberKind.FULL:
        raise Conflict(_("此人已是正式党员"))
    if not basis.strip():
        raise Invalid(_("请写明依据：支部大会和上级审批"), field="basis")
    close_span(span, since, Came.CONFIRMED)
    open_span(member_id, span.unit_id, MemberKind.FULL, votes=True, since=since, came=Came.CONFIRMED, basis=basis)
    Member.objects.filter(pk=member_id).update(full_on=since)
    count(actor, at, member_id, span.unit_id, MemberKind.PROBATIONARY, Came.CONFIRMED, since, -1)
    count(actor, at, member_id, span.unit_id, MemberKind.FULL, Came.CONFIRMED, since, 1)


@write()
def change_vote(*, actor: Actor, at: datetime, member_id: int, may_vote: bool, since: date, basis: str) -> None:
    """Suspend or restore a full member's vote from a day on (留党察看, ORG-14).

    :raises NotAllowed: :raises NotFound: :raises Conflict: it is so already :raises Invalid:
    """
    span = current(member_id)
    require_at(actor, OrganisationAct.EDIT_MEMBERS, span.unit_id)
    if span.kind != MemberKind.FULL or span.may_vote == may_vote:
        raise Conflict(_("表决权没有变化：预备党员没有表决权，正式党员已是这样"))
    if not basis.strip():
        raise Invalid(_("请写明依据"), field="basis")
    close_span(span, since, Came.VOTE_CHANGED)
    open_span(
        member_id, span.unit_id, MemberKind.FULL, votes=may_vote, since=since, came=Came.VOTE_CHANGED, basis=basis
    )


@write()
def end_membership(*, actor: Actor, at: datetime, member_id: int, until: date, basis: str) -> None:
    """Take somebody off the roster for good; ``until`` is the first day without them. The past keeps them.

    Posts that only members hold end with that day.

    :raises NotAllowed: :raises NotFound: :raises Invalid:
    """
    span = current(member_id)
    require_at(actor, OrganisationAct.EDIT_MEMBERS, span.unit_id)
    if not basis.strip():
        raise Invalid(_("请写明依据"), field="basis")
    close_span(span, until, Came.ENDED)
    leave_groups(actor, at, member_id, until)
    end_posts_of_member(actor, at, span.member.person_id, until)
    count(actor, at, member_id, span.unit_id, MemberKind(span.kind), Came.ENDED, until, -1)


def _bring_days(member: Member, joined: date | None, full_on: date | None) -> None:
    """Write down the days that a member who comes back brings along: confirmed elsewhere, or joined on a day not known here."""
    brought = {"joined_on": joined, "full_on": full_on}
    said = {name: day for name, day in brought.items() if day is not None and day != getattr(member, name)}
    if not said:
        return
    whole = {"joined_on": member.joined_on, "full_on": member.full_on} | said
    if whole["joined_on"] and whole["full_on"] and whole["full_on"] < whole["joined_on"]:
        raise Invalid(_("转正日期不能早于入党日期，预备党员没有转正日期"), field="full_on")
    Member.objects.filter(pk=member.pk).update(**said)


def branch_on(unit_id: int, day: date) -> units.UnitValue:
    """Return a branch with a roster of its own as it was on a day; it stands from then on.

    :raises NotFound: no such unit on that day :raises Invalid: it has no roster of its own, or was closed since
    """
    unit = units.unit(unit_id, on=day)
    ended_on = units.history(unit_id)[0].until
    if ended_on is not None:
        raise Invalid(
            _("%(unit)s到 %(day)s 已撤销") % {"unit": unit.name, "day": ended_on.isoformat()}, field="unit",
            rule=_("编入名册的人从那一天起一直在这个支部"), remedy=_("请编到接续的支部"),
        )  # fmt: skip
    if unit.kind not in policy.ROSTERS:
        raise Invalid(
            _("%(unit)s没有自己的党员名册") % {"unit": unit.name}, field="unit",
            rule=_("党员编在支部：%(kinds)s") % {"kinds": "、".join(str(UNIT_KINDS[kind]) for kind in policy.ROSTERS)},
        )  # fmt: skip
    return unit


def current(member_id: int) -> MemberSpan:
    """Return where a member stands now.

    :raises NotFound: nowhere.
    """
    span = MemberSpan.objects.filter(member=member_id, until=None).first()
    if span is None:
        raise NotFound(_("此人现在不在任何支部的名册上"))
    return span


def open_span(
    member_id: int, unit_id: int, kind: MemberKind, *, votes: bool, since: date, came: Came, basis: str
) -> None:
    """Let a member stand on a roster from a day on. Inside the caller's transaction.

    :raises AlreadyOnRoster: the member stands on one already on that day or later.
    """
    try:
        with transaction.atomic():
            MemberSpan.objects.create(
                member_id=member_id, unit_id=unit_id, kind=kind, may_vote=votes, since=since, came=came,
                basis=basis.strip()[:120],
            )  # fmt: skip
    except IntegrityError as error:
        if "overlap" not in str(error):
            raise
        raise AlreadyOnRoster(
            _("此人这一天已在一个支部的名册上"), rule=_("一名党员同时只编入一个支部"), remedy=_("请办理组织关系转接")
        ) from error


def close_span(span: MemberSpan, until: date, left: Came) -> None:
    """End a member's standing on a roster. Inside the caller's transaction.

    :raises Invalid: not after its beginning :raises Conflict: it was ended meanwhile
    """
    if until <= span.since:
        raise Invalid(_("日期要晚于 %(day)s（上一次变动）") % {"day": span.since.isoformat()}, field="since")
    if not MemberSpan.objects.filter(pk=span.pk, until=None).update(until=until, left=left):
        raise Conflict(_("名册刚刚有变动"), remedy=_("请刷新页面看现在的情况"))


def count(
    actor: Actor, at: datetime, member_id: int, unit_id: int, kind: MemberKind, came: Came, day: date, quantity: int
) -> None:
    """Record that a roster gained or lost a member. Inside the caller's transaction."""
    site_id = units.unit(unit_id, on=day).site_id if quantity > 0 else _last_site(unit_id)
    event = events.RosterChanged(site_id=site_id, unit_id=unit_id, kind=str(kind), came=str(came), quantity=quantity)
    start = ledger.day_begins(day)
    ledger.record(event, actor=actor, subject=f"organisation.member:{member_id}", at=start, recorded_at=at)


def _last_site(unit_id: int) -> int | None:
    return units.history(unit_id)[0].site_id
