"""Receipts: the list, one receipt, its print pages, taking a wrong payment back; the book for the accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shushan.circulation import public as circulation
from shushan.circulation.money import day_book
from shushan.circulation.money.policy import yuan
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.money.words import ACCOUNTS, KINDS, METHODS, RECEIPTS
from shushan.circulation.reports.web import asking
from shushan.circulation.web.holds import scope, sites_for
from shushan.circulation.web.lists import who_or_what
from shushan.circulation.web.papers import receipt_paper
from shushan.kernel.errors import NotAllowed, NotFound, Refused
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, KeyedList, NumberedList, View
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page

WIDTHS: Final = ("58", "80", "a4")


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """One line of the list of charges."""

    line: circulation.ChargeLine
    reader: people.ReaderValue | None
    site: places.SiteValue


def _owed(row: ChargeRow) -> object:
    return format_html(
        '<a href="{}">{}</a>', reverse("circulation:charge", args=[row.line.charge.id]), KINDS[row.line.charge.kind]
    )


def _whose(row: ChargeRow) -> object:
    if row.reader is None:
        return "—"
    return format_html(
        '<a href="{}">{}</a>', reverse("circulation:account", args=[row.reader.id]), row.reader.masked_name
    )


class ChargesList(KeyedList[ChargeRow]):
    """Charges of the sites that the actor may see, newest first; files hold no names of readers."""

    code = "circulation.charges"
    title = gettext_lazy("未结费用")
    ordinary = gettext_lazy("还欠着的")
    nothing = gettext_lazy("没有欠着的费用。")
    views = (
        View(gettext_lazy("要退给读者的"), "state=credit"),
        View(gettext_lazy("已结清"), "state=settled"),
    )
    columns = (
        Column[ChargeRow]("kind", gettext_lazy("费用"), _owed, lambda r: KINDS[r.line.charge.kind], is_head=True),
        Column[ChargeRow]("reader", gettext_lazy("读者"), _whose, is_kept_from_files=True),
        Column[ChargeRow]("title", gettext_lazy("题名"), lambda r: r.line.title),
        Column[ChargeRow]("site", gettext_lazy("馆区"), lambda r: called(r.site)),
        Column[ChargeRow]("made", gettext_lazy("日期"), lambda r: ledger.local_day(r.line.charge.made_at)),
        Column[ChargeRow]("amount", gettext_lazy("金额"), lambda r: yuan(r.line.charge.amount_fen), look="number"),
        Column[ChargeRow]("left", gettext_lazy("未付"), lambda r: yuan(r.line.charge.left_fen), look="number"),
        Column[ChargeRow](
            "credit", gettext_lazy("应退"), lambda r: yuan(r.line.charge.credit_fen), look="number", is_shown=False
        ),
        Column[ChargeRow]("note", gettext_lazy("原因"), lambda r: r.line.charge.note, is_shown=False),
    )

    @cached_property
    def sites(self) -> list[places.SiteValue]:
        """The sites whose charges this actor may see."""
        return sites_for(self.request, MoneyAct.SEE)

    @property
    def filters(self) -> Sequence[Filter]:
        """Card or barcode; site; kind; state (without one: owed)."""
        states = (("credit", _("要退给读者的")), ("settled", _("已结清")), ("all", _("全部")))
        return (
            Filter("q", gettext_lazy("读者证号或条码"), kind="text"),
            Filter("site", gettext_lazy("馆区"), tuple((site.code, called(site)) for site in self.sites)),
            Filter("kind", gettext_lazy("费用"), tuple((str(code), words) for code, words in KINDS.items())),
            Filter("state", gettext_lazy("状态"), states, every=gettext_lazy("还欠着的")),
        )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[ChargeRow]:
        """Return charges below an id, in a fixed number of queries."""
        before = typed_number(after) or 0
        found = circulation.charges(self._wanted(asked), before=before, limit=limit)
        readers = people.readers({x.charge.reader_id for x in found if x.charge.reader_id}, at=self.request.at)
        by_id = {site.id: site for site in places.sites()}
        return [ChargeRow(x, readers.get(x.charge.reader_id or 0), by_id[x.charge.site_id]) for x in found]

    def identify(self, row: ChargeRow) -> str:
        """Return the charge's id, by which the list goes on."""
        return str(row.line.charge.id)

    def _wanted(self, asked: Asked) -> circulation.ChargeFilter:
        chosen = next((site.id for site in self.sites if site.code == asked["site"]), None)
        reader_id, item_id = who_or_what(asked["q"], self.request)
        return circulation.ChargeFilter(
            site_ids=(chosen,) if chosen else scope(self.request, MoneyAct.SEE),
            state={"": "owed", "all": ""}.get(asked["state"], asked["state"]),
            kind=asked["kind"],
            reader_id=reader_id,
            item_id=item_id,
        )


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One line of the list of receipts."""

    receipt: circulation.ReceiptValue
    site: places.SiteValue


def _numbered(row: ReceiptRow) -> object:
    return format_html(
        '<a class="code" href="{}">{}</a>', reverse("circulation:receipt", args=[row.receipt.id]), row.receipt.code
    )


class ReceiptsList(KeyedList[ReceiptRow]):
    """Receipts of the sites that the actor may see, newest first."""

    code = "circulation.receipts"
    title = gettext_lazy("收据")
    nothing = gettext_lazy("还没有收据。")
    columns = (
        Column[ReceiptRow]("code", gettext_lazy("号码"), _numbered, lambda r: r.receipt.code, is_head=True),
        Column[ReceiptRow]("kind", gettext_lazy("种类"), lambda r: RECEIPTS[r.receipt.kind]),
        Column[ReceiptRow]("total", gettext_lazy("金额"), lambda r: yuan(r.receipt.total_fen), look="number"),
        Column[ReceiptRow]("method", gettext_lazy("方式"), lambda r: METHODS[r.receipt.method]),
        Column[ReceiptRow]("site", gettext_lazy("馆区"), lambda r: called(r.site)),
        Column[ReceiptRow]("at", gettext_lazy("时间"), lambda r: ledger.local_minute(r.receipt.at)),
        Column[ReceiptRow]("by", gettext_lazy("经手"), lambda r: r.receipt.actor_name),
        Column[ReceiptRow](
            "undone", pgettext_lazy("column", "冲正"), lambda r: _("已冲正") if r.receipt.was_reversed else ""
        ),
    )

    @cached_property
    def sites(self) -> list[places.SiteValue]:
        """The sites whose receipts this actor may see."""
        return sites_for(self.request, MoneyAct.SEE)

    @property
    def filters(self) -> Sequence[Filter]:
        """Site, kind, method, days."""
        return (
            Filter("site", gettext_lazy("馆区"), tuple((site.code, called(site)) for site in self.sites)),
            Filter("kind", gettext_lazy("种类"), tuple((str(code), words) for code, words in RECEIPTS.items())),
            Filter("method", gettext_lazy("方式"), tuple((str(code), words) for code, words in METHODS.items())),
            *asking.days(),
        )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[ReceiptRow]:
        """Return receipts below an id, in a fixed number of queries."""
        before = typed_number(after) or 0
        chosen = next((site.id for site in self.sites if site.code == asked["site"]), None)
        wanted = circulation.ReceiptFilter(
            site_ids=(chosen,) if chosen else scope(self.request, MoneyAct.SEE),
            kind=asked["kind"],
            method=asked["method"],
            since=_begin(asked["from"]),
            until=_begin(asked["to"], 1),
        )
        by_id = {site.id: site for site in places.sites()}
        return [ReceiptRow(x, by_id[x.site_id]) for x in circulation.receipts(wanted, before=before, limit=limit)]

    def identify(self, row: ReceiptRow) -> str:
        """Return the receipt's id, by which the list goes on."""
        return str(row.receipt.id)


