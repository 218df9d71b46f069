"""Call the dues of a month: who stands on the roster is due. By night, and whenever a collector opens the page's month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.dues import events, policy
from shushan.dues.models import Due
from shushan.dues.options import kept_since, require_on
from shushan.dues.queries.dues import amounts_of, debtors, lines
from shushan.dues.scoping import site_of
from shushan.dues.terms import Debtor, DueLine, DuesAct
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
from shushan.kernel.events import Event
from shushan.ledger import public as ledger

WHY = "名册有变：这个月不在这个支部交"
FACTS = (events.FellDue.FACT, events.PaidInMonth.FACT)


@write()
def call_month(*, actor: Actor, at: datetime, today: date, month: date) -> int:
    """Call a month's dues for everybody who is due and has a fixed amount; call off what the roster no longer asks for.

    Doing it again changes nothing. What was paid is never called off. Returns how many were called or called off.

    :raises NotAllowed: :raises DuesOff: :raises Invalid: a month that has not begun
    """
    actor.require_somewhere(DuesAct.COLLECT)
    require_on(at)
    month = policy.first_of(month)
    if month > policy.first_of(today):
        raise Invalid(_("这个月还没有开始"), field="month")
    asked = debtors(month)
    gone = _call_off(month, asked, actor=actor, at=at)
    made = ensure(month, asked, at=at)
    count(month, actor=actor, at=at)
    return gone + made


def ensure(month: date, asked: Sequence[Debtor], *, at: datetime) -> int:
    """Write the dues of a month that are not written yet, for those with a fixed amount; inside the caller's transaction.

    Nothing before the month in which the library began to keep dues.
    """
    since = kept_since()
    if since is None or month < policy.first_of(since):
        return 0
    standing = set(Due.objects.filter(month=month, cancelled_at=None).values_list("member", flat=True))
    wanted = [one for one in asked if one.member_id not in standing]
    fixed = amounts_of(month, [one.member_id for one in wanted]) if wanted else {}
    sites = {unit_id: site_of(unit_id) for unit_id in {one.unit_id for one in wanted}}
    fresh = [
        Due(
            member_id=one.member_id, unit_id=one.unit_id, site_id=sites[one.unit_id], month=month,
            fen=fixed[one.member_id], due_on=one.due_on, is_first=one.is_first, made_at=at,
        )
        for one in wanted
        if one.member_id in fixed
    ]  # fmt: skip
    Due.objects.bulk_create(fresh, ignore_conflicts=True)  # another door may have called the same month meanwhile
    return len(fresh)


def count(month: date, *, actor: Actor, at: datetime) -> None:
    """Record what fell due in a month that has begun, and what of it was paid ahead; inside the caller's transaction."""
    rows = list(Due.objects.select_for_update().filter(month=month, cancelled_at=None, counted_at=None).order_by("pk"))
    if not rows:
        return
    Due.objects.filter(pk__in=[row.pk for row in rows]).update(counted_at=at)
    facts: list[tuple[Event, str, datetime]] = [
        (
            events.FellDue(site_id=row.site_id, unit_id=row.unit_id, branch=row.unit_id),
            subject_of(row.pk),
            min(ledger.day_begins(row.due_on), at),
        )
        for row in rows
    ]
    ledger.record_many(facts, actor=actor, recorded_at=at)
    settle([row.pk for row in rows], actor=actor, at=at)


def settle(due_ids: Iterable[int], *, actor: Actor, at: datetime) -> list[DueLine]:
    """Let the fact of being paid in its month stand exactly where it is true; inside the caller's transaction."""
    found = Due.objects.filter(pk__in=list(due_ids))
    known = {row.pk: row for row in found}
    now = lines(found)
    came: list[DueLine] = []
    went: list[DueLine] = []
    for line in now:
        row = known[line.id]
        is_true = row.counted_at is not None and line.full_on is not None and line.full_on < policy.after(line.month)
        if is_true != row.is_on_time:
            (came if is_true else went).append(line)
    if went:
        subjects = [subject_of(line.id) for line in went]
        ledger.reverse_many(subjects, fact=events.PaidInMonth.FACT, actor=actor, reason="payment reversed", at=at)
    facts: list[tuple[Event, str, datetime]] = [
        (
            events.PaidInMonth(site_id=known[line.id].site_id, unit_id=line.unit_id, branch=line.unit_id),
            subject_of(line.id),
            min(ledger.day_begins(max(line.full_on or line.month, line.month)), at),
        )
        for line in came
    ]
    ledger.record_many(facts, actor=actor, recorded_at=at)
    Due.objects.filter(pk__in=[line.id for line in went]).update(is_on_time=False)
    Due.objects.filter(pk__in=[line.id for line in came]).update(is_on_time=True)
    return now


def subject_of(due_id: int) -> str:
    """Return how the dues of a member and month are named in the ledger."""
    return f"dues.due:{due_id}"


def _call_off(month: date, asked: Sequence[Debtor], *, actor: Actor, at: datetime) -> int:
    where = {one.member_id: one.unit_id for one in asked}
    rows = Due.objects.select_for_update().filter(month=month, cancelled_at=None).order_by("pk")
    wrong = [row.pk for row in rows if where.get(row.member_id) != row.unit_id]
    gone = [line.id for line in lines(Due.objects.filter(pk__in=wrong)) if not line.paid_fen] if wrong else []
    if gone:
        for fact in FACTS:
            ledger.reverse_many([subject_of(pk) for pk in gone], fact=fact, actor=actor, reason=WHY, at=at)
        Due.objects.filter(pk__in=gone).update(cancelled_at=at, cancelled_why=WHY, is_on_time=False)
    return len(gone)


def renew_fen(member_id: int, since: date, until: date, fen: int) -> None:
    """Let unpaid dues of a member that are called already follow a changed amount; inside the caller's transaction."""
    Due.objects.filter(member=member_id, month__gte=since, month__lt=until, cancelled_at=None).update(fen=fen)
