"""The page that names every report of the staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from shushan.catalogue.public import CatalogueAct
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.terms import LoanAct
from shushan.circulation.troubles.verbs import TroubleAct
from shushan.circulation.verbs import HoldAct
from shushan.people.public import PeopleAct
from shushan.ui.http import Request
from shushan.ui.lists import SavedViewValue, saved_views
from shushan.ui.web import staff_page


@dataclass(frozen=True, slots=True)
class Report:
    """A list that answers a standing question: where it stands, under which query, what it says, who may see it."""

    list_code: str
    url_name: str
    query: str
    title: object
    sentence: object
    verb: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A report as drawn: its address, those of its files (query and all), the views that people saved of it."""

    title: object
    sentence: object
    address: str
    csv: str
    xlsx: str
    saved: Sequence[tuple[SavedViewValue, str]]


GROUPS: Final = (
    (
        _("每天要做的"),
        (
            Report(
                "circulation.pick-list",
                "circulation:pick-list",
                "",
                _("预约找书单"),
                _("现在要从架上取下、给预约读者的书，按架位排。"),
                HoldAct.SEE,
            ),
            Report(
                "circulation.hold-shelf",
                "circulation:hold-shelf",
                "",
                _("取书架"),
                _("等读者来取的，和过了期要下架的。"),
                HoldAct.SEE,
            ),
            Report(
                "circulation.loans",
                "circulation:loans",
                "state=overdue",
                _("逾期未还"),
                _("应还日已过、还没有还的借阅。"),
                LoanAct.SEE_LOANS,
            ),
            Report(
                "circulation.transits",
                "circulation:transits",
                "state=late",
                _("迟到的调拨"),
                _("送出以后超过规定天数还没有收到的书。"),
                HoldAct.SEE_TRANSITS,
            ),
            Report(
                "circulation.claims",
                "circulation:claims",
                "",
                _("声明已还"),
                _("读者说还了、馆里还没有找到的书。"),
                TroubleAct.SETTLE_CLAIM,
            ),
            Report(
                "circulation.strays",
                "circulation:strays",
                "",
                _("待编目的书"),
                _("还来了、目录里却认不出的书。"),
                TroubleAct.SEE_STRAYS,
            ),
        ),
    ),
    (
        _("钱"),
        (
            Report(
                "circulation.desks",
                "circulation:desks",
                "",
                _("各服务台收付"),
                _("每个馆区、每位经手人、每天收了多少、退了多少、减免多少。"),
                MoneyAct.SEE_BOOK,
            ),
            Report(
                "circulation.charges",
                "circulation:charges",
                "",
                _("未结费用"),
                _("读者还欠着的，和要退给读者的。"),
                MoneyAct.SEE,
            ),
            Report(
                "circulation.receipts",
                "circulation:receipts",
                "",
                _("收据"),
                _("每一张收据、退款单和冲正单。"),
                MoneyAct.SEE,
            ),
            Report(
                "circulation.payment-notices",
                "circulation:staff-payment-notices",
                "",
                _("要人看的付款通知"),
                _("手机付的款，有的对不上：金额不符、查无此单、付了两次。"),
                MoneyAct.SEE_BOOK,
            ),
            Report(
                "circulation.phone-refunds",
                "circulation:phone-refunds",
                "",
                _("原路退回"),
                _("手机付的钱退回手机：还在路上的，和支付机构没有退的。"),
                MoneyAct.SEE,
            ),
            Report(
                "circulation.deposits",
                "circulation:deposits",
                "",
                pgettext_lazy("many", "押金"),
                _("在馆里的押金，和已经退的。"),
                MoneyAct.SEE,
            ),
            Report(
                "circulation.cash-book",
                "circulation:cash-book",
                "",
                _("账目"),
                _("按天汇总的借贷分录，供财务核对。"),
                MoneyAct.SEE_BOOK,
            ),
        ),
    ),
    (
        _("馆藏"),
        (
            Report(
                "circulation.missing",
                "circulation:missing",
                "",
                _("遗失与下落不明"),
                _("读者报失的、架上找不到的，赔了没有。"),
                LoanAct.SEE_LOANS,
            ),
            Report(
                "circulation.top-titles",
                "circulation:top-titles",
                "",
                _("借阅最多的书"),
                _("一段时间里借出最多的书，有几册、几人在等。"),
                LoanAct.SEE_LOANS,
            ),
            Report(
                "circulation.idle",
                "circulation:idle",
                "",
                _("沉睡馆藏"),
                _("很久没有人借的书，按馆区和分类。"),
                CatalogueAct.SEE_STAFF_LIST,
            ),
        ),
    ),
    (
        pgettext_lazy("many", "读者"),
        (
            Report(
                "people.doubles",
                "people:doubles",
                "",
                _("疑似重复读者"),
                _("看上去是同一个人、登记了两次的读者。"),
                PeopleAct.MERGE_READERS,
            ),
        ),
    ),
)


@require_safe
@staff_page(LoanAct.SEE_LOANS)
def reports(request: Request) -> HttpResponseBase:
    """Show the reports that this person may see, each with its files and saved views."""
    groups = []
    for label, inside in GROUPS:
        shown = [_entry(one, request) for one in inside if request.actor.may_somewhere(one.verb)]
        if shown:
            groups.append((label, shown))
    return render(request, "circulation/reports.html", {"groups": groups})


def _entry(report: Report, request: Request) -> Entry:
    address = reverse(report.url_name)
    joined = f"{report.query}&" if report.query else ""
    kept = [
        (view, f"{address}?{view.query}") for view in saved_views(report.list_code, actor=request.actor) if view.query
    ]
    return Entry(
        report.title,
        report.sentence,
        f"{address}?{report.query}" if report.query else address,
        f"{address}?{joined}format=csv",
        f"{address}?{joined}format=xlsx",
        kept,
    )