@dataclass(frozen=True, slots=True)
class BookRow:
    """One line of the book for the accounts."""

    sum: day_book.DaySum
    site: places.SiteValue


class CashBook(NumberedList[BookRow]):
    """The cash book summed up by day, site, accounts and kind, for the accounts."""

    code = "circulation.cash-book"
    title = gettext_lazy("账目")
    lead = gettext_lazy("按天、馆区、科目汇总的借贷分录，供财务核对；单位元。冲正单独成行，借贷与原来相反。")
    nothing = gettext_lazy("这些天没有账。")
    columns = (
        Column[BookRow]("day", gettext_lazy("日期"), lambda r: r.sum.day, is_head=True),
        Column[BookRow]("site", gettext_lazy("馆区"), lambda r: called(r.site)),
        Column[BookRow]("debit", gettext_lazy("借方科目"), lambda r: ACCOUNTS.get(r.sum.debit, r.sum.debit)),
        Column[BookRow]("credit", gettext_lazy("贷方科目"), lambda r: ACCOUNTS.get(r.sum.credit, r.sum.credit)),
        Column[BookRow]("kind", gettext_lazy("费用"), lambda r: KINDS.get(r.sum.kind, "")),
        Column[BookRow]("count", gettext_lazy("笔数"), lambda r: r.sum.count, look="number"),
        Column[BookRow]("amount", gettext_lazy("金额"), lambda r: yuan(r.sum.amount_fen), look="number"),
        Column[BookRow](
            "fen", gettext_lazy("金额（分）"), lambda r: r.sum.amount_fen, look="number", is_only_in_files=True
        ),
    )

    @cached_property
    def sites(self) -> list[places.SiteValue]:
        """The sites whose book this actor may see."""
        return sites_for(self.request, MoneyAct.SEE_BOOK)

    @property
    def filters(self) -> Sequence[Filter]:
        """Site, account (on either side), kind, days."""
        return (
            Filter("site", gettext_lazy("馆区"), tuple((site.code, called(site)) for site in self.sites)),
            Filter("account", gettext_lazy("科目"), tuple((str(code), words) for code, words in ACCOUNTS.items())),
            Filter("kind", gettext_lazy("费用"), tuple((str(code), words) for code, words in KINDS.items())),
            *asking.days(),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[BookRow], int]:
        """Return a stretch of the sums."""
        chosen = next((site.id for site in self.sites if site.code == asked["site"]), None)
        found, total = day_book.sums(
            site_ids=(chosen,) if chosen else scope(self.request, MoneyAct.SEE_BOOK),
            account=asked["account"],
            kind=asked["kind"],
            since=asking.day(asked["from"]),
            until=asking.day(asked["to"]),
            first=first,
            limit=limit,
        )
        by_id = {site.id: site for site in places.sites()}
        return [BookRow(x, by_id[x.site_id]) for x in found], total


