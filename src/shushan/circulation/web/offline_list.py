"""What desks and machines did while they were cut off: the list to settle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import Case, When
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shushan.circulation import public as circulation
from shushan.circulation.models import OfflineAct
from shushan.circulation.offline.terms import OfflineVerb
from shushan.circulation.scan import normalise
from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList, View
from shushan.ui.retold import retold
from shushan.ui.web import staff_page

_WAYS = {"return": gettext_lazy("还书"), "lend": gettext_lazy("借书"), "renew": gettext_lazy("续借")}
_OUTCOMES = {
    "done": ("chip--good", gettext_lazy("已补登")),
    "eased": ("chip--warn", gettext_lazy("已补登，有出入")),
    "open": ("chip--bad", gettext_lazy("待处理")),
    "settled": ("", gettext_lazy("已处理")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One act as it is drawn; the token is that of the viewer's forms."""

    act: OfflineAct
    token: str


def _outcome(line: Line) -> object:
    tone, word = _OUTCOMES[line.act.outcome]
    context = {
        "row": line.act,
        "why": retold(line.act.why),
        "tone": tone,
        "word": word,
        "token": line.token,
        "note": _note(line.act.note),
    }
    return render_to_string("circulation/offline_outcome.html", context)


def _why(line: Line) -> str:
    return "；".join(
        part for part in (str(_OUTCOMES[line.act.outcome][1]), retold(line.act.why), _note(line.act.note)) if part
    )


def _note(note: str) -> str:
    """Return what was noted when it was settled: what a colleague wrote as it is, what was written by itself retold."""
    done, _colon, why = note.partition("：")
    if done != "已补登":
        return note
    return _("已补登：%(why)s") % {"why": retold(why)} if why else _("已补登。").rstrip("。.")


def _tail(line: Line) -> str:
    return f"…{line.act.card[-4:]}" if line.act.card else "—"


def _way(line: Line) -> object:
    word = _WAYS[line.act.way]
    if line.act.loan_id is None:
        return word
    return format_html('<a href="{}">{}</a>', reverse("circulation:loan", args=[line.act.loan_id]), word)


class OfflineList(NumberedList[Line]):
    """Acts with what became of them, those that wait first."""

    code = "circulation.offline"
    title = gettext_lazy("断线期间的借还")
    lead = gettext_lazy("服务台和终端断线时办的借还，恢复后补传：能登记的都登记了，登记不了的等馆员处理，一件不丢。")
    nothing = gettext_lazy("没有断线期间的借还。")
    views = (View(gettext_lazy("待处理"), "outcome=open"), View(gettext_lazy("有出入"), "outcome=eased"))
    columns = (
        Column[Line]("said", gettext_lazy("办理时间"), lambda one: ledger.local_minute(one.act.at), is_head=True),
        Column[Line](
            "clock",
            gettext_lazy("当地时钟"),
            lambda one: localtime(one.act.said_at).strftime("%Y-%m-%d %H:%M:%S"),
            is_shown=False,
        ),
        Column[Line](
            "came",
            gettext_lazy("补传时间"),
            lambda one: ledger.local_minute(one.act.came_at),
            is_shown=False,
        ),
        Column[Line]("source", gettext_lazy("在哪里办的"), lambda one: one.act.source),
        Column[Line]("act", gettext_lazy("办了什么"), _way, lambda one: _WAYS[one.act.way]),
        Column[Line]("barcode", gettext_lazy("条码"), lambda one: one.act.barcode, look="code"),
        Column[Line]("card", gettext_lazy("证号"), _tail),
        Column[Line]("outcome", gettext_lazy("结果"), _outcome, _why),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """By outcome."""
        return (Filter("outcome", gettext_lazy("结果"), tuple((k, word) for k, (_t, word) in _OUTCOMES.items())),)

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[Line], int]:
        """Return acts of the sites at which the viewer may settle: open ones first, then the newest."""
        waits = Case(When(outcome="open", then=0), default=1)
        found = OfflineAct.objects.order_by(waits, "-came_at", "-at", "pk")
        if (sites := self.request.actor.sites(OfflineVerb.SETTLE)) is not None:
            found = found.filter(site__in=sites)
        if asked["outcome"]:
            found = found.filter(outcome=asked["outcome"])
        token = get_token(self.request)
        return [Line(row, token) for row in found[first : first + limit]], found.count()


@staff_page(OfflineVerb.SETTLE)
def past_acts(request: Request) -> HttpResponseBase:
    """Show them."""
    return OfflineList(request).response()


@require_POST
@staff_page(OfflineVerb.SETTLE)
def settlement(request: Request, key: UUID) -> HttpResponse:
    """Say how one was settled."""

    def act() -> str:
        circulation.cut_off.settle_past_act(
            actor=request.actor, at=request.at, key=key, note=request.POST.get("note", "")
        )
        return _("已处理。")

    return _answered(request, act)


@require_POST
@staff_page(OfflineVerb.SETTLE)
def mending(request: Request, key: UUID) -> HttpResponse:
    """Record one after all, with the card or the barcode put right."""

    def act() -> str:
        done = circulation.cut_off.mend_past_act(
            actor=request.actor, at=request.at, key=key,
            card=normalise(request.POST.get("card", "")), barcode=normalise(request.POST.get("barcode", "")),
        )  # fmt: skip
        return _("已补登：%(why)s") % {"why": done.why} if done.why else _("已补登。")

    return _answered(request, act)


def _answered(request: Request, act: Callable[[], str]) -> HttpResponse:
    try:
        said = act()
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, f"{refusal.message}。{refusal.remedy}")
    else:
        messages.success(request, said)
    return redirect("circulation:offline")
