"""The staff's list of loans and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shushan.audit import public as audit
from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.scan import is_number, normalise
from shushan.circulation.terms import LoanAct, LoanLine
from shushan.circulation.web import trouble_panels
from shushan.kernel.errors import NotFound, Refused
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, KeyedList, View
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page


@dataclass(frozen=True, slots=True)
class LoanRow:
    """One line of the list."""

    line: LoanLine
    reader: people.ReaderValue | None
    site: places.SiteValue | None


def _titled(row: LoanRow) -> object:
    return format_html('<a href="{}">{}</a>', reverse("circulation:loan", args=[row.line.loan.id]), row.line.title)


def _state(row: LoanRow) -> tuple[str, str]:
    if row.line.is_overdue:
        return "chip--bad", _("逾期")
    words = {"out": ("chip--sea", _("在借")), "lost": ("chip--bad", _("遗失"))}
    return words.get(row.line.loan.state, ("", _("已还")))


def _moment(at: datetime | None) -> str:
    return ledger.local_minute(at) if at else ""


class LoansList(KeyedList[LoanRow]):
    """Loans of the sites that the actor may see, newest first; files hold no names of readers."""

    code = "circulation.loans"
    title = gettext_lazy("借阅清单")
    ordinary = gettext_lazy("在借")
    nothing = gettext_lazy("还没有借阅。")
    views = (
        View(gettext_lazy("逾期"), "state=overdue"),
        View(gettext_lazy("已还"), "state=back"),
        View(gettext_lazy("遗失"), "state=lost"),
    )
    columns = (
        Column[LoanRow]("title", gettext_lazy("题名"), _titled, lambda r: r.line.title, is_head=True),
        Column[LoanRow]("barcode", gettext_lazy("条码"), lambda r: r.line.barcode, look="code"),
        Column[LoanRow](
            "reader",
            gettext_lazy("读者"),
            lambda r: r.reader.masked_name if r.reader else "—",
            is_kept_from_files=True,
        ),
        Column[LoanRow]("site", gettext_lazy("馆区"), lambda r: called(r.site) if r.site else ""),
        Column[LoanRow]("lent", gettext_lazy("借出"), lambda r: _moment(r.line.loan.lent_at)),
        Column[LoanRow]("due", gettext_lazy("应还"), lambda r: ledger.local_day(r.line.loan.due_at)),
        Column[LoanRow]("back", gettext_lazy("还回"), lambda r: _moment(r.line.loan.back_at), is_shown=False),
        Column[LoanRow](
            "renewals", gettext_lazy("续借次数"), lambda r: r.line.loan.renewals, look="number", is_shown=False
        ),
        Column[LoanRow](
            "late",
            gettext_lazy("逾期天数"),
            lambda r: -r.line.days_left if r.line.is_overdue else "",
            look="number",
            is_shown=False,
        ),
        Column[LoanRow](
            "state",
            gettext_lazy("状态"),
            lambda r: format_html('<span class="chip {}">{}</span>', *_state(r)),
            lambda r: _state(r)[1],
        ),
    )

    @cached_property
    def sites(self) -> list[places.SiteValue]:
        """The sites whose loans this actor may see."""
        allowed = self.request.actor.sites(LoanAct.SEE_LOANS)
        return [site for site in places.sites() if allowed is None or site.id in allowed]

    @property
    def filters(self) -> Sequence[Filter]:
        """Card or barcode; site; state (without one: what is out)."""
        states = (("overdue", _("逾期")), ("back", _("已还")), ("lost", _("遗失")), ("all", _("全部")))
        return (
            Filter("q", gettext_lazy("读者证号或条码"), kind="text"),
            Filter("site", gettext_lazy("馆区"), tuple((site.code, called(site)) for site in self.sites)),
            Filter("state", gettext_lazy("状态"), states, every=gettext_lazy("在借")),
        )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[LoanRow]:
        """Return loans below an id, in a fixed number of queries."""
        before = typed_number(after) or 0
        shown = circulation.loans(self._wanted(asked), at=self.request.at, before=before, limit=limit)
        readers = people.readers({x.loan.reader_id for x in shown if x.loan.reader_id}, at=self.request.at)
        by_id = {site.id: site for site in places.sites()}
        return [LoanRow(x, readers.get(x.loan.reader_id or 0), by_id.get(x.loan.lent_site_id)) for x in shown]

    def identify(self, row: LoanRow) -> str:
        """Return the loan's id, by which the list goes on."""
        return str(row.line.loan.id)

    def _wanted(self, asked: Asked) -> circulation.LoanFilter:
        allowed = self.request.actor.sites(LoanAct.SEE_LOANS)
        chosen = next((site.id for site in self.sites if site.code == asked["site"]), None)
        reader_id, item_id = who_or_what(asked["q"], self.request)
        return circulation.LoanFilter(
            site_ids=(chosen,) if chosen else None if allowed is None else tuple(sorted(allowed)),
            state={"all": "", "back": "back", "lost": "lost"}.get(asked["state"], "out"),
            is_overdue=asked["state"] == "overdue",
            reader_id=reader_id,
            item_id=item_id,
        )


@staff_page(LoanAct.SEE_LOANS)
def loans(request: Request) -> HttpResponseBase:
    """Show loans, newest first; every filter stands in the address."""
    return LoansList(request).response()


@require_safe
@staff_page(LoanAct.SEE_LOANS)
def loan(request: Request, loan_id: int) -> HttpResponseBase:
    """Show one loan with every record about it. The look is on record when the loan is over: then it is history."""
    found = circulation.loan(loan_id)
    request.actor.require(LoanAct.SEE_LOANS, site_id=found.lent_site_id)
    return shown(request, found)


def shown(
    request: Request, found: circulation.LoanValue, *, refusal: Refused | None = None, at_form: str = ""
) -> HttpResponseBase:
    """Answer with the page of a loan; a form that was refused stands open with what was typed."""
    loan_id = found.id
    subject = f"circulation.loan:{loan_id}"
    if found.back_at is not None and found.reader_id is not None:
        audit.looked(actor=request.actor, act=LoanAct.SEE_LOANS, subject=subject, at=request.at)
    context = {
        "loan": found,
        "line": circulation.loan_lines([loan_id], at=request.at)[loan_id],
        "item": catalogue.item(found.item_id),
        "reader": people.reader(found.reader_id, at=request.at) if found.reader_id else None,
        "lent_site": places.site(found.lent_site_id),
        "return_site": places.site(found.return_site_id) if found.return_site_id else None,
        "rows": (rows := ledger.rows_of(subject)),
        "names": people.names_of_actors(row.actor for row in rows),
        **trouble_panels.of_loan(request, found),
        "refusal": refusal,
        "at_form": at_form,
        "typed": request.POST if refusal else {},
    }
    return render(request, "circulation/loan.html", context, status=refusal.status if refusal else 200)


def who_or_what(typed: str, request: Request) -> tuple[int | None, int | None]:
    """Return the reader's id or the item's id that a card number or barcode names; (0, None) when it names nothing."""
    text = normalise(typed)
    if not text:
        return None, None
    if not is_number(text):
        return 0, None
    try:
        return None, catalogue.item_by_barcode(text).id
    except NotFound:
        pass
    try:
        return people.reader_by_card(text, at=request.at).id, None
    except NotFound:
        return 0, None
