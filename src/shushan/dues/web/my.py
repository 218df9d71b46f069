"""A member's own dues: months, what is owed, receipts, what the branch published; and the calculator, which keeps nothing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shushan.dues import policy
from shushan.dues.options import ROUNDING, collection_day, require_on
from shushan.dues.queries import dues as reads
from shushan.dues.queries import papers
from shushan.dues.scoping import PEOPLE, collects_for
from shushan.dues.web.asking import today_of
from shushan.dues.web.forms import CalculatorForm, fen_of
from shushan.dues.web.member import month_rows, receipt_context
from shushan.dues.web.sheets import sheet_context
from shushan.dues.words import KINDS, STANDINGS, TONES
from shushan.kernel.errors import NotFound
from shushan.kernel.periods import add_months
from shushan.options import public as options
from shushan.organisation import public as organisation
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import member_page
from shushan.units import public as units


@require_safe
@member_page
def page(request: Request) -> HttpResponse:
    """Show my own dues; nobody else's, and looking at oneself is no look."""
    require_on(request.at)
    today, member_id = today_of(request), _member(request)
    this = policy.first_of(today)
    spans = organisation.history(member_id) if member_id else []
    known = (
        reads.dues(since=add_months(this, -reads.LOOK_BACK), until=add_months(this, 13), member_ids=[member_id])
        if member_id
        else []
    )
    late = reads.behind(today=today, member_ids=[member_id]) if member_id else []
    amounts = reads.amounts(member_ids=[member_id], year=today.year).get(member_id, []) if member_id else []
    collecting = sorted(collects_for(request.actor, on=today))
    context = {
        "is_member": bool(spans),
        "rows": month_rows(known, today),
        "owed": sum(line.open_fen for line in known if line.month <= this),
        "late": [(one, STANDINGS[one.standing], TONES[one.standing]) for one in late],
        "amount": amounts[-1] if amounts else None,
        "year": today.year,
        "collection_day": collection_day(this),
        "receipts": papers.payments(member_id=member_id) if member_id else [],
        "sheets": [
            (one, called(units.history(one.unit_id)[0])) for one in papers.sheets(unit_ids={s.unit_id for s in spans})
        ],
        "collecting": [(unit_id, called(units.history(unit_id)[0])) for unit_id in collecting],
    }
    return render(request, "dues/my.html", context)


@require_safe
@member_page
def receipt(request: Request, payment_id: int) -> HttpResponse:
    """Show one of my own receipts to print."""
    require_on(request.at)
    found = papers.payment(payment_id)
    if found.member_id != _member(request):
        raise NotFound(_("没有这张收据"))
    return render(request, "dues/my_receipt.html", receipt_context(found))


@require_safe
@member_page
def sheet(request: Request, publication_id: int) -> HttpResponse:
    """Show what a branch of mine published."""
    require_on(request.at)
    found, member_id = papers.sheet(publication_id), _member(request)
    spans = organisation.history(member_id) if member_id else []
    if found.unit_id not in {one.unit_id for one in spans}:
        raise NotFound(_("没有这份公布"))
    return render(request, "dues/my_sheet.html", sheet_context(found))


@never_cache
@member_page
def calculator(request: Request) -> HttpResponse:
    """Calculate monthly dues by the rate table: at once, kept nowhere. What was typed stands in no address and no log."""
    require_on(request.at)
    form = CalculatorForm(request.POST if request.method == "POST" else None)
    result: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        kind, base = form.cleaned_data["kind"], form.cleaned_data["base"]
        if kind in policy.FIXED:
            least, most = policy.FIXED[kind]
            result = {"least": least, "most": most, "is_range": least != most}
        else:
            rounding = policy.Rounding(options.get(ROUNDING, at=request.at))
            fen = policy.calculated(kind, fen_of(base), rounding)
            result = {
                "fen": fen,
                "percent": policy.rate(kind, fen_of(base)) / 10,
                "rounding": ROUNDING.words(rounding.value),
            }
    context = {"form": form, "result": result, "kinds": KINDS, "steps": _steps()}
    return render(request, "dues/calculator.html", context, status=422 if form.errors else 200)


def _steps() -> list[tuple[object, str, str]]:
    found: list[tuple[object, str, str]] = []
    for kind, steps in policy.STEPS.items():
        least = 0
        for most, mille in steps:
            span = f"≤ {most}" if most is not None and not least else (f"{least} – {most}" if most else f"> {least}")
            found.append((KINDS[kind], span, f"{mille / 10:g} %"))
            least = most or 0
    return found


def _member(request: Request) -> int | None:
    return organisation.member_of_person(request.actor.id) if request.actor.kind in PEOPLE else None
