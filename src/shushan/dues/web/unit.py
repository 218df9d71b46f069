"""A branch's dues: the month with what is missing and one act for all who paid; arrears; the amounts of a year; receipts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from shushan.dues import policy
from shushan.dues.operations.amounts import fix_amounts
from shushan.dues.operations.collecting import collect
from shushan.dues.queries import dues as reads
from shushan.dues.queries.papers import payments
from shushan.dues.terms import Behind, Debtor, Handed, PaymentLine, Way
from shushan.dues.web.asking import asked_month, asked_year, doors, month_from, today_of, unit_seen
from shushan.dues.web.forms import AmountsForm, TakingForm
from shushan.dues.words import STANDINGS, TONES, WAYS
from shushan.kernel.errors import Refused
from shushan.kernel.ids import typed_number
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, NumberedList
from shushan.ui.web import member_page


@require_safe
@member_page
def page(request: Request, unit_id: int) -> HttpResponse:
    """Show a branch's month by name; the look is recorded."""
    return _draw(request, unit_id, asked_month(request), None)


@require_POST
@member_page
def collection(request: Request, unit_id: int) -> HttpResponse:
    """Take the month's dues of everybody who was ticked, in full."""
    today = today_of(request)
    month = month_from(request.POST.get("month", "")) or policy.first_of(today)
    chosen = [number for text in request.POST.getlist("member") if (number := typed_number(text)) is not None]
    form = TakingForm(request.POST, today=today)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = collect(
                actor=request.actor, at=request.at, today=today, unit_id=unit_id,
                handed=[Handed(member_id, {month: None}) for member_id in chosen], taken_on=said["taken_on"],
                way=Way(said["way"]), note=said["note"], key=said["key"],
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(
                request, ngettext("已登记 %(n)s 人交纳。", "已登记 %(n)s 人交纳。", len(made)) % {"n": len(made)}
            )
            return redirect(f"{reverse('dues:unit', args=[unit_id])}?month={month:%Y-%m}")
    return _draw(request, unit_id, month, form, ticked=frozenset(chosen))


@member_page
def amounts(request: Request, unit_id: int) -> HttpResponse:
    """Show and fix the monthly amounts of a branch's members for a year."""
    unit_seen(request, unit_id, note="核定数额")
    year, today = asked_year(request), today_of(request)
    members = _members(unit_id, year, today)
    ids = [one.member_id for one in members]
    fixed = reads.amounts(member_ids=ids, year=year)
    before = {member: lines[-1].fen for member, lines in reads.amounts(member_ids=ids, year=year - 1).items()}
    lacking = [one for one in members if one.member_id not in fixed]
    form = AmountsForm(request.POST if request.method == "POST" else None, members=lacking, kept=before)
    if request.method == "POST" and form.is_valid():
        try:
            made = fix_amounts(
                actor=request.actor, at=request.at, today=today, unit_id=unit_id, year=year, fen=form.fen()
            )
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, ngettext("已核定 %(n)s 人。", "已核定 %(n)s 人。", made) % {"n": made})
            return redirect(f"{reverse('dues:amounts', args=[unit_id])}?year={year}")
    context = doors(request, unit_id) | {
        "year": year,
        "rows": [(one, fixed[one.member_id]) for one in members if one.member_id in fixed],
        "lacking": lacking,
        "form": form,
        "has_before": any(one.member_id in before for one in lacking),
    }
    return render(request, "dues/amounts.html", context, status=422 if form.errors else 200)


class ReceiptList(NumberedList[PaymentLine]):
    """The receipts of a branch, reversed ones too."""

    code = "dues.receipts"
    title = gettext_lazy("党费收据")
    is_cards = True
    nothing = gettext_lazy("还没有收据。")
    template = "dues/receipts.html"
    columns = (
        Column[PaymentLine](
            "number", gettext_lazy("号码"),
            lambda r: format_html('<a class="code" href="{}">{}</a>', reverse("dues:receipt", args=[r.id]), r.number),
            lambda r: r.number, is_head=True,
        ),
        Column[PaymentLine]("name", gettext_lazy("姓名"), lambda r: r.name),
        Column[PaymentLine]("taken", gettext_lazy("收款日期"), lambda r: r.taken_on),
        Column[PaymentLine]("months", gettext_lazy("月份"), lambda r: "、".join(f"{m:%Y-%m}" for m, _fen in r.shares)),
        Column[PaymentLine]("fen", gettext_lazy("数额"), lambda r: f"¥{r.fen / 100:,.2f}"),
        Column[PaymentLine]("way", gettext_lazy("方式"), lambda r: WAYS[r.way]),
        Column[PaymentLine]("by", gettext_lazy("经手"), lambda r: r.taken_by),
        Column[PaymentLine]("state", gettext_lazy("状态"), lambda r: _("已冲正") if r.reversed_at else _("有效")),
    )  # fmt: skip

    def __init__(self, request: Request, unit_id: int) -> None:
        super().__init__(request)
        self.unit_id = unit_id

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[PaymentLine], int]:
        """Return receipts by position."""
        found = payments(unit_id=self.unit_id, limit=5000)
        return found[first : first + limit], len(found)

    def identify(self, row: PaymentLine) -> str:
        """Return the id."""
        return str(row.id)

    def counted(self, total: int) -> object:
        """Return how many."""
        return ngettext("%(n)s 张收据", "%(n)s 张收据", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Return the branch."""
        return doors(self.request, self.unit_id)


@member_page
def receipts(request: Request, unit_id: int) -> HttpResponseBase:
    """Show a branch's receipts; the look is recorded."""
    unit_seen(request, unit_id, note=request.GET.get("format", "") or "收据")
    return ReceiptList(request, unit_id).response()


def _draw(
    request: Request, unit_id: int, month: date, form: TakingForm | None, ticked: frozenset[int] = frozenset()
) -> HttpResponse:
    unit_seen(request, unit_id)
    today = today_of(request)
    known = reads.dues(since=month, until=policy.after(month), unit_ids=[unit_id])
    there = {line.member_id for line in known}
    asked = [one for one in reads.debtors(month, unit_ids=[unit_id]) if one.member_id not in there]
    fixed = reads.amounts_of(month, [one.member_id for one in asked])
    open_lines = [line for line in known if not line.is_paid]
    uncalled = [(one, fixed[one.member_id]) for one in asked if one.member_id in fixed]
    context = doors(request, unit_id) | {
        "month": month,
        "open": open_lines,
        "uncalled": uncalled,
        "lacking": [one for one in asked if one.member_id not in fixed],
        "paid": [line for line in known if line.is_paid],
        "missing": len(open_lines) + len(uncalled),
        "due": len(known) + len(uncalled),
        "late": [_late(one) for one in reads.behind(today=today, unit_ids=[unit_id])],
        "form": form or TakingForm(today=today),
        "ticked": ticked,
        "is_refused": form is not None,
    }
    return render(request, "dues/unit.html", context, status=422 if form is not None else 200)


def _late(one: Behind) -> tuple[Behind, str, object, str]:
    months = "、".join(f"{month:%Y-%m}" for month in one.months)
    return one, months, STANDINGS[one.standing], TONES[one.standing]


def _members(unit_id: int, year: int, today: date) -> list[Debtor]:
    """Return who stands on the roster in a year: today for the running one, else on its first or last collection day."""
    months = [date(year, 1, 1), date(year, 12, 1)] if year != today.year else [policy.first_of(today)]
    found = {one.member_id: one for month in months for one in reads.debtors(month, unit_ids=[unit_id])}
    return sorted(found.values(), key=lambda one: (one.name, one.member_id))
