"""The list of refunds through payment providers: which are on their way, which were refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shushan.circulation.money import refund_list
from shushan.circulation.money.policy import yuan
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.money.words import KINDS, provider_name
from shushan.circulation.reports.web import asking
from shushan.circulation.web.holds import scope, sites_for
from shushan.kernel.ids import typed_uuid
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, KeyedList, View
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page

STATES = {
    "asked": gettext_lazy("等支付机构确认"),
    "failed": gettext_lazy("支付机构没有退"),
    "done": gettext_lazy("已退到"),
}
NOW = {
    "asked": gettext_lazy("不用做什么：有了回音会自己记账"),
    "failed": gettext_lazy("打开这笔费用，退现金或刷卡，或再试一次"),
    "done": "",
}
LOOKS = {"asked": "chip chip--warn", "failed": "chip chip--bad", "done": "chip chip--good"}


@dataclass(frozen=True, slots=True)
class RefundRow:
    """One line, with the reader where one is known."""

    line: refund_list.RefundLine
    reader: people.ReaderValue | None
    site: places.SiteValue


def _charge(row: RefundRow) -> object:
    address = reverse("circulation:charge", args=[row.line.charge_id])
    return format_html('<a href="{}">{}</a>', address, KINDS[row.line.kind])


def _whose(row: RefundRow) -> object:
    if row.reader is None:
        return "—"
    address = reverse("circulation:account", args=[row.reader.id])
    return format_html('<a href="{}">{}</a>', address, row.reader.masked_name)


def _state(row: RefundRow) -> object:
    chip = format_html('<span class="{}">{}</span>', LOOKS[row.line.state], STATES[row.line.state])
    if row.line.receipt_id is None:
        return chip
    address = reverse("circulation:receipt", args=[row.line.receipt_id])
    return format_html('{} <a href="{}">{}</a>', chip, address, _("退款单"))


class RefundsList(KeyedList[RefundRow]):
    """Refunds the way the money came, of the sites that the actor may see, newest first."""

    code = "circulation.phone-refunds"
    title = gettext_lazy("原路退回")
    lead = gettext_lazy(
        "手机付的钱退回读者的微信或支付宝：支付机构确认了才记账。没有退成的，要给读者退现金或刷卡，或再试一次。"
    )
    ordinary = gettext_lazy("还没有退到的")
    nothing = gettext_lazy("没有还在路上的退款。")
    views = (View(gettext_lazy("已退到"), "state=done"),)
    columns = (
        Column[RefundRow](
            "at",
            gettext_lazy("时间"),
            lambda r: ledger.local_minute(r.line.asked_at),
            is_head=True,
        ),
        Column[RefundRow]("kind", gettext_lazy("费用"), _charge, lambda r: KINDS[r.line.kind]),
        Column[RefundRow]("amount", gettext_lazy("退多少（元）"), lambda r: yuan(r.line.amount_fen), look="number"),
        Column[RefundRow]("state", gettext_lazy("状态"), _state, lambda r: STATES[r.line.state]),
        Column[RefundRow]("said", gettext_lazy("支付机构说"), lambda r: r.line.said),
        Column[RefundRow]("now", gettext_lazy("现在做什么"), lambda r: NOW[r.line.state]),
        Column[RefundRow]("reader", gettext_lazy("读者"), _whose, is_kept_from_files=True),
        Column[RefundRow]("provider", gettext_lazy("支付机构"), lambda r: provider_name(r.line.provider)),
        Column[RefundRow]("site", gettext_lazy("馆区"), lambda r: called(r.site)),
        Column[RefundRow]("by", gettext_lazy("经手"), lambda r: r.line.actor_name),
        Column[RefundRow]("reason", gettext_lazy("原因"), lambda r: r.line.reason, is_shown=False),
    )

    @cached_property
    def sites(self) -> list[places.SiteValue]:
        """The sites whose money this actor may see."""
        return sites_for(self.request, MoneyAct.SEE)

    @property
    def filters(self) -> Sequence[Filter]:
        """Site, state."""
        states = (*((code, str(words)) for code, words in STATES.items()), ("all", _("全部")))
        return (asking.of_sites(self.sites), Filter("state", gettext_lazy("状态"), states, every=self.ordinary))

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[RefundRow]:
        """Return refunds below an id, in a fixed number of queries."""
        found = refund_list.phone_refunds(
            site_ids=asking.site_ids(asked, self.sites, scope(self.request, MoneyAct.SEE)),
            state={"": "open", "all": ""}.get(asked["state"], asked["state"]),
            before=typed_uuid(after),
            limit=limit,
        )
        readers = people.readers({x.reader_id for x in found if x.reader_id}, at=self.request.at)
        by_id = {site.id: site for site in places.sites()}
        return [RefundRow(x, readers.get(x.reader_id or 0), by_id[x.site_id]) for x in found]

    def identify(self, row: RefundRow) -> str:
        """Return the refund's id, by which the list goes on."""
        return str(row.line.id)


@require_safe
@staff_page(MoneyAct.SEE)
def phone_refunds(request: Request) -> HttpResponseBase:
    """Show the refunds through providers."""
    return RefundsList(request).response()
