"""The hundred days: visits and loans of the plan, written in bulk, their facts recorded in the order of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from shushan.catalogue import bulk as catalogue_bulk
from shushan.circulation import bulk as circulation_bulk
from shushan.circulation.bulk import PastLoan
from shushan.demonstration.build.house import GATE
from shushan.demonstration.plan.loans import PlannedItem, PlannedLoan, PlannedReader, plan_loans
from shushan.demonstration.plan.visits import PlannedHour, plan_visits
from shushan.kernel.actor import Actor, ActorKind
from shushan.kernel.events import Event
from shushan.ledger import public as ledger
from shushan.visits import bulk as visits_bulk


def build_visits(actor: Actor, sites: dict[str, int]) -> list[ledger.Past]:
    """Write the hours of the gates; return their facts. A day's file came in after closing."""
    rows = [past_hour(hour, sites) for hour in plan_visits()]
    return [past_fact(event, subject, at, actor) for event, subject, at in visits_bulk.add_hours(rows)]


def past_fact(event: Event, subject: str, at: datetime, actor: Actor) -> ledger.Past:
    """Return the fact of an hour of a gate, recorded when the day's file was taken in."""
    return ledger.Past(event, subject, at, actor, ledger.Source.IMPORT, taken_at(ledger.local_day(at)))


def past_hour(hour: PlannedHour, sites: dict[str, int]) -> tuple[int, str, datetime, int, int, datetime]:
    """Return a planned hour as the bulk path takes it."""
    since = local(datetime.combine(hour.day, time(hour.hour)))
    return (sites[hour.site], GATE, since, hour.entered, hour.left, taken_at(hour.day))


def taken_at(day: date) -> datetime:
    """Return when a day's file was taken in."""
    return local(datetime.combine(day, time(18, 30)))


def build_loans(
    desk: Actor,
    sites: dict[str, int],
    readers: tuple[list[int], list[PlannedReader]],
    items: tuple[list[int], list[PlannedItem]],
) -> list[ledger.Past]:
    """Write the loans; return their facts with who acted. Items stand afterwards where they last came back."""
    planned = plan_loans(readers[1], items[1])
    past = [past_loan(loan, sites, readers[0], items[0]) for loan in planned]
    facts = circulation_bulk.add_loans(past, rules_at=past[0].lent_at)
    where: dict[int, int] = {}
    for one in past:
        where[one.item_id] = one.return_site_id or one.site_id
    homes = {item_id: sites[item.site] for item_id, item in zip(items[0], items[1], strict=True)}
    catalogue_bulk.place_items({item: site for item, site in where.items() if homes[item] != site})
    reader = Actor(ActorKind.READER, 0, "")
    return [ledger.Past(f.event, f.subject, f.at, desk if f.by == "desk" else reader) for f in facts]


def past_loan(loan: PlannedLoan, sites: dict[str, int], readers: Sequence[int], items: Sequence[int]) -> PastLoan:
    """Return a planned loan as the bulk path takes it."""
    return PastLoan(
        items[loan.item],
        readers[loan.reader],
        sites[loan.site],
        local(loan.lent_at),
        local(loan.renewed_at) if loan.renewed_at else None,
        local(loan.returned_at) if loan.returned_at else None,
        sites[loan.return_site] if loan.returned_at else None,
    )


def record_all(facts: list[ledger.Past]) -> None:
    """Record facts in the order of time, each with its actor; a vendor's file is recorded when it came in.

    Nobody is told of them one by one: the search index is built anew afterwards.
    """
    ledger.record_history(sorted(facts, key=lambda fact: fact.at))


def local(moment: datetime) -> datetime:
    """Return a naive local moment of the plan as an instant in UTC."""
    return moment.replace(tzinfo=ledger.zone()).astimezone(UTC)
