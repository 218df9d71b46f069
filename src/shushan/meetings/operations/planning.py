"""Plan the year, convene, call off."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.kernel.ids import uuid7
from shushan.ledger import public as ledger
from shushan.meetings import policy, telling
from shushan.meetings.entitled import Day, committee
from shushan.meetings.errors import ChairDoesNotFit, KindDoesNotFit, NobodyEntitled, TopicMissing
from shushan.meetings.models import AgendaPoint, Meeting, Seat
from shushan.meetings.operations.moving import move, require_state
from shushan.meetings.queries.ballots import begun
from shushan.meetings.queries.meetings import lines, meeting, seats, some
from shushan.meetings.scoping import require_at
from shushan.meetings.states import MeetingMove, MeetingState
from shushan.meetings.terms import Convening, Entitled, MeetingAct, MeetingKind, Standing
from shushan.meetings.words import KIND_WORDS
from shushan.people import public as people
from shushan.units import public as units

STANDING_STATES = (MeetingState.PLANNED, MeetingState.CONVENED, MeetingState.RUNNING, MeetingState.HELD)


@write()
def plan_meeting(
    *, actor: Actor, at: datetime, unit_id: int, kind: MeetingKind, day: date, title: str = "", meeting_id: int | None = None
) -> int:  # fmt: skip
    """Put a meeting into the plan, or write a planned one anew, and return its id. It counts nowhere.

    :raises NotAllowed: :raises KindDoesNotFit: :raises MeetingMoved: it is no longer only planned
    """
    require_at(actor, MeetingAct.PLAN, unit_id)
    fitting(kind, units.unit(unit_id, on=day))
    said = {"kind": kind, "day": day, "title": title.strip()[:120], "topic_on": _today(title, at)}
    if meeting_id is None:
        return _made(actor, at, unit_id=unit_id, **said).pk
    found = meeting(meeting_id)
    require_state(found, MeetingState.PLANNED)
    if found.title == said["title"]:
        said.pop("topic_on")
    Meeting.objects.filter(pk=meeting_id, state=MeetingState.PLANNED).update(**said)
    return meeting_id


@write()
def plan_year(*, actor: Actor, at: datetime, unit_id: int, year: int) -> int:
    """Put into a unit's plan what custom asks for in a year and is not there yet; return how many are new.

    One of a kind in a month is enough, planned or held. Months that are over are left as they were. Theme days fall on
    the day of the month on which most of the unit's theme days fall.

    :raises NotAllowed: :raises NotFound: no such unit
    """
    require_at(actor, MeetingAct.PLAN, unit_id)
    today = ledger.local_day(at)
    unit = units.unit(unit_id, on=max(today, date(year, 1, 1)))
    known = lines(some(unit_ids=[unit_id], states=STANDING_STATES))
    there = {(one.kind, one.day.year, one.day.month) for one in known}
    fixed = policy.most_common(one.day.day for one in known if one.kind is MeetingKind.THEME_DAY) or 15
    wanted = policy.customary(unit.kind, has_committee=bool(committee(unit_id, on=today)))
    fresh = 0
    for month, kind in wanted:
        last = monthrange(year, month)[1]
        day = date(year, month, min(fixed, last) if kind is MeetingKind.THEME_DAY else last)
        if day >= today and (kind, year, month) not in there:
            _made(actor, at, unit_id=unit_id, kind=kind, day=day)
            fresh += 1
    return fresh


@write()
def convene(*, actor: Actor, at: datetime, said: Convening, meeting_id: int | None = None) -> int:
    """Convene a meeting (a planned one, or out of the plan; again, to change its time) and return its id.

    Everybody who is entitled on that day gets a seat and a notice. Who is entitled is asked again at the start.

    :raises NotAllowed: :raises KindDoesNotFit: :raises TopicMissing: :raises ChairDoesNotFit: :raises NobodyEntitled:
    :raises Invalid: no site :raises MeetingMoved: it has begun, or is over
    """
    require_at(actor, MeetingAct.PLAN, said.unit_id)
    day = ledger.local_day(said.begins_at)
    known = Day.of(day)
    unit = unit_on(known, said.unit_id)
    fitting(said.kind, unit)
    _require_topic(said)
    site_id = said.site_id or known.site_of(unit)
    if site_id is None:
        raise Invalid(_("请选择会议在哪个馆区"), field="site", rule=_("会议按馆区统计"))
    chosen = known.entitled(said.kind, unit, chosen=said.chosen)
    require_somebody(said.kind, chosen)
    basis = fitting_chair(said, unit, known)
    if meeting_id is None:
        meeting_id = _made(actor, at, unit_id=said.unit_id, kind=said.kind, day=day).pk
    before = meeting(meeting_id)
    if (before.unit_id, before.kind) != (said.unit_id, said.kind):
        raise Invalid(_("单位和会议类型不能改；请取消后另行召集"), field="kind")
    title = said.title.strip()[:120]
    move(
        meeting_id, before.state, MeetingMove.CONVENE, title=title, day=day, begins_at=said.begins_at, site_id=site_id,
        topic_on=before.topic_on if before.title == title else _today(title, at), place=said.place.strip()[:80],
        online_address=said.online_address.strip()[:300], chair_id=said.chair_id, chair_basis=basis,
        speaker_id=said.speaker_id, with_appraisal=said.with_appraisal and said.kind is MeetingKind.LIFE,
    )  # fmt: skip
    AgendaPoint.objects.filter(meeting=meeting_id).delete()
    AgendaPoint.objects.bulk_create(
        AgendaPoint(meeting_id=meeting_id, position=n, title=point.title[:200], is_important=point.is_important)
        for n, point in enumerate(said.points, 1)
    )
    take_seats(meeting_id, chosen, guests=said.guests)
    telling.tell_convened(meeting(meeting_id), seats(meeting_id), at=at)
    return meeting_id


@write()
def call_off(*, actor: Actor, at: datetime, meeting_id: int, reason: str) -> None:
    """Call off a meeting that is planned, convened or has begun; it counts nowhere.

    :raises NotAllowed: :raises Invalid: no reason :raises MeetingMoved: it is over
    """
    found = meeting(meeting_id)
    require_at(actor, MeetingAct.PLAN, found.unit_id)
    if not reason.strip():
        raise Invalid(_("请写明取消的原因"), field="reason")
    if begun(meeting_id):
        raise Conflict(_("会议上已经表决，不能取消"), remedy=_("请把没有结果的表决作废；有结果的会议要办完"))
    move(meeting_id, found.state, MeetingMove.CANCEL, reason=reason.strip()[:200])
    if found.state is not MeetingState.PLANNED:
        telling.tell_called_off(found, seats(meeting_id), reason=reason.strip(), at=at)


def take_seats(meeting_id: int, found: list[Entitled], *, guests: tuple[int, ...] = ()) -> None:
    """Give seats to those entitled and to guests; whoever is neither any more loses theirs. What was marked stays."""
    wanted = {one.person_id: (one.standing, one.may_vote) for one in found}
    wanted |= {person_id: (Standing.GUEST, False) for person_id in guests if person_id not in wanted}
    there = {seat.person_id: seat for seat in Seat.objects.filter(meeting=meeting_id)}
    Seat.objects.filter(pk__in=[seat.pk for who, seat in there.items() if who not in wanted]).delete()
    changed = []
    for person_id, (standing, may_vote) in wanted.items():
        seat = there.get(person_id)
        if seat is not None and (seat.standing, seat.may_vote) != (standing, may_vote):
            seat.standing, seat.may_vote = standing, may_vote
            changed.append(seat)
    Seat.objects.bulk_update(changed, ["standing", "may_vote"])
    Seat.objects.bulk_create(
        Seat(meeting_id=meeting_id, person_id=person_id, standing=standing, may_vote=may_vote)
        for person_id, (standing, may_vote) in wanted.items()
        if person_id not in there
    )


def require_somebody(kind: MeetingKind, found: list[Entitled]) -> None:
    """Pass in silence when somebody is entitled; a talk is one of exactly two.

    :raises NobodyEntitled:
    """
    if kind is MeetingKind.TALK and len(found) != 2:
        raise NobodyEntitled(_("谈心谈话是两个人的事，请选两名党员"))
    if not found:
        raise NobodyEntitled(
            _("这一天没有应到会的人"), rule=_("应到会的人按当天的名册和任职计算"),
            remedy=_("请先登记名册或任职；党小组会请先在小组页编入组员"),
        )  # fmt: skip


def fitting_chair(said: Convening, unit: units.UnitValue, day: Day) -> str:
    """Return on what basis somebody is in the chair; nothing for the secretary and for a talk.

    :raises ChairDoesNotFit: they are neither the secretary nor delegated (MTG-06)
    """
    if not policy.KINDS[said.kind].has_chair:
        return ""
    found = next((o for o in day.chairs(said.kind, unit) if o.person_id == said.chair_id), None)
    rule = _("会议由书记主持；书记不在时，委托副书记或委员主持。党小组会由组长主持")
    if found is None:
        raise ChairDoesNotFit(_("此人当天不能主持这次会议"), field="chair", rule=rule)
    if not found.is_first and not said.chair_basis.strip():
        raise ChairDoesNotFit(_("请写明书记委托主持的依据"), field="chair_basis", rule=rule)
    return "" if found.is_first else said.chair_basis.strip()[:120]


def _require_topic(said: Convening) -> None:
    rule = policy.KINDS[said.kind]
    if rule.needs_topic and not said.title.strip():
        raise TopicMissing(
            _("请先确定主题"), field="title", rule=_("%(kind)s的主题要事先确定") % {"kind": KIND_WORDS[said.kind]}
        )
    if rule.needs_speaker and said.speaker_id is None:
        raise Invalid(_("请写明由谁讲"), field="speaker")
    wanted = {one for one in (said.speaker_id, *said.guests) if one is not None}
    known = {one.person_id for one in people.staff_members()} if wanted else set()
    if wanted - known:
        raise Invalid(_("只能选择登记过的馆员"), field="speaker" if said.speaker_id not in known else "guests")


def unit_on(day: Day, unit_id: int) -> units.UnitValue:
    """Return a unit as it was on a day.

    :raises NotFound: there was none
    """
    found = day.tree.get(unit_id)
    if found is None:
        raise NotFound(_("这一天没有这个党组织"))
    return found


def fitting(kind: MeetingKind, unit: units.UnitValue) -> None:
    """Pass in silence when a unit holds meetings of that kind.

    :raises KindDoesNotFit:
    """
    if unit.kind not in policy.KINDS[kind].units:
        raise KindDoesNotFit(
            _("%(unit)s不开%(kind)s") % {"unit": unit.name, "kind": KIND_WORDS[kind]}, field="kind",
            rule=_("党小组会在党小组开，其他会议在党支部、临时党支部或党总支开"),
        )  # fmt: skip


def _today(title: str, at: datetime) -> date | None:
    return ledger.local_day(at) if title.strip() else None


def _made(actor: Actor, at: datetime, **said: object) -> Meeting:
    return Meeting.objects.create(token=uuid7(), made_by=actor.label, made_at=at, **said)
