"""Pages of the honours: the list, recommending, one honour with its evidence, criteria."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shushan.honours.operations import honours as acts
from shushan.honours.queries import honours as reads
from shushan.honours.states import HonourState
from shushan.honours.terms import Evidence, HonourAct, HonourLine
from shushan.honours.web.forms import CriteriaForm, DecisionForm, RecommendForm
from shushan.honours.words import STATES
from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.regulations import public as regulations
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import public as units

Row = tuple[HonourLine, str]  # an honour, and what its unit is called


def _title(row: Row) -> object:
    return format_html('<a href="{}">{}</a>', reverse("honours:honour", args=[row[0].id]), row[0].criteria.title)


class HonoursList(NumberedList[Row]):
    """Honours of the units that one may see."""

    code = "honours.honours"
    title = gettext_lazy("荣誉")
    is_cards = True
    lead = gettext_lazy("推荐不等于授予。推荐时自动附上前十二个月的达标情况作为依据，之后不再改变。")
    nothing = gettext_lazy("还没有推荐。")
    template = "honours/honours.html"

    columns = (
        Column[Row]("title", gettext_lazy("荣誉"), _title, lambda r: r[0].criteria.title, is_head=True),
        Column[Row]("unit", pgettext_lazy("one", "党组织"), lambda r: r[1]),
        Column[Row]("body", gettext_lazy("推荐单位"), lambda r: r[0].body),
        Column[Row]("recommended", gettext_lazy("推荐日期"), lambda r: r[0].recommended_on),
        Column[Row]("state", gettext_lazy("状态"), lambda r: STATES[r[0].state]),
        Column[Row]("decided", gettext_lazy("结果日期"), lambda r: r[0].decided_on or "—"),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """State."""
        return (Filter("state", gettext_lazy("状态"), tuple((s.value, words) for s, words in STATES.items())),)

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[Row], int]:
        """Return honours by position."""
        seen = regulations.units_for(self.request.actor, HonourAct.SEE, on=ledger.local_day(self.request.at))
        found = reads.honours(unit_ids=[one.id for one in seen])
        names = {one.id: called(one) for one in seen}
        rows = [(one, names[one.unit_id]) for one in found if asked["state"] in ("", one.state)]
        return rows[first : first + limit], len(rows)

    def identify(self, row: Row) -> str:
        """Return the id."""
        return str(row[0].id)

    def counted(self, total: int) -> object:
        """Return how many."""
        return ngettext("%(n)s 项", "%(n)s 项", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Say what may be done."""
        actor = self.request.actor
        return {
            "may_recommend": actor.may_somewhere(HonourAct.RECOMMEND),
            "may_edit": actor.may(HonourAct.EDIT_CRITERIA),
        }


@staff_page(HonourAct.SEE)
def listed(request: Request) -> HttpResponseBase:
    """Show honours."""
    return HonoursList(request).response()


@staff_page(HonourAct.RECOMMEND)
def new(request: Request) -> HttpResponse:
    """Recommend a unit."""
    today = ledger.local_day(request.at)
    held = regulations.units_for(request.actor, HonourAct.RECOMMEND, on=today)
    form = RecommendForm(
        request.POST or None, units=[(str(one.id), called(one)) for one in held], initial={"recommended_on": today},
        criteria=[(str(one.id), f"{one.title}（{one.issuer}，{one.since}）") for one in reads.criteria()],
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = acts.recommend(
                actor=request.actor, at=request.at, today=today, unit_id=int(said["unit"]),
                criteria_id=int(said["criteria"]), body=said["body"], recommended_on=said["recommended_on"],
                words=said["words"],
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("推荐已登记，依据已附上。"))
            return redirect("honours:honour", made)
    context = {"form": form, "heading": _("登记推荐"), "needs_criteria": not form.fields["criteria"].choices}  # type: ignore[attr-defined]
    return render(request, "honours/edit.html", context, status=422 if form.errors else 200)


@staff_page(HonourAct.EDIT_CRITERIA)
def criteria(request: Request) -> HttpResponse:
    """Show every set of criteria and write a new one."""
    form = CriteriaForm(request.POST or None, initial={"since": ledger.local_day(request.at)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.write_criteria(
                actor=request.actor, at=request.at, issuer=said["issuer"], title=said["title"], source=said["source"],
                since=said["since"], items=form.criteria(),
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("标准已登记。"))
            return redirect("honours:criteria")
    context = {"form": form, "known": reads.criteria()}
    return render(request, "honours/criteria.html", context, status=422 if form.errors else 200)


@require_safe
@staff_page(HonourAct.SEE)
def page(request: Request, honour_id: int) -> HttpResponse:
    """Show one honour with its evidence."""
    return _draw(request, honour_id, None)


@require_POST
@staff_page(HonourAct.DECIDE)
def decision(request: Request, honour_id: int) -> HttpResponse:
    """Enter the issuer's decision."""
    form = DecisionForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            acts.decide(
                actor=request.actor, at=request.at, today=ledger.local_day(request.at), honour_id=honour_id,
                is_awarded=said["is_awarded"] == "yes", decided_on=said["decided_on"], number=said["number"],
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("结果已登记。"))
            return redirect("honours:honour", honour_id)
    return _draw(request, honour_id, form)


@require_POST
@staff_page(HonourAct.RECOMMEND)
def withdrawal(request: Request, honour_id: int) -> HttpResponse:
    """Take a recommendation back."""
    acts.withdraw(actor=request.actor, at=request.at, today=ledger.local_day(request.at), honour_id=honour_id)
    messages.success(request, _("推荐已撤回。"))
    return redirect("honours:honour", honour_id)


def _draw(request: Request, honour_id: int, form: DecisionForm | None) -> HttpResponse:
    found = reads.honour(honour_id)
    regulations.require_at(request.actor, HonourAct.SEE, found.unit_id)
    is_open = found.state is HonourState.RECOMMENDED
    context = {
        "honour": found,
        "state": STATES[found.state],
        "unit": called(units.history(found.unit_id)[0]),
        "whole": [one for one in found.evidence if not one.criterion],
        "criteria": [(one, *_over(found.evidence, one.text)) for one in found.criteria.criteria],
        "may_decide": is_open and request.actor.may_somewhere(HonourAct.DECIDE),
        "may_withdraw": is_open and request.actor.may_somewhere(HonourAct.RECOMMEND),
        "form": form or DecisionForm(initial={"decided_on": ledger.local_day(request.at)}),
    }
    return render(request, "honours/honour.html", context, status=422 if form is not None else 200)


def _over(evidence: Sequence[Evidence], text: str) -> tuple[int, int]:
    some = [one for one in evidence if one.criterion == text]
    return sum(one.met for one in some), sum(one.applicable for one in some)
