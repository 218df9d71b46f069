"""Deposits: the list, and giving many back in one run, with a preview, a job and what could not be given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from shushan.circulation.money import deposit_runs as queries
from shushan.circulation.money.deposit_runs import DepositLine, RetiredLine, RunAsked, RunPreview, RunValue
from shushan.circulation.money.errors import NoSuchRun
from shushan.circulation.money.operations import retiring
from shushan.circulation.money.policy import yuan
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.reports.web import asking
from shushan.circulation.rules.web.forms import CATEGORIES
from shushan.circulation.rules.words import numbered
from shushan.circulation.web.holds import scope, sites_for
from shushan.circulation.web.lists import who_or_what
from shushan.jobs import public as jobs
from shushan.kernel.errors import NotAllowed, Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.http import Request, is_htmx
from shushan.ui.lists import Asked, Column, Filter, KeyedList, View
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page


@dataclass(frozen=True, slots=True)
class DepositRow:
    """One line of the list of deposits."""

    line: DepositLine
    reader: people.ReaderValue | None
    site: places.SiteValue


@dataclass(frozen=True, slots=True)
class RetiredRow:
    """One line of a run."""

    line: RetiredLine
    reader: people.ReaderValue | None
    site: places.SiteValue


def _account(reader: people.ReaderValue | None) -> object:
    if reader is None:
        return "—"
    return format_html('<a href="{}">{}</a>', reverse("circulation:account", args=[reader.id]), reader.masked_name)


def _category(code: str) -> object:
    return CATEGORIES[people.ReaderCategory(code)] if code else "—"


class DepositsList(KeyedList[DepositRow]):
    """Deposits that were taken at the sites whose money the actor may see; files hold no names."""

    code = "circulation.deposits"
    title = pgettext_lazy("many", "押金")
    ordinary = gettext_lazy("在馆里的")
    nothing = gettext_lazy("没有押金在馆里。")
    template = "circulation/deposits.html"
    views = (View(gettext_lazy("已退的"), "state=back"),)
    columns = (
        Column[DepositRow](
            "reader", gettext_lazy("读者"), lambda r: _account(r.reader), is_head=True, is_kept_from_files=True
        ),
        Column[DepositRow]("category", gettext_lazy("读者类别"), lambda r: _category(r.line.category)),
        Column[DepositRow]("site", gettext_lazy("收在"), lambda r: called(r.site)),
        Column[DepositRow]("taken", gettext_lazy("收的日子"), lambda r: ledger.local_day(r.line.taken_at)),
        Column[DepositRow]("amount", gettext_lazy("金额"), lambda r: yuan(r.line.amount_fen), look="number"),
        Column[DepositRow](
            "back",
            gettext_lazy("退的日子"),
            lambda r: ledger.local_day(r.line.returned_at) if r.line.returned_at else "",
        ),
        Column[DepositRow](
            "fen", gettext_lazy("金额（分）"), lambda r: r.line.amount_fen, look="number", is_only_in_files=True
        ),
    )

    @cached_property
    def sites(self) -> list[places.SiteValue]:
        """The sites whose deposits this actor may see."""
        return sites_for(self.request, MoneyAct.SEE)

    @property
    def filters(self) -> Sequence[Filter]:
        """Card; site; category; whether they lie here."""
        return (
            Filter("q", gettext_lazy("读者证号"), kind="text"),
            asking.of_sites(self.sites),
            Filter("category", gettext_lazy("读者类别"), tuple((str(c), name) for c, name in CATEGORIES.items())),
            Filter("state", gettext_lazy("状态"), (("back", _("已退的")), ("all", _("全部"))), every=_("在馆里的")),
        )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[DepositRow]:
        """Return deposits below an id, in a fixed number of queries."""
        reader_id, item_id = who_or_what(asked["q"], self.request)
        found = queries.deposits(
            site_ids=asking.site_ids(asked, self.sites, scope(self.request, MoneyAct.SEE)),
            state={"": "held", "all": ""}.get(asked["state"], asked["state"]),
            category=asked["category"],
            reader_id=0 if item_id is not None else reader_id,
            before=asking.below(after),
            limit=limit,
        )
        readers = people.readers({x.reader_id for x in found if x.reader_id}, at=self.request.at)
        by_id = {site.id: site for site in places.sites()}
        return [DepositRow(x, readers.get(x.reader_id or 0), by_id[x.site_id]) for x in found]

    def identify(self, row: DepositRow) -> str:
        """Return the deposit's id, by which the list goes on."""
        return str(row.line.id)

    def more(self) -> dict[str, object]:
        """Return the runs, for whoever may start one."""
        may = self.request.actor.may_somewhere(MoneyAct.RETIRE_DEPOSITS)
        return {"runs": queries.runs() if may else (), "may_run": may}


