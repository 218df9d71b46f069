"""Place, cancel, suspend, thaw and reorder holds, and end those that ran out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext as _

from shushan.audit import public as audit
from shushan.catalogue import public as catalogue
from shushan.circulation import policy
from shushan.circulation.eligibility import refusal, together
from shushan.circulation.errors import ReasonNeeded
from shushan.circulation.holds import events
from shushan.circulation.holds.errors import (
    HasItAlready,
    HeldAlready,
    HoldChanged,
    NoPickUpThere,
    NoSuchHold,
    NothingToHold,
)
from shushan.circulation.holds.models import Hold
from shushan.circulation.holds.policy import LEAST, MOST
from shushan.circulation.holds.states import OPEN, QUEUED, HoldMove, HoldState, after
from shushan.circulation.locks import one_at_a_time
from shushan.circulation.models import Loan
from shushan.circulation.operations import hold_rules
from shushan.circulation.operations.loans import standing_of
from shushan.circulation.options import ANONYMISE_AFTER
from shushan.circulation.states import LoanState
from shushan.circulation.terms import LoanAct
from shushan.circulation.verbs import HoldAct
from shushan.database.public import write
from shushan.kernel.actor import Actor, ActorKind
from shushan.kernel.errors import Invalid, Refused
from shushan.ledger import public as ledger
from shushan.notices import public as notices
from shushan.options import public as options
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.templatetags.look import called

SLICE = 500  # rows in one transaction, so that desks do not wait


def subject(hold_id: int) -> str:
    """Return the subject of a hold's facts."""
    return f"circulation.hold:{hold_id}"


@write()
def place_hold(
    *,
    actor: Actor,
    at: datetime,
    reader_id: int,
    record_id: int,
    pickup_site_id: int,
    volume: str = "",
    item_id: int | None = None,
    needed_until: date | None = None,
) -> int:
    """Let a reader wait for a title, one of its volumes (by call number) or one item; return the hold's id.

    Readers act for themselves and, as guardians, for their children.

    :raises NotAllowed: :raises NoSuchReader: :raises NoSuchRecord: :raises NotFound: no such site
    :raises RuleRefused: card or reader :raises HoldLimitReached: :raises HeldAlready: :raises HasItAlready:
    :raises OwesTooMuch: :raises NothingToHold: no copy could ever serve it :raises Invalid: the last day is past
    :raises NoPickUpThere: the site is closed until nobody knows when
    """
    reader = people.reader(reader_id, at=at)
    _require(actor, reader, pickup_site_id, HoldAct.PLACE, at)
    one_at_a_time(reader_id)
    record, site = catalogue.record(record_id), places.site(pickup_site_id)
    if needed_until is not None and needed_until < ledger.local_day(at):
        raise Invalid(_("“最晚要到”的日子已经过了"), field="needed_until", remedy=_("请改成以后的日子，或留空"))
    volume, items = _target(record_id, volume, item_id, reader_id)
    _not_held(reader_id, record_id, volume)
    _within_rules(items, reader, site, at)
    row = Hold(
        reader_id=reader_id, record_id=record_id, volume=volume, item_id=item_id, pickup_site_id=site.id,
        state=HoldState.WAITING.value, placed_at=at, needed_until=needed_until,
    )  # fmt: skip
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        if "open_once" not in str(error) and "circulation_hold.reader_id" not in str(error):
            raise
        raise _held() from error
    fact = events.HoldPlaced(
        site_id=site.id, reader_id=reader_id, category=reader.category.value, clc=record.clc[:1], target=_kind(row)
    )
    ledger.record(fact, actor=actor, subject=subject(row.pk), at=at)
    return row.pk


@write()
def cancel_hold(*, actor: Actor, at: datetime, hold_id: int) -> None:
    """End a hold before it was filled. A copy that waits for it stays on the pick-up shelf until it is cleared.

    :raises NotAllowed: :raises NoSuchHold: not open, or another reader's :raises HoldChanged:
    """
    row = open_hold(hold_id)
    reader = people.reader(row.reader_id or 0, at=at)
    is_own = _require(actor, reader, row.pickup_site_id, HoldAct.CHANGE, at)
    moved(row, HoldMove.CANCEL, ended_at=at)
    fact = events.HoldCancelled(
        site_id=row.pickup_site_id, reader_id=row.reader_id, category=reader.category.value,
        clc=catalogue.record(row.record_id).clc[:1], target=_kind(row), by="reader" if is_own else "staff",
    )  # fmt: skip
    ledger.record(fact, actor=actor, subject=subject(row.pk), at=at)


@write()
def suspend_hold(*, actor: Actor, at: datetime, hold_id: int, until: date | None = None) -> None:
    """Let a waiting hold be passed over for a while; it keeps its place. On the day ``until`` it waits again by itself.

    :raises NotAllowed: :raises NoSuchHold: :raises HoldChanged: it does not wait :raises Invalid: the day is not ahead
    """
    if until is not None and until <= ledger.local_day(at):
        raise Invalid(_("恢复排队的日子要在今天以后"), field="until", remedy=_("请改成以后的日子，或留空"))
    _move_own(actor, at, hold_id, HoldMove.SUSPEND, thaw_on=until)


