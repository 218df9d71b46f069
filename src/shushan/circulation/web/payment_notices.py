"""The list of payment notices that need a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shushan.circulation.money import notices as service
from shushan.circulation.money.policy import yuan
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.money.words import provider_name
from shushan.circulation.reports.web import asking
from shushan.circulation.web.holds import scope
from shushan.kernel.errors import NotFound
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.ui.http import Request
from shushan.ui.lists import Asked, BulkAct, Change, Column, Filter, KeyedList, View
from shushan.ui.web import staff_page

VERDICTS = {
    "amount-differs": (gettext_lazy("金额不符，没有记账"), gettext_lazy("到支付机构的后台核对；要退的在那里退")),
    "unknown-order": (gettext_lazy("没有这张付款单，没有记账"), gettext_lazy("到支付机构的后台核对是谁付的，再退")),
    "paid-twice": (gettext_lazy("同一张付款单付了两次"), gettext_lazy("多付的已记在读者名下，请退给读者")),
    "booked-late": (gettext_lazy("付到时已不欠这么多"), gettext_lazy("多付的已记在读者名下，请退给读者")),
}


class HowForm(forms.Form):
    """What was done."""

    note = forms.CharField(label=gettext_lazy("怎样处理的"), min_length=2, max_length=150)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line, with the reader where one is known."""

    line: service.NoticeLine
    reader: people.ReaderValue | None


def _whose(row: NoticeRow) -> object:
    if row.reader is None:
        return "—"
    address = reverse("circulation:account", args=[row.reader.id])
    return format_html('<a href="{}">{}</a>', address, row.reader.masked_name)


def _fen(fen: int | None) -> str:
    return "" if fen is None else yuan(fen)


def _ended(row: NoticeRow) -> object:
    if row.line.ended_at is None:
        return format_html('<span class="chip chip--warn">{}</span>', _("待处理"))
    return f"{ledger.local_day(row.line.ended_at)} · {row.line.ended_by} · {row.line.ended_note}"


def _ahead(request: Request, ids: Sequence[str]) -> Change:
    return Change(warning=_("只登记怎样处理的，不动钱。"))


def _end(request: Request, row_id: str, said: dict[str, Any]) -> None:
    if not (row_id.isascii() and row_id.isdecimal() and len(row_id) < 19):
        raise NotFound(_("没有这条付款通知"))
    service.end_notice(actor=request.actor, at=request.at, notice_id=int(row_id), note=said["note"])


class NoticesList(KeyedList[NoticeRow]):
    """Notices of payment that fit nothing, or came with too much."""

    code = "circulation.payment-notices"
    title = gettext_lazy("要人看的付款通知")
    lead = gettext_lazy(
        "支付机构通知的付款，有的对不上：金额不符、查无此单、付了两次、取消以后才付到。看清以后登记怎样处理的。"
    )
    ordinary = gettext_lazy("待处理")
    nothing = gettext_lazy("没有要人看的付款通知。")
    views = (View(gettext_lazy("已处理"), "state=ended"),)
    acts = (
        BulkAct(
            "end", gettext_lazy("登记为已处理"), MoneyAct.REFUND.value,
            gettext_lazy("这些通知从待处理里拿掉，写明怎样处理的。"), _ahead, _end, form=HowForm,
        ),
    )  # fmt: skip
    columns = (
        Column[NoticeRow](
            "at",
            gettext_lazy("时间"),
            lambda r: ledger.local_minute(r.line.at),
            is_head=True,
        ),
        Column[NoticeRow]("verdict", gettext_lazy("怎么回事"), lambda r: VERDICTS[r.line.verdict][0]),
        Column[NoticeRow]("now", gettext_lazy("现在做什么"), lambda r: VERDICTS[r.line.verdict][1]),
        Column[NoticeRow]("amount", gettext_lazy("付来（元）"), lambda r: _fen(r.line.amount_fen), look="number"),
        Column[NoticeRow]("order", gettext_lazy("付款单（元）"), lambda r: _fen(r.line.order_fen), look="number"),
        Column[NoticeRow]("reader", gettext_lazy("读者"), _whose, is_kept_from_files=True),
        Column[NoticeRow]("provider", gettext_lazy("支付机构"), lambda r: provider_name(r.line.provider)),
        Column[NoticeRow]("reference", gettext_lazy("支付机构单号"), lambda r: r.line.reference, look="code"),
        Column[NoticeRow]("ended", pgettext_lazy("past", "处理"), _ended, lambda r: r.line.ended_note),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """What happened; whether it was dealt with."""
        return (
            Filter("verdict", gettext_lazy("怎么回事"), tuple((code, words[0]) for code, words in VERDICTS.items())),
            Filter(
                "state",
                gettext_lazy("状态"),
                (("ended", _("已处理")), ("all", _("全部"))),
                every=gettext_lazy("待处理"),
            ),
        )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[NoticeRow]:
        """Return notices below an id, in a fixed number of queries."""
        found = service.notices(
            site_ids=scope(self.request, MoneyAct.SEE_BOOK),
            state={"": "open", "all": ""}.get(asked["state"], asked["state"]),
            verdict=asked["verdict"],
            before=asking.below(after),
            limit=limit,
        )
        readers = people.readers({x.reader_id for x in found if x.reader_id}, at=self.request.at)
        return [NoticeRow(x, readers.get(x.reader_id or 0)) for x in found]

    def identify(self, row: NoticeRow) -> str:
        """Return the notice's id, by which the list goes on."""
        return str(row.line.id)


@staff_page(MoneyAct.SEE_BOOK)
def payment_notices(request: Request) -> HttpResponseBase:
    """Show the notices that need a person, or write down what was done about them."""
    return NoticesList(request).response()