class RetiredList(KeyedList[RetiredRow]):
    """What a run gave back, and what it left; the file names cards, for whoever transfers the money."""

    code = "circulation.deposit-run"
    nothing = gettext_lazy("还没有退到任何一位。")
    template = "circulation/deposit_run.html"
    views = (View(gettext_lazy("没有退成的"), "outcome=left"), View(gettext_lazy("已退的"), "outcome=back"))
    columns = (
        Column[RetiredRow](
            "reader", gettext_lazy("读者"), lambda r: _account(r.reader), is_head=True, is_kept_from_files=True
        ),
        Column[RetiredRow](
            "card", gettext_lazy("证号"), lambda r: r.reader.card_number if r.reader else "", is_only_in_files=True
        ),
        Column[RetiredRow]("site", gettext_lazy("收在"), lambda r: called(r.site)),
        Column[RetiredRow]("amount", gettext_lazy("金额"), lambda r: yuan(r.line.amount_fen), look="number"),
        Column[RetiredRow](
            "outcome",
            gettext_lazy("结果"),
            lambda r: format_html('<span class="chip {}">{}</span>', *_outcome(r)),
            lambda r: _outcome(r)[1],
        ),
        Column[RetiredRow]("why", gettext_lazy("为什么没有退成"), lambda r: r.line.why),
        Column[RetiredRow]("receipt", gettext_lazy("单据"), lambda r: _receipt(r), lambda r: r.line.receipt_id or ""),
    )

    def __init__(self, request: Request, run: RunValue) -> None:
        super().__init__(request)
        self.run = run
        self.title = _("批量退押金：%(why)s") % {"why": run.reason}  # type: ignore[misc]

    @property
    def filters(self) -> Sequence[Filter]:
        """What came of it."""
        return (Filter("outcome", gettext_lazy("结果"), (("left", _("没有退成的")), ("back", _("已退的")))),)

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[RetiredRow]:
        """Return lines below an id, in a fixed number of queries."""
        found = queries.lines(self.run.id, outcome=asked["outcome"], before=asking.below(after), limit=limit)
        readers = people.readers({x.reader_id for x in found if x.reader_id}, at=self.request.at)
        by_id = {site.id: site for site in places.sites()}
        return [RetiredRow(x, readers.get(x.reader_id or 0), by_id[x.site_id]) for x in found]

    def identify(self, row: RetiredRow) -> str:
        """Return the line's id, by which the list goes on."""
        return str(row.line.id)

    def more(self) -> dict[str, object]:
        """Return the run, its job and who is meant."""
        job = jobs.job(self.run.job_id) if self.run.job_id else None
        return {"run": self.run, "job": job, "who": _who(self.run.asked)}


def _outcome(row: RetiredRow) -> tuple[str, str]:
    return ("chip--good", _("已退")) if row.line.receipt_id else ("chip--warn", _("没有退成"))


def _receipt(row: RetiredRow) -> object:
    if row.line.receipt_id is None:
        return ""
    return format_html('<a href="{}">{}</a>', reverse("circulation:receipt", args=[row.line.receipt_id]), _("退押金单"))