@staff_page(MoneyAct.SEE)
def charges(request: Request) -> HttpResponseBase:
    """Show charges, newest first; every filter stands in the address."""
    return ChargesList(request).response()


@staff_page(MoneyAct.SEE)
def receipts(request: Request) -> HttpResponseBase:
    """Show receipts, newest first; every filter stands in the address."""
    return ReceiptsList(request).response()


@staff_page(MoneyAct.SEE_BOOK)
def cash_book(request: Request) -> HttpResponseBase:
    """Show the book summed up, as a page or as a file."""
    return CashBook(request).response()


@require_safe
@staff_page(MoneyAct.SEE)
def receipt(request: Request, receipt_id: int) -> HttpResponseBase:
    """Show one receipt, with the buttons that print it and the form that takes it back."""
    return _shown(request, receipt_id)


@require_POST
@staff_page(MoneyAct.SEE)
def prints(request: Request, receipt_id: int) -> HttpResponseBase:
    """Write down that a receipt is printed, and show its print page or its PDF: the original once, then copies."""
    seen(request, receipt_id)
    width, is_pdf = request.POST.get("width", "").removesuffix(".pdf"), request.POST.get("width", "").endswith(".pdf")
    width = width if width in WIDTHS else "80"
    time_ = circulation.print_receipt(actor=request.actor, at=request.at, receipt_id=receipt_id)
    if is_pdf:
        found = seen(request, receipt_id)
        note = _("副本（第 %(n)s 次补打）") % {"n": time_ - 1} if time_ > 1 else _("原件")
        reader = people.reader(found.reader_id, at=request.at) if found.reader_id else None
        return receipt_paper(found, width=width, note=note, reader=reader)
    context = _context(request, receipt_id) | {"times": time_, "width": width}
    return render(request, "circulation/money_print.html", context)


@require_POST
@staff_page(MoneyAct.REVERSE)
def reversals(request: Request, receipt_id: int) -> HttpResponseBase:
    """Take a wrong payment back, then show the reversing receipt."""
    try:
        made = circulation.reverse_payment(
            actor=request.actor, at=request.at, receipt_id=receipt_id, reason=request.POST.get("reason", "")[:150]
        )
    except (NotAllowed, circulation.NoSuchReceipt):
        raise
    except Refused as refusal:
        return _shown(request, receipt_id, refusal)
    messages.success(request, _("已冲正：这几笔又记回读者名下，请把钱退给读者"))
    return redirect("circulation:receipt", made)


def seen(request: Request, receipt_id: int) -> circulation.ReceiptValue:
    """Return a receipt that this actor may see.

    :raises NotFound:
    """
    found = circulation.receipt(receipt_id)
    allowed = request.actor.sites(MoneyAct.SEE)
    if allowed is not None and found.site_id not in allowed:
        raise NotFound(_("没有这张收据"))
    return found


def _shown(request: Request, receipt_id: int, refusal: Refused | None = None) -> HttpResponseBase:
    context = _context(request, receipt_id) | {"refusal": refusal}
    return render(request, "circulation/money_receipt.html", context, status=refusal.status if refusal else 200)


def _context(request: Request, receipt_id: int) -> dict[str, object]:
    found = seen(request, receipt_id)
    is_out = found.kind in (
        circulation.ReceiptKind.REFUND, circulation.ReceiptKind.DEPOSIT_BACK, circulation.ReceiptKind.REVERSAL
    )  # fmt: skip
    lines = circulation.receipt_lines(receipt_id)
    return {
        "receipt": found,
        "kind": RECEIPTS[found.kind],
        "method": METHODS[found.method],
        "site": places.site(found.site_id),
        "reader": people.reader(found.reader_id, at=request.at) if found.reader_id else None,
        "lines": [(line, KINDS.get(line.kind) or _("押金"), title) for line, title in lines],
        "is_out": is_out,
        "times": circulation.times_printed(receipt_id),
        "may_reverse": found.kind is circulation.ReceiptKind.PAYMENT
        and not found.was_reversed
        and request.actor.may(MoneyAct.REVERSE, site_id=found.site_id),
    }


def _begin(typed: str, days: int = 0) -> datetime | None:
    """Return the first instant of a typed day, so many days on; None for what is no day."""
    on = asking.day(typed)
    return None if on is None else asking.begin(on, days)
