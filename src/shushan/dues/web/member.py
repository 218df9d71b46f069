"""One member's dues: months, payments for several of them, the amounts of a year; a receipt, and taking it back."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from shushan.dues import policy
from shushan.dues.operations.amounts import change_amount
from shushan.dues.operations.collecting import collect
from shushan.dues.operations.collecting import reverse as take_back
from shushan.dues.options import collection_day
from shushan.dues.queries import dues as reads
from shushan.dues.queries import papers
from shushan.dues.scoping import require_sight
from shushan.dues.terms import DueLine, Handed, PaymentLine, Way
from shushan.dues.web.asking import doors, month_from, today_of, unit_seen
from shushan.dues.web.forms import ChangeForm, PaymentForm, WhyForm, fen_of, open_months
from shushan.dues.words import STANDINGS, TONES, WAYS
from shushan.kernel.errors import NotFound, Refused
from shushan.kernel.periods import add_months
from shushan.organisation import public as organisation
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import member_page
from shushan.units import public as units


@require_safe
@member_page
def page(request: Request, unit_id: int, member_id: int) -> HttpResponse:
    """Show a member's dues to this branch; the look is recorded."""
    return _draw(request, unit_id, member_id)


@require_POST
@member_page
def payment(request: Request, unit_id: int, member_id: int) -> HttpResponse:
    """Take money for the months that have an amount beside them."""
    spans = _require_ours(request, unit_id, member_id)
    today = today_of(request)
    form = PaymentForm(request.POST, today=today, open_months=_open(unit_id, member_id, today, spans))
    if form.is_valid():
        said = form.cleaned_data
        try:
            [made] = collect(
                actor=request.actor, at=request.at, today=today, unit_id=unit_id,
                handed=[Handed(member_id, form.handed())], taken_on=said["taken_on"], way=Way(said["way"]),
                note=said["note"], key=said["key"],
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已登记，收据在这里。"))
            return redirect("dues:receipt", made)
    return _draw(request, unit_id, member_id, payment_form=form)


@require_POST
@member_page
def amount(request: Request, unit_id: int, member_id: int) -> HttpResponse:
    """Change the monthly amount by exception."""
    _require_ours(request, unit_id, member_id)
    form = ChangeForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        month = month_from(said["month"])
        assert month is not None
        try:
            change_amount(
                actor=request.actor, at=request.at, unit_id=unit_id, member_id=member_id, since=month,
                fen=fen_of(said["amount"]), reason=said["reason"],
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("数额已改，理由已记录。"))
            return redirect("dues:member", unit_id, member_id)
    return _draw(request, unit_id, member_id, change_form=form)


@require_safe
@member_page
def due(request: Request, due_id: int) -> HttpResponse:
    """Lead from one month's dues (a row of a figure) to the member's page."""
    found = reads.due(due_id)
    require_sight(request.actor, found.unit_id, on=today_of(request))
    address = reverse("dues:member", args=[found.unit_id, found.member_id])
    return redirect(f"{address}#m{found.month:%Y-%m}")


@require_safe
@member_page
def receipt(request: Request, payment_id: int) -> HttpResponse:
    """Show a receipt to print; the look is recorded."""
    return _receipt(request, payment_id, None)


@require_POST
@member_page
def reversal(request: Request, payment_id: int) -> HttpResponse:
    """Take a payment back, with a reason."""
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            take_back(actor=request.actor, at=request.at, payment_id=payment_id, why=form.cleaned_data["why"])
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已冲正，那几个月重新记为未交。"))
            return redirect("dues:receipt", payment_id)
    return _receipt(request, payment_id, form)


def receipt_context(found: PaymentLine) -> dict[str, object]:
    """Return what a receipt says, for the collector's page and for the member's own."""
    return {
        "receipt": found,
        "way": WAYS[found.way],
        "branch": called(units.history(found.unit_id)[0]),
        "shares": found.shares,
    }


def month_rows(lines: list[DueLine], today: date) -> list[tuple[DueLine, str, object, str]]:
    """Return months, the newest first, each with its word and its tone."""
    return [
        (line, f"m{line.month:%Y-%m}", *_said(line, today)) for line in sorted(lines, key=lambda one: one.month)[::-1]
    ]


def _said(line: DueLine, today: date) -> tuple[object, str]:
    if line.full_on is not None:
        is_late = line.full_on >= policy.after(line.month)
        return (_("补交") if is_late else pgettext("dues", "已交"), "good")
    if line.month > today:
        return _("还没到"), ""
    if today < policy.after(line.month):
        return (_("交了一部分") if line.paid_fen else _("本月待交"), "warn" if today > line.due_on else "")
    return (_("交了一部分，欠交") if line.paid_fen else _("欠交"), "bad")


def _receipt(request: Request, payment_id: int, form: WhyForm | None) -> HttpResponse:
    found = papers.payment(payment_id)
    unit_seen(request, found.unit_id, note="收据")
    context = (
        doors(request, found.unit_id) | receipt_context(found) | {"form": form or WhyForm(), "wrong": form is not None}
    )
    return render(request, "dues/receipt.html", context, status=422 if form is not None else 200)


def _require_ours(request: Request, unit_id: int, member_id: int) -> list[organisation.MemberLine]:
    """Let in who may see this branch, and only for somebody who stands or stood on its roster.

    :raises NotAllowed: :raises NotFound:
    """
    unit_seen(request, unit_id, note="党员的党费")
    spans = organisation.history(member_id)
    if all(span.unit_id != unit_id for span in spans):
        raise NotFound(_("本支部没有这名党员"))
    return spans


def _stands(spans: list[organisation.MemberLine], unit_id: int, day: date) -> bool:
    return any(one.unit_id == unit_id and one.since <= day and (one.until is None or day < one.until) for one in spans)


def _open(unit_id: int, member_id: int, today: date, spans: list[organisation.MemberLine]) -> list[tuple[date, int]]:
    """Return the months that owe this branch something, and those to come of the year where an amount is fixed."""
    this = policy.first_of(today)
    ends = date(today.year + 1, 1, 1)
    known = reads.dues(since=add_months(this, -reads.LOOK_BACK), until=ends, unit_ids=[unit_id], member_ids=[member_id])
    there = {line.month for line in known}
    fixed = reads.amounts(member_ids=[member_id], year=today.year).get(member_id, [])
    now = any(one.member_id == member_id for one in reads.debtors(this, unit_ids=[unit_id]))
    ahead = {}
    for month in [date(today.year, number, 1) for number in range(today.month, 13)]:
        standing = [line for line in fixed if line.since <= month]
        is_due = now if month == this else _stands(spans, unit_id, collection_day(this).replace(month=month.month))
        if month not in there and standing and is_due:
            ahead[month] = standing[-1].fen
    return open_months(known, ahead)


def _draw(
    request: Request, unit_id: int, member_id: int, *, payment_form: PaymentForm | None = None,
    change_form: ChangeForm | None = None,
) -> HttpResponse:  # fmt: skip
    spans = _require_ours(request, unit_id, member_id)
    today = today_of(request)
    this = policy.first_of(today)
    known = reads.dues(
        since=add_months(this, -reads.LOOK_BACK),
        until=date(today.year + 1, 1, 1),
        unit_ids=[unit_id],
        member_ids=[member_id],
    )
    owing = payment_form.months if payment_form else _open(unit_id, member_id, today, spans)
    years = sorted({today.year, today.year - 1, *(line.month.year for line in known)}, reverse=True)
    late = reads.behind(today=today, unit_ids=[unit_id], member_ids=[member_id])
    context = doors(request, unit_id) | {
        "member_id": member_id,
        "name": spans[0].name,
        "rows": month_rows(known, today),
        "late": [(one, STANDINGS[one.standing], TONES[one.standing]) for one in late],
        "amounts": [
            line for year in years for line in reads.amounts(member_ids=[member_id], year=year).get(member_id, [])
        ],
        "receipts": [one for one in papers.payments(member_id=member_id) if one.unit_id == unit_id],
        "owes": bool(owing),
        "form": payment_form or PaymentForm(today=today, open_months=owing),
        "change": change_form or ChangeForm(initial={"month": f"{this:%Y-%m}"}),
        "wrong_change": change_form is not None,
    }
    return render(request, "dues/member.html", context, status=422 if payment_form or change_form else 200)
