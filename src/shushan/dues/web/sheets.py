"""Publications: a branch's sheets, publishing a year, one sheet as it was published."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shushan.dues import policy
from shushan.dues.operations.publishing import publish
from shushan.dues.queries.papers import sheet as read_sheet
from shushan.dues.queries.papers import sheets
from shushan.dues.terms import Sheet
from shushan.dues.web.asking import asked_year, doors, today_of, unit_seen
from shushan.dues.web.forms import PublishForm
from shushan.dues.words import MARK_WORDS
from shushan.kernel.errors import Refused
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import member_page
from shushan.units import public as units

SIGNS = {"-": "—", "P": "✓", "L": "补", "H": "半", "O": "✗"}


@member_page
def listed(request: Request, unit_id: int) -> HttpResponse:
    """Show what a branch published, and publish a year."""
    unit_seen(request, unit_id, note="公布")
    today = today_of(request)
    form = PublishForm(request.POST if request.method == "POST" else None, initial={"year": asked_year(request)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = publish(
                actor=request.actor,
                at=request.at,
                today=today,
                unit_id=unit_id,
                year=said["year"],
                reason=said["reason"],
            )
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已公布；这张表从此不再改变，支部的党员都能看到。"))
            return redirect("dues:sheet", made)
    context = doors(request, unit_id) | {"sheets": sheets(unit_ids=[unit_id]), "form": form}
    return render(request, "dues/sheets.html", context, status=422 if form.errors else 200)


@require_safe
@member_page
def page(request: Request, publication_id: int) -> HttpResponse:
    """Show one publication; the look is recorded."""
    found = read_sheet(publication_id)
    unit_seen(request, found.unit_id, note="公布")
    return render(request, "dues/sheet.html", doors(request, found.unit_id) | sheet_context(found))


def sheet_context(found: Sheet) -> dict[str, object]:
    """Return what a sheet says, for the staff's page and for the members' own."""
    return {
        "sheet": found,
        "branch": called(units.history(found.unit_id)[0]),
        "months": range(1, 13),
        "rows": [(row, [(SIGNS[one], MARK_WORDS[one]) for one in row.marks]) for row in found.rows],
        "signs": [(SIGNS[one], MARK_WORDS[one]) for one in policy.MARKS.values()],
        "with_amounts": any(row.fen is not None for row in found.rows),
    }
