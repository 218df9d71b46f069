"""The pages of the gates: the list, a new one, corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shushan.kernel.errors import NotFound, Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.places.public import SiteValue
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.visits import public as visits
from shushan.visits.terms import GateLine, VisitAct
from shushan.visits.web.forms import GateForm, NewGateForm
from shushan.visits.web.readings import sites_for
from shushan.visits.words import SIDES


@dataclass(frozen=True, slots=True)
class GateRow:
    """One line of the list; ``may_edit`` makes its name a link."""

    line: GateLine
    site: str
    device: str
    is_standing: bool
    may_edit: bool


def _named(row: GateRow) -> object:
    if not row.may_edit:
        return row.line.gate.name
    return format_html('<a href="{}">{}</a>', reverse("visits:gate", args=[row.line.gate.id]), row.line.gate.name)


def _state(row: GateRow) -> object:
    tone, word = ("chip--good", _("在用")) if row.is_standing else ("", _("不在用"))
    return format_html('<span class="chip {}">{}</span>', tone, word)


def _latest(row: GateRow) -> object:
    at = row.line.latest
    return ledger.local_minute(at) if at else _("还没有")


class GatesList(NumberedList[GateRow]):
    """The gates of the sites that the actor may see. A library has some dozens: they are filtered in memory."""

    code = "visits.gates"
    title = gettext_lazy("登记过的门")
    lead = gettext_lazy("在门口计数的地方。门禁文件里的名称要在这里登记过；指标按门分时，用的就是这些名称。")
    ordinary = gettext_lazy("在用")
    nothing = gettext_lazy("还没有登记门。先登记，再导入门禁文件。")
    template = "visits/gates.html"
    columns = (
        Column[GateRow]("name", gettext_lazy("名称"), _named, lambda r: r.line.gate.name, is_head=True),
        Column[GateRow]("site", gettext_lazy("馆区"), lambda r: r.site),
        Column[GateRow]("side", gettext_lazy("方向"), lambda r: SIDES[r.line.gate.side]),
        Column[GateRow]("device", gettext_lazy("计数设备"), lambda r: r.device or "—", lambda r: r.device),
        Column[GateRow]("since", gettext_lazy("启用"), lambda r: r.line.gate.since),
        Column[GateRow]("until", gettext_lazy("停用"), lambda r: r.line.gate.until or "—", lambda r: r.line.gate.until),
        Column[GateRow]("latest", gettext_lazy("最近一次计数"), _latest, lambda r: r.line.latest),
        Column[GateRow]("state", gettext_lazy("状态"), _state, lambda r: _("在用") if r.is_standing else _("不在用")),
    )

    @cached_property
    def sites(self) -> list[SiteValue]:
        """The sites whose gates this actor may see."""
        return sites_for(self.request, VisitAct.SEE_READINGS)

    @property
    def filters(self) -> Sequence[Filter]:
        """Site; standing (without one) or every one."""
        return (
            Filter("site", gettext_lazy("馆区"), tuple((site.code, called(site)) for site in self.sites)),
            Filter("state", gettext_lazy("状态"), (("all", _("全部")),), every=gettext_lazy("在用")),
        )

    def more(self) -> dict[str, object]:
        """Return what stands above the list."""
        return {"may_edit": self.request.actor.may_somewhere(VisitAct.EDIT_GATES)}

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[GateRow], int]:
        """Return gates in two queries beside that of the sites."""
        today, actor = ledger.local_day(self.request.at), self.request.actor
        names = {site.id: called(site) for site in self.sites if asked["site"] in ("", site.code)}
        devices = {one.id: one.name for one in people.devices()}
        rows = [
            GateRow(
                line=line,
                site=names[line.gate.site_id],
                device=devices.get(line.gate.device_id or 0, ""),
                is_standing=line.gate.stands(today),
                may_edit=actor.may(VisitAct.EDIT_GATES, site_id=line.gate.site_id),
            )
            for line in visits.gate_lines(site_ids=tuple(names))
        ]
        wanted = rows if asked["state"] == "all" else [row for row in rows if row.is_standing]
        return wanted[first : first + limit], len(wanted)


@staff_page(VisitAct.SEE_READINGS)
def gates(request: Request) -> HttpResponseBase:
    """Show the gates."""
    return GatesList(request).response()


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VisitAct.EDIT_GATES)
def new(request: Request) -> HttpResponse:
    """Add a gate."""
    sites = sites_for(request, VisitAct.EDIT_GATES)
    begin = {"site": request.session.get("site_id") or "", "side": "both", "since": ledger.local_day(request.at)}
    form = NewGateForm(request.POST or None, initial=begin, sites=sites)
    if request.method == "POST" and form.is_valid():
        try:
            visits.add_gate(actor=request.actor, at=request.at, **form.said())
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("门已登记。"))
            return redirect("visits:gates")
    return render(request, "visits/gate.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VisitAct.EDIT_GATES)
def gate(request: Request, gate_id: int) -> HttpResponse:
    """Show a gate; on POST correct what is said about it, or close it."""
    found = visits.gate(gate_id)
    if not request.actor.may(VisitAct.EDIT_GATES, site_id=found.site_id):
        raise NotFound(_("没有这个门"))
    begin = {"side": found.side, "device": found.device_id or "", "since": found.since, "until": found.until}
    form = GateForm(request.POST or None, initial=begin, site_ids=[found.site_id])
    if request.method == "POST" and form.is_valid():
        try:
            visits.edit_gate(actor=request.actor, at=request.at, gate_id=gate_id, **form.said())
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已保存。"))
            return redirect("visits:gates")
    context = {"form": form, "gate": found, "site": places.site(found.site_id)}
    return render(request, "visits/gate.html", context, status=422 if form.errors else 200)
