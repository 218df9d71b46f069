"""One value: its number with its mark, receipt, way, rows; the public sees those that were published."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shushan.audit import public as audit
from shushan.figures import public as figures
from shushan.figures.web import scopes
from shushan.figures.web.rows import RowsList
from shushan.files import public as files
from shushan.indicators.terms import Basis, IndicatorAct, ValueLine
from shushan.indicators.values import queries
from shushan.indicators.web.acts import hindered, offered
from shushan.indicators.web.asking import address_of_figure, known_names, may_see_rows, names, scope_words
from shushan.indicators.words import BASES, LOOKS, MOVES, STATES, period_words
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.ui.http import Request
from shushan.ui.lists import csv_response
from shushan.ui.web import staff_page


@require_safe
def page(request: Request, value_id: int) -> HttpResponseBase:
    """Show one value: to staff with what may be done, to everybody when it is public."""
    line = queries.value(value_id)
    is_staff = request.actor.may_somewhere(IndicatorAct.SEE_VALUES)
    if not (is_staff or line.is_public):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise NotAllowed(_("这个数值没有公开"), verb=IndicatorAct.SEE_VALUES)
    context = shown_to_everybody(line, request) | {"is_staff": is_staff}
    template = "indicators/value.html" if is_staff else "indicators/value_public.html"
    return render(request, template, context | (_for_staff(request, line) if is_staff else {}))


def shown_to_everybody(line: ValueLine, request: Request) -> dict[str, object]:
    """Return what every page of a value shows: number, period, state, what it restates or what restated it."""
    earlier = queries.value(line.restates_id) if line.restates_id else None
    later = queries.value(line.restated_by_id) if line.restated_by_id else None
    scope = scope_words(line.asked, known_names(request.at))
    return {
        "typed": "" if line.receipt or line.manual_number is None else line.measure.words(line.manual_number),
        "value": line, "measure": line.measure, "period": period_words(line.asked), "scope": scope,
        "state": STATES[line.state], "look": LOOKS[line.state], "basis": BASES[line.basis], "earlier": earlier,
        "later": later, "figure_query": address_of_figure(line.asked),
    }  # fmt: skip


def _for_staff(request: Request, line: ValueLine) -> dict[str, object]:
    ways = queries.steps(line.id)
    late = queries.late_notices(waiting=False, value_id=line.id)
    labels = [step.label for step in ways] + [one.decided_by for one in late] + [line.unlock_asked_by]
    called = names([*labels, *([line.receipt.run_by] if line.receipt else [])])
    again = queries.holds(line, at=request.at) if "again" in request.GET and line.receipt else None
    return {
        "steps": [(step, MOVES.get(step.move, step.move), called.get(step.label, step.name)) for step in ways],
        "late": [(one, _shown(line, one.old), _shown(line, one.new), _shown(line, one.difference)) for one in late],
        "names": called, "acts": offered(request, line), "hindered": hindered(request, line), "again": again,
        "receipts": queries.receipts(line.id)[1 if line.receipt else 0 :],
        "evidence": files.signed_address(line.evidence_id) if line.evidence_id else "",
        "may_see_rows": line.basis is Basis.RECORDS and line.receipt is not None
        and may_see_rows(request, queries.rows_of(line, at=request.at)),
    }  # fmt: skip


def _shown(line: ValueLine, number: object) -> str:
    from fractions import Fraction

    if not isinstance(number, Fraction):
        return "—"
    return line.measure.words(number)


class ValueRows(RowsList):
    """The entries of a value as they were known when it was computed."""

    code = "indicators.value-rows"
    template = "indicators/value_rows.html"

    def __init__(self, request: Request, found: figures.Value, line: ValueLine) -> None:
        super().__init__(request, found, scopes.form_of(request.GET, request.at))
        self.line = line

    def more(self) -> dict[str, object]:
        """Return the value beside the rows."""
        return super().more() | {"line": self.line, "period": period_words(self.line.asked)}


@require_safe
@staff_page(figures.FigureAct.SEE_ROWS)
def rows(request: Request, value_id: int) -> HttpResponseBase:
    """Show the entries behind a value; of a ratio those of one side (``?of=CODE``)."""
    line = queries.value(value_id)
    found = _allowed(request, line)
    side = _side(request, found)
    if side is None:
        context = {"line": line, "measure": line.measure, "sides": found.leaves, "period": period_words(line.asked)}
        return render(request, "indicators/value_sides.html", context)
    return ValueRows(request, side, line).response()


@require_safe
@staff_page(figures.FigureAct.SEE_ROWS)
def rows_csv(request: Request, value_id: int) -> HttpResponseBase:
    """Give the entries behind a value as CSV, for ``verify_rows.py``; the look is recorded where they say something of persons.

    :raises Invalid: a ratio has two sets of entries
    """
    line = queries.value(value_id)
    found = _allowed(request, line)
    side = _side(request, found)
    if side is None:
        raise Invalid(_("比率由两组记录得出"), remedy=_("请分别下载分子和分母的记录"))
    if line.measure.is_personal:
        audit.looked(actor=request.actor, at=request.at, subject=f"indicators.value:{value_id}", act="indicators.rows")
    return csv_response(f"value-{value_id}-{side.measure.code}-rows.csv", figures.ROW_HEAD, figures.row_lines(side))


def _allowed(request: Request, line: ValueLine) -> figures.Value:
    found = queries.rows_of(line, at=request.at)
    if not may_see_rows(request, found):
        raise NotAllowed(verb=figures.FigureAct.SEE_ROWS)
    return found


def _side(request: Request, found: figures.Value) -> figures.Value | None:
    if not found.operands:
        return found
    wanted = request.GET.get("of", "")
    return next((leaf for leaf in found.leaves if leaf.measure.code == wanted), None)
