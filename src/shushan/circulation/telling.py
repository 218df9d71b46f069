"""Plan what readers are told about loans and holds: every night, and as a copy is put on the pick-up shelf."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from shushan.catalogue import public as catalogue
from shushan.circulation import notice_kinds as kinds
from shushan.circulation.holds.models import Hold
from shushan.circulation.models import Loan
from shushan.circulation.states import LoanState
from shushan.ledger import public as ledger
from shushan.notices import public as notices
from shushan.options import public as options
from shushan.places import public as places

SLICE: Final = 500
GRACE: Final = 14  # days after a step in which it is still told: a worker that stood still makes up for it


def plan_due_soon(*, at: datetime) -> int:
    """Plan the reminders of loans that fall due within ``circulation.due-soon-days``; return how many are new."""
    days = options.get(kinds.DUE_SOON_DAYS, at=at)
    if not days:
        return 0
    today = ledger.local_day(at)
    return _plan(
        [(today, today + timedelta(days=days), kinds.DUE_SOON.code, 0)], at=at
    )  # a day's end belongs to the day


def plan_overdue(*, at: datetime) -> int:
    """Plan the reminders of loans that are overdue by the days of a step; return how many are new.

    A step that is older than a fortnight is not made up for: nobody is told about 2020 on the first night.
    """
    today = ledger.local_day(at)
    ladder = notices.steps(options.get(kinds.OVERDUE_STEPS, at=at))
    spans = []
    for n, step in enumerate(ladder):
        last = min(step + GRACE, ladder[n + 1] if n + 1 < len(ladder) else step + GRACE) - 1
        spans.append((today - timedelta(days=last), today - timedelta(days=step), kinds.OVERDUE.code, step))
    return _plan(spans, at=at)


def _plan(spans: Sequence[tuple[date, date, str, int]], *, at: datetime) -> int:
    """Plan for the loans due on the days of each span (both inclusive), slice by slice."""
    fresh = 0
    for since, until, code, step in spans:
        above = 0
        while rows := _due(since, until, above):
            above = rows[-1].pk
            fresh += notices.plan(_plans(rows, code, step, at), at=at)
    return fresh


def _due(since: date, until: date, above: int) -> list[Loan]:
    zone = ledger.zone()
    begin = datetime.combine(since, time(), tzinfo=zone)
    end = datetime.combine(until + timedelta(days=1), time(), tzinfo=zone)
    out = Loan.objects.filter(state=LoanState.OUT, due_at__gte=begin, due_at__lt=end, pk__gt=above)
    return list(out.order_by("pk")[:SLICE])


def _plans(rows: Sequence[Loan], code: str, step: int, at: datetime) -> list[notices.Planned]:
    items = catalogue.items({row.item_id for row in rows})
    names = {site.id: [site.name, site.name_en] for site in places.sites()}
    today, plans = ledger.local_day(at), []
    for row in rows:
        if row.reader_id is None:
            continue
        due = ledger.local_day(row.due_at)
        values: dict[str, str | list[str]] = {
            "title": items[row.item_id].title,
            "due": due.isoformat(),
            "site": names.get(row.lent_site_id, ["", ""]),
            "days": str((today - due).days),
        }
        plans.append(
            notices.Planned(
                code, f"circulation.loan:{row.pk}", row.reader_id, values, row.lent_site_id,
                step=f"{step}@{due.isoformat()}" if step else due.isoformat(),
            )
        )  # fmt: skip
    return plans


def tell_ready(row: Hold, *, ready_at: datetime, keep_until: datetime, at: datetime) -> None:
    """Plan to tell a reader that a copy waits, after ``circulation.hold-ready-delay``: until then it can be undone.

    Inside the transaction that put the copy on the shelf.
    """
    if row.reader_id is None:
        return
    site = places.site(row.pickup_site_id)
    title = catalogue.record_lines({row.record_id})[row.record_id].title
    values: dict[str, str | list[str]] = {
        "title": title,
        "site": [site.name, site.name_en],
        "until": ledger.local_day(keep_until).isoformat(),
    }
    delay = timedelta(minutes=options.get(kinds.READY_DELAY, at=at))
    one = notices.Planned(
        kinds.HOLD_READY.code, f"circulation.hold:{row.pk}", row.reader_id, values, row.pickup_site_id,
        step=kinds.ready_step(ready_at), not_before=at + delay,
    )  # fmt: skip
    notices.plan([one], at=at)


def tell_recalled(row: Loan, *, at: datetime) -> None:
    """Plan to tell a reader that a loan was called back; ``row`` has its new due day. Inside the act's transaction."""
    notices.plan(_moved([row], kinds.RECALLED.code, "recalled"), at=at)


def tell_home_only(row: Loan, item: catalogue.ItemValue, site_id: int, *, at: datetime) -> None:
    """Plan to tell a reader that a copy that belongs back at one site was taken in at another and travels first."""
    if row.reader_id is None:
        return
    names = {site.id: [site.name, site.name_en] for site in places.sites()}
    values: dict[str, str | list[str]] = {"title": item.title, "site": names[site_id], "home": names[item.home_site_id]}
    one = notices.Planned(
        kinds.HOME_ONLY.code, f"circulation.loan:{row.pk}", row.reader_id, values, site_id, step="back"
    )
    notices.plan([one], at=at)


def tell_due_moved(rows: Sequence[Loan], *, closure_id: int, at: datetime) -> None:
    """Plan to tell readers of the new due days of loans, in a fixed number of queries. Inside the act's transaction."""
    notices.plan(_moved(rows, kinds.DUE_MOVED.code, f"closure-{closure_id}"), at=at)


def tell_shelf_moved(rows: Sequence[Hold], *, closure_id: int, at: datetime) -> None:
    """Plan to tell readers until when copies wait for them now. Inside the act's transaction."""
    names = {site.id: [site.name, site.name_en] for site in places.sites()}
    titles = catalogue.record_lines({row.record_id for row in rows})
    plans = []
    for row in rows:
        if row.reader_id is None or row.keep_until is None:
            continue
        until = ledger.local_day(row.keep_until).isoformat()
        values: dict[str, str | list[str]] = {
            "title": titles[row.record_id].title, "site": names.get(row.pickup_site_id, ["", ""]), "until": until,
        }  # fmt: skip
        plans.append(
            notices.Planned(
                kinds.SHELF_MOVED.code, f"circulation.hold:{row.pk}", row.reader_id, values, row.pickup_site_id,
                step=f"closure-{closure_id}@{until}",
            )
        )  # fmt: skip
    notices.plan(plans, at=at)


def _moved(rows: Sequence[Loan], code: str, why: str) -> list[notices.Planned]:
    """Return plans for loans whose due day moved; the step ends in that day, so one that moves again is told anew."""
    items = catalogue.items({row.item_id for row in rows})
    names = {site.id: [site.name, site.name_en] for site in places.sites()}
    plans = []
    for row in rows:
        if row.reader_id is None:
            continue
        due = ledger.local_day(row.due_at).isoformat()
        values: dict[str, str | list[str]] = {
            "title": items[row.item_id].title, "due": due, "site": names.get(row.lent_site_id, ["", ""]),
        }  # fmt: skip
        subject = f"circulation.loan:{row.pk}"
        plans.append(notices.Planned(code, subject, row.reader_id, values, row.lent_site_id, step=f"{why}@{due}"))
    return plans
