"""What this room hangs elsewhere: a block in my library and at the secretary's desk, a column in the superior's overview."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from shushan.dues import policy
from shushan.dues.options import is_on
from shushan.dues.queries.dues import behind, dues, sums
from shushan.dues.scoping import PEOPLE, may_at, may_collect
from shushan.dues.terms import DuesAct, UnitSum
from shushan.dues.web.overview import ROSTERS
from shushan.kernel.periods import add_months
from shushan.ledger import public as ledger
from shushan.organisation import public as organisation
from shushan.regulations import public as regulations
from shushan.ui.components import Component
from shushan.ui.http import Request
from shushan.units import public as units


@dataclass
class OwnDues(Component):
    """How many months one owes, and where to see them."""

    template: ClassVar[str] = "dues/panel.html"

    open_months: int
    late_months: int


@dataclass
class DeskDues(Component):
    """A branch's month in numbers, with the way to the act."""

    template: ClassVar[str] = "dues/desk.html"

    unit_id: int
    month: date
    sum: UnitSum
    missing: int
    may_open: bool


def own_panel(request: HttpRequest) -> Any:
    """Return the block, or None for who is no member, or while dues are off."""
    asking = cast(Request, request)
    actor = asking.actor
    member_id = organisation.member_of_person(actor.id) if actor.kind in PEOPLE else None
    if member_id is None or not is_on(asking.at):
        return None
    today = ledger.local_day(asking.at)
    this = policy.first_of(today)
    now = dues(since=this, until=add_months(this, 1), member_ids=[member_id])
    late = behind(today=today, member_ids=[member_id])
    return OwnDues(sum(not line.is_paid for line in now), len(late[0].months) if late else 0)


def desk_block(request: Request, unit_id: int, on: date) -> Component | None:
    """Return the block of a branch's desk, or None while dues are off, for who may not see it, and for other units."""
    if not is_on(request.at) or units.history(unit_id)[0].kind not in ROSTERS:
        return None
    sees = may_collect(request.actor, unit_id, on=on) or may_at(request.actor, DuesAct.SEE, unit_id)
    if not sees and not may_at(request.actor, DuesAct.SEE_OVERVIEW, unit_id):
        return None
    month = policy.first_of(on)
    counted = sums(month=month, today=on, unit_ids=[unit_id])[unit_id]
    return DeskDues(unit_id, month, counted, counted.due - counted.paid, sees)


def overview_column(request: Request, unit_ids: Iterable[int], on: date) -> regulations.ColumnOf | None:
    """Return paid of due by branch, or None while dues are off or for who may not see it."""
    if not is_on(request.at) or not request.actor.may_somewhere(DuesAct.SEE_OVERVIEW):
        return None
    month = policy.first_of(on)
    address = f"{reverse('dues:overview')}?month={month:%Y-%m}"
    counted = sums(month=month, today=on, unit_ids=list(unit_ids))
    cells = {
        unit_id: regulations.Cell(
            _("%(paid)s / %(due)s 人，%(behind)s 人欠交") % {"paid": one.paid, "due": one.due, "behind": one.behind},
            address,
        )
        for unit_id, one in counted.items()
        if one.due or one.behind
    }
    return regulations.ColumnOf(_("党费 %(month)s") % {"month": f"{month:%Y-%m}"}, cells)
