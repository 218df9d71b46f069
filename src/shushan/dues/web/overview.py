"""The superior's overview: each branch's month in numbers, nobody by name."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shushan.dues.options import require_on
from shushan.dues.queries.dues import sums
from shushan.dues.queries.papers import sheets
from shushan.dues.scoping import may_at
from shushan.dues.terms import DuesAct
from shushan.dues.web.asking import asked_month, today_of
from shushan.organisation import public as organisation
from shushan.regulations import public as regulations
from shushan.ui.http import Request
from shushan.ui.web import staff_page

ROSTERS = (organisation.UnitKind.BRANCH, organisation.UnitKind.TEMPORARY)


@require_safe
@staff_page(DuesAct.SEE_OVERVIEW)
def page(request: Request) -> HttpResponse:
    """Show the branches that one oversees: due, paid, behind, published."""
    require_on(request.at)
    month, today = asked_month(request), today_of(request)
    seen = [one for one in regulations.units_for(request.actor, DuesAct.SEE_OVERVIEW, on=today) if one.kind in ROSTERS]
    ids = [one.id for one in seen]
    counted = sums(month=month, today=today, unit_ids=ids)
    published = {one.unit_id: one for one in reversed(sheets(unit_ids=ids, year=month.year))}
    context = {
        "rows": [
            (
                one,
                counted[one.id],
                published.get(one.id),
                any(may_at(request.actor, verb, one.id) for verb in (DuesAct.SEE, DuesAct.COLLECT)),
            )
            for one in seen
        ],
        "month": month,
        "due": sum(one.due for one in counted.values()),
        "paid": sum(one.paid for one in counted.values()),
    }
    return render(request, "dues/overview.html", context)
