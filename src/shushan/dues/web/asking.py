"""What the pages of this room share: the month and year asked for, doors by grant or post, looks on record."""

from __future__ import annotations

from datetime import date

from shushan.audit import public as audit
from shushan.dues import policy
from shushan.dues.options import require_on
from shushan.dues.scoping import may_at, may_collect, require_sight
from shushan.dues.terms import DuesAct
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.units import public as units


def today_of(request: Request) -> date:
    """Return the library's day of a request."""
    return ledger.local_day(request.at)


def month_from(text: str) -> date | None:
    """Return the month of ``2020-03``, None where it says none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def asked_month(request: Request) -> date:
    """Return the month of ``?month=``, this month where it says none or one to come."""
    this = policy.first_of(today_of(request))
    asked = month_from(request.GET.get("month", ""))
    return this if asked is None or asked > this else asked


def asked_year(request: Request) -> int:
    """Return the year of ``?year=`` (or of the form), this year where it says none that can be meant."""
    year = typed_number(request.POST.get("year", "") or request.GET.get("year", ""))
    today = today_of(request)
    return year if year is not None and 2008 <= year <= today.year + 1 else today.year


def unit_seen(request: Request, unit_id: int, *, note: str = "") -> units.UnitValue:
    """Let in who may see names and amounts of a branch, record the look, and return the branch.

    :raises DuesOff: :raises NotAllowed: :raises NotFound:
    """
    found = units.history(unit_id)[0]
    require_sight(request.actor, unit_id, on=today_of(request))
    require_on(request.at)
    audit.looked(
        actor=request.actor, act=DuesAct.SEE, subject=f"units.unit:{unit_id}", at=request.at, note=note or "党费"
    )
    return found


def doors(request: Request, unit_id: int) -> dict[str, object]:
    """Return what the actor may do at a branch, and what it is called."""
    actor = request.actor
    return {
        "unit_id": unit_id,
        "unit_name": called(units.history(unit_id)[0]),
        "may_collect": may_collect(actor, unit_id, on=today_of(request)),
        "may_fix": may_at(actor, DuesAct.FIX, unit_id),
        "may_reverse": may_at(actor, DuesAct.REVERSE, unit_id),
        "may_publish": may_at(actor, DuesAct.PUBLISH, unit_id),
        "may_oversee": actor.may_somewhere(DuesAct.SEE_OVERVIEW),
    }