def _who(asked: RunAsked) -> str:
    category = str(_category(asked.category)) if asked.category else _("所有读者")
    where = str(called(places.site(asked.site_id))) if asked.site_id else _("所有馆区")
    return f"{category} · {where}"


@staff_page(MoneyAct.SEE)
def deposits(request: Request) -> HttpResponseBase:
    """Show the deposits that lie here, or lay here."""
    return DepositsList(request).response()


@staff_page(MoneyAct.RETIRE_DEPOSITS)
def new_run(request: Request) -> HttpResponseBase:
    """Ask whose deposits go back; show what that means; start only after a yes to what was shown."""
    sites = sites_for(request, MoneyAct.RETIRE_DEPOSITS)
    said = request.POST if request.method == "POST" else {}
    code, category = said.get("site", ""), said.get("category", "")
    site = next((one for one in sites if one.code == code), None)
    every = scope(request, MoneyAct.RETIRE_DEPOSITS) is None
    asked = RunAsked(
        category if category in set(map(str, CATEGORIES)) else "",
        site.id if site else None if every else sites[0].id,
        "with_loans" in said or request.method != "POST",
    )
    if request.method == "POST" and "start" in said:
        try:
            run_id = retiring.start_run(
                actor=request.actor, at=request.at, asked=asked, reason=said.get("reason", "")[:150], seen=_seen(said)
            )
        except NotAllowed:
            raise
        except Refused as refusal:
            return _form(request, asked, sites, every=every, refusal=refusal)
        messages.success(request, _("已开始。可以关掉这一页，作业照常进行"))
        return redirect("circulation:deposit-run", run_id)
    return _form(request, asked, sites, every=every)


def _form(
    request: Request, asked: RunAsked, sites: list[places.SiteValue], *, every: bool, refusal: Refused | None = None
) -> HttpResponseBase:
    shown: RunPreview | None = queries.preview(asked) if request.method == "POST" else None
    context: dict[str, Any] = {
        "asked": asked,
        "sites": sites,
        "every": every,
        "categories": [(str(code), name) for code, name in CATEGORIES.items()],
        "preview": shown,
        "rules": [numbered(row) for row in queries.still_asked(asked.category, at=request.at)] if shown else [],
        "who": _who(asked),
        "reason": request.POST.get("reason", ""),
        "refusal": refusal,
    }
    return render(request, "circulation/deposit_run_new.html", context, status=refusal.status if refusal else 200)


def _seen(said: Any) -> tuple[int, int]:
    numbers = [said.get(name, "") for name in ("readers", "fen")]
    one, other = (int(n) if n.isascii() and n.isdecimal() and len(n) < 16 else -1 for n in numbers)
    return one, other


@staff_page(MoneyAct.RETIRE_DEPOSITS)
def run(request: Request, run_id: int) -> HttpResponseBase:
    """Show a run: its job, what went back and what was left, as a page or as a file."""
    found = queries.run(run_id)
    request.actor.require(MoneyAct.RETIRE_DEPOSITS, site_id=found.asked.site_id)
    if is_htmx(request) and "progress" in request.GET:
        return _progress(request, found)
    return RetiredList(request, found).response()


def _progress(request: Request, found: RunValue) -> HttpResponse:
    """Show how far a run is, again and again; when it is over, have the browser ask for the whole page."""
    context = {"run": found, "job": jobs.job(found.job_id) if found.job_id else None}
    response = render(request, "circulation/deposit_run_progress.html", context)
    if found.ended_at:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@staff_page(MoneyAct.RETIRE_DEPOSITS)
def again(request: Request, run_id: int) -> HttpResponseBase:
    """Go once more over what a run left."""
    try:
        retiring.try_again(actor=request.actor, at=request.at, run_id=run_id)
    except (NotAllowed, NoSuchRun):
        raise
    except Refused as refusal:
        messages.error(request, refusal.told)
    else:
        messages.success(request, _("已再次开始：只看没有退成的"))
    return redirect("circulation:deposit-run", run_id)
