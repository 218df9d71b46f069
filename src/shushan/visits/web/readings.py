"""The list of counts, and one count with its records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shushan.kernel.errors import Invalid
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.places.public import SiteValue
from shushan.ui.http import Request
from shushan.ui.lists import Asked, BulkAct, Change, Column, Filter, KeyedList, View
from shushan.ui.naming import names_of
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.visits import public as visits
from shushan.visits.terms import ReadingFilter, ReadingLine, VisitAct
from shushan.visits.web.forms import ReasonForm
from shushan.visits.words import WAYS


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One line of the list."""

    line: ReadingLine
    site: str


def _when(row: ReadingRow) -> object:
    when = ledger.local_minute(row.line.since)
    return format_html('<a href="{}">{}</a>', reverse("visits:reading", args=[row.line.id]), when)


def _state(row: ReadingRow) -> object:
    tone, word = ("chip--warn", _("已冲正")) if row.line.is_reversed else ("chip--good", _("有效"))
    return format_html('<span class="chip {}">{}</span>', tone, word)


def _ahead(request: Request, ids: Sequence[str]) -> Change:
    """Say how many people would be taken out of the figures."""
    found = visits.readings_of([int(one) for one in ids if one.isdecimal() and len(one) < 19])
    standing = [one for one in found if not one.is_reversed]
    return Change(
        counts=[
            (_("取消进馆人次"), sum(one.entered for one in standing)),
            (_("取消出馆人次"), sum(one.left for one in standing)),
        ],
        samples=[f"{ledger.local_minute(one.since)} {one.gate}" for one in found[:8]],
        warning=_("指标随之变化；原记录保留，相抵为零。"),
    )


def _reverse(request: Request, row_id: str, said: dict[str, Any]) -> None:
    number = typed_number(row_id) or 0
    visits.reverse(actor=request.actor, at=request.at, reading_id=number, reason=said["reason"])


class ReadingsList(KeyedList[ReadingRow]):
    """What was counted at the sites that the actor may see, newest taken first."""

    code = "visits.readings"
    title = gettext_lazy("客流计数")
    nothing = gettext_lazy("还没有计数。门禁设备接上后，数会自己来；也可以手工计数或导入文件。")
    template = "visits/readings.html"
    views = (View(gettext_lazy("手工计数"), "way=desk"), View(gettext_lazy("已冲正"), "state=reversed"))
    columns = (
        Column[ReadingRow]("since", gettext_lazy("时段"), _when, lambda r: r.line.since, is_head=True),
        Column[ReadingRow]("site", gettext_lazy("馆区"), lambda r: r.site),
        Column[ReadingRow]("gate", gettext_lazy("门"), lambda r: r.line.gate or "—", lambda r: r.line.gate),
        Column[ReadingRow]("way", gettext_lazy("来路"), lambda r: WAYS[r.line.way]),
        Column[ReadingRow]("in", gettext_lazy("进"), lambda r: f"{r.line.entered:,}", lambda r: r.line.entered, look="number"),
        Column[ReadingRow]("out", gettext_lazy("出"), lambda r: f"{r.line.left:,}", lambda r: r.line.left, look="number"),
        Column[ReadingRow](
            "state", gettext_lazy("状态"), _state, lambda r: _("已冲正") if r.line.is_reversed else _("有效")
        ),
        Column[ReadingRow]("taken", gettext_lazy("收到"), lambda r: r.line.taken_at, is_only_in_files=True),
    )  # fmt: skip
    acts = (
        BulkAct(
            "reverse", gettext_lazy("冲正"), VisitAct.REVERSE, gettext_lazy("选中的计数各记一笔相反的数。"), _ahead, _reverse,
            form=ReasonForm, is_dangerous=True,
        ),
    )  # fmt: skip

    @cached_property
    def sites(self) -> list[SiteValue]:
        """The sites whose counts this actor may see."""
        return sites_for(self.request, VisitAct.SEE_READINGS)

    @property
    def filters(self) -> Sequence[Filter]:
        """Site, gate, way, first and last day, standing or reversed."""
        states = (("stands", _("有效")), ("reversed", _("已冲正")))
        return (
            Filter("site", gettext_lazy("馆区"), tuple((site.code, called(site)) for site in self.sites)),
            Filter("gate", gettext_lazy("门"), kind="text"),
            Filter("way", gettext_lazy("来路"), tuple(WAYS.items())),
            Filter("from", gettext_lazy("从哪天"), kind="date"),
            Filter("to", gettext_lazy("到哪天"), kind="date"),
            Filter("state", gettext_lazy("状态"), states),
        )

    def more(self) -> dict[str, object]:
        """Return what stands above the list."""
        return {"may_import": self.request.actor.may_somewhere(VisitAct.IMPORT)}

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[ReadingRow]:
        """Return readings below an id, in one query beside that of the sites."""
        before = typed_number(after) or 0
        names = {site.id: called(site) for site in self.sites}
        found = visits.readings(self._wanted(asked), before=before, limit=limit)
        return [ReadingRow(one, names.get(one.site_id, "")) for one in found]

    def identify(self, row: ReadingRow) -> str:
        """Return the reading's id, by which the list goes on."""
        return str(row.line.id)

    def _wanted(self, asked: Asked) -> ReadingFilter:
        allowed = self.request.actor.sites(VisitAct.SEE_READINGS)
        chosen = next((site.id for site in self.sites if site.code == asked["site"]), None)
        ids = (chosen,) if chosen is not None else None if allowed is None else tuple(sorted(allowed))
        last = _day(asked["to"])
        return ReadingFilter(
            site_ids=ids,
            gate=asked["gate"],
            way=asked["way"],
            since=_day(asked["from"]),
            until=last + timedelta(days=1) if last and last < date.max else None,
            is_reversed={"stands": False, "reversed": True}.get(asked["state"]),
        )


@staff_page(VisitAct.SEE_READINGS)
def readings(request: Request) -> HttpResponseBase:
    """Show what was counted, newest first; every filter stands in the address."""
    return ReadingsList(request).response()


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VisitAct.SEE_READINGS)
def reading(request: Request, reading_id: int) -> HttpResponse:
    """Show one count with its records; on POST take it back with a reason."""
    found = visits.reading(reading_id)
    request.actor.require(VisitAct.SEE_READINGS, site_id=found.site_id)
    refusal = None
    if request.method == "POST":
        try:
            visits.reverse(
                actor=request.actor, at=request.at, reading_id=reading_id, reason=request.POST.get("reason", "")
            )
        except Invalid as error:
            refusal = error
        else:
            messages.success(request, _("已冲正，原来的记录仍在，相抵为零"))
            return redirect("visits:reading", reading_id)
    context = {
        "reading": found,
        "way": WAYS[found.way],
        "site": places.site(found.site_id),
        "rows": (rows := ledger.rows_of(f"visits.reading:{reading_id}")),
        "names": names_of(row.actor for row in rows),
        "refusal": refusal,
        "may_reverse": request.actor.may(VisitAct.REVERSE, site_id=found.site_id),
    }
    return render(request, "visits/reading.html", context, status=refusal.status if refusal else 200)


def sites_for(request: Request, verb: VisitAct) -> list[SiteValue]:
    """Return the sites at which the actor holds a verb."""
    allowed = request.actor.sites(verb)
    return [site for site in places.sites() if allowed is None or site.id in allowed]


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