@write()
def thaw_hold(*, actor: Actor, at: datetime, hold_id: int) -> None:
    """Let a suspended hold be served again, at its old place.

    :raises NotAllowed: :raises NoSuchHold: :raises HoldChanged: it is not suspended
    """
    _move_own(actor, at, hold_id, HoldMove.THAW, thaw_on=None)


@write()
def thaw_due_holds(*, actor: Actor, at: datetime, limit: int = SLICE) -> int:
    """Let one slice of suspended holds wait again whose day has come; return how many.

    :raises NotAllowed:
    """
    actor.require(HoldAct.EXPIRE)
    due = Hold.objects.filter(state=HoldState.SUSPENDED, thaw_on__lte=ledger.local_day(at)).order_by("pk")
    return sum(move(row, HoldMove.THAW, thaw_on=None) for row in due[:limit])


@write()
def prioritise_hold(*, actor: Actor, at: datetime, hold_id: int, priority: int, reason: str) -> None:
    """Give a queued hold another priority (0 to 9, a higher one goes first, 5 is ordinary), with a reason on record.

    :raises NotAllowed: :raises NoSuchHold: :raises HoldChanged: it is not in the queue :raises ReasonNeeded:
    :raises Invalid: no such priority
    """
    row = open_hold(hold_id)
    actor.require(HoldAct.REORDER, site_id=row.pickup_site_id)
    if not LEAST <= priority <= MOST:
        raise Invalid(_("优先级是 0 到 9"), field="priority")
    if len(reason.strip()) < policy.LEAST_REASON:
        raise ReasonNeeded(_("请写明为什么调整次序"), field="reason")
    if not Hold.objects.filter(pk=row.pk, state__in=QUEUED).update(priority=priority):
        raise _changed()
    note = f"{row.priority} → {priority}: {reason.strip()}"
    audit.looked(actor=actor, act=HoldAct.REORDER, subject=subject(row.pk), at=at, note=note)


@write()
def expire_holds(*, actor: Actor, at: datetime, limit: int = SLICE) -> int:
    """End one slice of holds: not fetched in time from the pick-up shelf, or not needed any more; return how many.

    At a site that is closed until nobody knows when, copies wait on: its reopening says how long.

    :raises NotAllowed:
    """
    actor.require(HoldAct.EXPIRE)
    today = ledger.local_day(at)
    calendars = places.calendars([one.id for one in places.sites()])
    shut = [site_id for site_id, calendar in calendars.items() if calendar.is_shut(today)]  # nobody can fetch there
    fetched = Q(state=HoldState.READY, keep_until__lt=at) & ~Q(pickup_site_id__in=shut)
    due = fetched | Q(state__in=QUEUED, needed_until__lt=today)
    rows = list(Hold.objects.filter(due).order_by("pk")[:limit])
    readers = people.readers({row.reader_id for row in rows if row.reader_id}, at=at) if rows else {}
    records = catalogue.record_lines({row.record_id for row in rows}) if rows else {}
    ended = 0
    for row in rows:
        why = "not-fetched" if row.state == HoldState.READY else "not-needed"
        if not move(row, HoldMove.EXPIRE, ended_at=at):
            continue
        fact = events.HoldExpired(
            site_id=row.pickup_site_id, reader_id=row.reader_id, category=readers[row.reader_id or 0].category.value,
            clc=records[row.record_id].clc[:1], target=_kind(row), why=why,
        )  # fmt: skip
        ledger.record(fact, actor=actor, subject=subject(row.pk), at=at)
        ended += 1
    return ended


def filled_event(row: Hold, category: str, clc: str, at: datetime) -> events.HoldFilled:
    """Return the fact that a hold was filled: waited until a copy was set aside, or until it was lent at once."""
    waited = (ledger.local_day(row.ready_at or at) - ledger.local_day(row.placed_at)).days
    return events.HoldFilled(
        site_id=row.pickup_site_id, reader_id=row.reader_id, category=category, clc=clc[:1], target=_kind(row),
        days_waited=waited,
    )  # fmt: skip


def move(row: Hold, how: HoldMove, **columns: Any) -> bool:
    """Move a hold by compare-and-swap over its state and copy; say whether this caller made the move."""
    new = after(HoldState(row.state), how)
    if new is None:
        return False
    if not Hold.objects.filter(pk=row.pk, state=row.state, copy_id=row.copy_id).update(state=new.value, **columns):
        return False
    row.state = new.value
    for name, given in columns.items():
        setattr(row, name, given)
    return True


def moved(row: Hold, how: HoldMove, **columns: Any) -> None:
    """Move a hold, or refuse.

    :raises HoldChanged:
    """
    if not move(row, how, **columns):
        raise _changed()


def open_hold(hold_id: int) -> Hold:
    """Return the row of an open hold.

    :raises NoSuchHold:
    """
    row = Hold.objects.filter(pk=hold_id, state__in=OPEN).first()
    if row is None:
        raise _gone()
    return row


