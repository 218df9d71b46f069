"""What machines did while they were cut off: the list to settle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import Case, When
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shushan.kernel.errors import Refused
from shushan.protocols.models import OfflineAct
from shushan.protocols.sip2 import offline
from shushan.protocols.terms import ProtocolsAct
from shushan.protocols.web.forms import SettlementForm
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, NumberedList
from shushan.ui.web import staff_page

_ACTS = {"09": gettext_lazy("还书"), "11": gettext_lazy("借书"), "29": gettext_lazy("续借")}
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
    context = {"row": line.act, "tone": tone, "word": word, "token": line.token}
    return render_to_string("protocols/offline_outcome.html", context)


def _tail(line: Line) -> str:
    return f"…{line.act.card[-4:]}" if line.act.card else "—"


class OfflineList(NumberedList[Line]):
    """Acts with what became of them, those that wait first."""

    code = "protocols.offline"
    title = gettext_lazy("断线期间的借还")
    lead = gettext_lazy("终端断线时办的借还，恢复后补传：能登记的都登记了，登记不了的等馆员处理，一件不丢。")
    nothing = gettext_lazy("没有断线期间的借还。")
    columns = (
        Column[Line](
            "said",
            gettext_lazy("办理时间"),
            lambda one: localtime(one.act.said_at).strftime("%Y-%m-%d %H:%M"),
            is_head=True,
        ),
        Column[Line]("terminal", gettext_lazy("终端"), lambda one: one.act.terminal.login),
        Column[Line]("act", gettext_lazy("办了什么"), lambda one: _ACTS[one.act.act]),
        Column[Line]("barcode", gettext_lazy("条码"), lambda one: one.act.barcode),
        Column[Line]("card", gettext_lazy("证号"), _tail),
        Column[Line]("outcome", gettext_lazy("结果"), _outcome, lambda one: one.act.outcome),
    )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[Line], int]:
        """Return acts of the sites at which the viewer may settle: open ones first, then the newest."""
        waits = Case(When(outcome="open", then=0), default=1)
        found = OfflineAct.objects.select_related("terminal").order_by(waits, "-came_at", "pk")
        if (sites := self.request.actor.sites(ProtocolsAct.SETTLE_OFFLINE)) is not None:
            found = found.filter(terminal__device__site__in=sites)
        token = get_token(self.request)
        return [Line(row, token) for row in found[first : first + limit]], found.count()


@staff_page(ProtocolsAct.SETTLE_OFFLINE)
def acts(request: Request) -> HttpResponseBase:
    """Show them."""
    return OfflineList(request).response()


@require_POST
@staff_page(ProtocolsAct.SETTLE_OFFLINE)
def settlement(request: Request, key: UUID) -> HttpResponse:
    """Say how one was settled."""
    form = SettlementForm(request.POST)
    try:
        offline.settle(actor=request.actor, at=request.at, key=key, note=form.data.get("note", ""))
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, f"{refusal.message}。{refusal.remedy}")
    else:
        messages.success(request, _("已处理。"))
    return redirect("protocols:offline")