def _move_own(actor: Actor, at: datetime, hold_id: int, how: HoldMove, **columns: Any) -> None:
    row = open_hold(hold_id)
    _require(actor, people.reader(row.reader_id or 0, at=at), row.pickup_site_id, HoldAct.CHANGE, at)
    moved(row, how, **columns)


def _require(actor: Actor, reader: people.ReaderValue, site_id: int, verb: HoldAct, at: datetime) -> bool:
    """Let the reader, a child's guardian or a colleague act; say whether it is one's own or one's child's hold."""
    is_person = actor.kind in (ActorKind.READER, ActorKind.STAFF)
    if is_person and (actor.id == reader.person_id or people.acts_for(actor.id, reader.id, at=at)):
        if not actor.may(verb, site_id=site_id):
            actor.require(HoldAct.PLACE_OWN)
        return True
    if actor.kind is ActorKind.READER:
        actor.require(HoldAct.PLACE_OWN)
        raise _gone()  # somebody else's hold: not even that it exists is told
    actor.require(verb, site_id=site_id)
    return False


def _target(record_id: int, volume: str, item_id: int | None, reader_id: int) -> tuple[str, list[catalogue.ItemValue]]:
    """Return the volume of such a hold (that of the item, when one is named) and the copies that could serve it."""
    items = [one for one in catalogue.items_of(record_id) if one.state is catalogue.ItemState.IN_STOCK]
    if item_id is not None:
        items = [one for one in items if one.id == item_id]
        volume = items[0].call_number if items else ""
    elif volume:
        items = [one for one in items if one.call_number == volume]
    if not items:
        raise NothingToHold(
            _("没有可以预约的馆藏"), rule=_("只有在藏的书才能预约"), remedy=_("请问馆员能不能买一册或从别的馆借")
        )
    out = Loan.objects.filter(reader_id=reader_id, item_id__in=[one.id for one in items], state=LoanState.OUT)
    if out.exists():
        raise HasItAlready(_("已经借着这一种，还没有还"), rule=_("手里有的书不再预约"), remedy=_("看不完可以续借"))
    return volume, items


def _within_rules(
    items: Sequence[catalogue.ItemValue], reader: people.ReaderValue, site: places.SiteValue, at: datetime
) -> None:  # fmt: skip
    """Pass when no rule says no; one refusal tells all that do."""
    today = ledger.local_day(at)
    against = policy.against_reader(standing_of(reader, ()), today)
    found: list[Refused] = [refusal(against)] if against else []
    found += [*hold_rules.against_owing(reader.id, at), *hold_rules.against(items, reader, at)]
    if places.calendar(site.id).is_shut(today):
        found.append(_shut(site))
    if found:
        raise together(found)


def _not_held(reader_id: int, record_id: int, volume: str) -> None:
    """Pass when the reader waits for nothing that the same copy could serve: two volumes may be waited for at once."""
    own = Hold.objects.filter(reader_id=reader_id, record_id=record_id, state__in=OPEN)
    if any(not volume or other in ("", volume) for other in own.values_list("volume", flat=True)):
        raise _held()


def _shut(site: places.SiteValue) -> Refused:
    return NoPickUpThere(
        _("%(site)s 停馆，还不知道哪天重开") % {"site": called(site)},
        rule=_("停馆、没有定下重开日子的馆区不能取书"), remedy=_("请换一个馆区取书"),
    )  # fmt: skip


def _kind(row: Hold) -> str:
    return "item" if row.item_id else "volume" if row.volume else "title"


def _held() -> HeldAlready:
    return HeldAlready(
        _("已经预约了这一种，正在排队"), rule=_("同一种书同时只有一个预约"), remedy=_("在“我的预约”里看次序")
    )


def _changed() -> HoldChanged:
    return HoldChanged(_("这个预约刚刚变了，不能这样办"), remedy=_("请刷新后再看"))


def _gone() -> NoSuchHold:
    return NoSuchHold(_("没有这个预约，或已经结束"), remedy=_("请刷新后再看"))


@write()
def anonymise_holds(*, actor: Actor, at: datetime, limit: int = SLICE) -> int:
    """Cut the reader from one slice of holds that ended long enough ago; return how many. Facts stay as they are.

    The days are those after which returned loans are cut off. A hold whose copy still lies on the shelf waits.

    :raises NotAllowed:
    """
    actor.require(LoanAct.ANONYMISE)
    soon = at - timedelta(days=options.get(ANONYMISE_AFTER, at=at))
    due = Hold.objects.filter(ended_at__lt=soon, reader__isnull=False, on_shelf=False).exclude(state__in=OPEN)
    ids = list(due.values_list("pk", flat=True)[:limit])
    notices.forget_subjects([f"circulation.hold:{pk}" for pk in ids])
    return Hold.objects.filter(pk__in=ids).update(reader=None)


@write()
def forget_holds_of(*, actor: Actor, at: datetime, reader_id: int) -> int:
    """Cut a reader who was erased from every hold that is over, at once; return how many.

    :raises NotAllowed:
    """
    actor.require(LoanAct.ANONYMISE)
    return Hold.objects.filter(reader_id=reader_id).exclude(state__in=OPEN).update(reader=None)
