"""Pages of what goes wrong: lost, claimed, recalled, damaged; the lists to be worked through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.money.policy import fen_of
from shushan.circulation.troubles.verbs import TroubleAct
from shushan.circulation.web.holds import scope, sites_for
from shushan.circulation.web.lists import shown
from shushan.circulation.web.my_money import me
from shushan.circulation.web.remembered import standing
from shushan.files import public as files
from shushan.kernel.errors import Invalid, NotAllowed, Refused
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.forms import tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, KeyedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import member_page, staff_page

PHOTOS: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
LARGEST: Final = 8_000_000  # bytes; a telephone's photograph
WHY: Final = {
    "unknown": gettext_lazy("目录里没有"),
    "withdrawn": gettext_lazy("已注销"),
    "missing": gettext_lazy("下落不明"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def my_loss(request: Request, loan_id: int) -> HttpResponseBase:
    """Show what a lost item costs, and declare one's own loss after that."""
    reader = me(request)
    request.actor.require(TroubleAct.DECLARE_OWN)
    line = next((x for x in circulation.loans_of(reader.id, at=request.at) if x.loan.id == loan_id), None)
    if line is None:
        raise circulation.NoSuchLoan(_("没有这笔借阅，或已经还回"), remedy=_("请刷新后再看"))
    refusal = None
    if request.method == "POST":
        try:
            circulation.declare_lost(
                actor=request.actor, at=request.at, loan_id=loan_id, seen_fen=typed_number(request.POST.get("seen", ""))
            )
        except NotAllowed:
            raise
        except Refused as error:
            refusal = error
        else:
            messages.success(request, _("已登记遗失。书找到了，还到任一馆区，赔偿就退。"))
            return redirect("circulation:my-money")
    price = circulation.price_of_loss(catalogue.item(line.loan.item_id), at=request.at)
    context = {"line": line, "price": price, "refusal": refusal}
    return render(request, "circulation/trouble_my_loss.html", context, status=refusal.status if refusal else 200)


@require_POST
@staff_page(TroubleAct.DECLARE)
def losses(request: Request, loan_id: int) -> HttpResponseBase:
    """Declare a loan's item lost at the desk, with a reason."""

    def act(site_id: int) -> None:
        circulation.declare_lost(
            actor=request.actor, at=request.at, loan_id=loan_id, site_id=site_id,
            reason=request.POST.get("reason", "")[:150], seen_fen=typed_number(request.POST.get("seen", "")),
        )  # fmt: skip

    return _done(request, loan_id, "lose", act, _("已登记遗失，赔偿已记到读者名下"))


@require_POST
@staff_page(TroubleAct.CLAIM)
def new_claim(request: Request, loan_id: int) -> HttpResponseBase:
    """Write down that the reader says the item was returned."""

    def act(site_id: int) -> None:
        circulation.claim_returned(
            actor=request.actor, at=request.at, loan_id=loan_id, site_id=site_id,
            note=request.POST.get("note", "")[:150],
        )  # fmt: skip

    return _done(request, loan_id, "claim", act, _("已记下，不再算逾期；请到架上找"))


@require_POST
@staff_page(TroubleAct.RECALL)
def recalls(request: Request, loan_id: int) -> HttpResponseBase:
    """Call a loan back before its day."""

    def act(site_id: int) -> None:
        circulation.recall_loan(
            actor=request.actor, at=request.at, loan_id=loan_id, reason=request.POST.get("reason", "")[:150]
        )

    return _done(request, loan_id, "recall", act, _("已召回，应还日期提前了"))


@require_POST
@staff_page(TroubleAct.NOTE_DAMAGE)
def damages(request: Request, loan_id: int) -> HttpResponseBase:
    """Note damage after a return, with a photograph and an amount where wanted."""

    def act(site_id: int) -> None:
        typed = request.POST.get("amount", "").strip()
        amount = fen_of(typed) if typed else 0
        if amount is None:
            raise circulation.WrongAmount(
                _("金额不对"), field="amount", remedy=_("请填数字，最多两位小数；不收费就留空")
            )
        request.actor.require(TroubleAct.NOTE_DAMAGE, site_id=site_id)
        circulation.note_damage(
            actor=request.actor, at=request.at, loan_id=loan_id, site_id=site_id,
            note=request.POST.get("note", "")[:150], amount_fen=amount, photo=_photo(request),
        )  # fmt: skip

    return _done(request, loan_id, "damage", act, _("已登记污损"))


def _photo(request: Request) -> UUID | None:
    given = request.FILES.get("photo")
    if given is None:
        return None
    head = given.read(16)
    kind = next((kind for magic, kind in PHOTOS.items() if head.startswith(magic)), "")
    if not kind or (given.size or 0) > LARGEST:
        raise Invalid(_("照片要是 JPEG 或 PNG，不超过 8 MB"), field="photo", remedy=_("请换一张"))
    given.seek(0)
    name = "damage.jpg" if kind == "image/jpeg" else "damage.png"
    return files.keep(given.chunks(), name=name, kind=kind, actor=request.actor, at=request.at, most=LARGEST).id


def _done(request: Request, loan_id: int, form: str, act: Callable[[int], None], said: str) -> HttpResponseBase:
    found = circulation.loan(loan_id)
    try:
        act(standing(request).site_id or found.lent_site_id)
    except (NotAllowed, circulation.NoSuchLoan):
        raise
    except Refused as refusal:
        return shown(request, found, refusal=refusal, at_form=form)
    messages.success(request, said)
    return redirect("circulation:loan", loan_id)


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One line of the list of claims."""

    line: circulation.ClaimLine
    reader: people.ReaderValue | None
    site: places.SiteValue


def _claimed(row: ClaimRow) -> object:
    return format_html('<a href="{}">{}</a>', reverse("circulation:loan", args=[row.line.loan_id]), row.line.title)


class ClaimsList(KeyedList[ClaimRow]):
    """Where to look for what readers say they returned; files hold no names of readers."""

    code = "circulation.claims"
    title = gettext_lazy("声明已还")
    lead = gettext_lazy("读者说还了、账上还借着的。请到架上找：找到就点“架上找到了”，找不到就恢复计算。")
    ordinary = gettext_lazy("还没查清")
    nothing = gettext_lazy("没有要找的书。")
    template = "circulation/trouble_claims.html"
    columns = (
        Column[ClaimRow]("title", gettext_lazy("题名"), _claimed, lambda r: r.line.title, is_head=True),
        Column[ClaimRow]("call", gettext_lazy("索书号"), lambda r: r.line.call_number, look="code"),
        Column[ClaimRow]("barcode", gettext_lazy("条码"), lambda r: r.line.barcode, look="code"),
        Column[ClaimRow](
            "reader",
            gettext_lazy("读者"),
            lambda r: r.reader.masked_name if r.reader else "—",
            is_kept_from_files=True,
        ),
        Column[ClaimRow]("site", gettext_lazy("馆区"), lambda r: called(r.site)),
        Column[ClaimRow]("at", gettext_lazy("声明"), lambda r: ledger.local_day(r.line.at)),
        Column[ClaimRow]("note", gettext_lazy("读者怎么说"), lambda r: r.line.note),
    )

    @cached_property
    def sites(self) -> list[places.SiteValue]:
        """The sites whose claims this actor may settle."""
        return sites_for(self.request, TroubleAct.SETTLE_CLAIM)

    @property
    def filters(self) -> Sequence[Filter]:
        """Site; state (without one: open)."""
        return (
            Filter("site", gettext_lazy("馆区"), tuple((site.code, called(site)) for site in self.sites)),
            Filter("state", gettext_lazy("状态"), (("ended", _("已查清")),), every=gettext_lazy("还没查清")),
        )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[ClaimRow]:
        """Return claims below an id, in a fixed number of queries."""
        chosen = next((site.id for site in self.sites if site.code == asked["site"]), None)
        found = circulation.claims(
            site_ids=(chosen,) if chosen else scope(self.request, TroubleAct.SETTLE_CLAIM),
            is_open=asked["state"] != "ended",
            before=typed_number(after) or 0,
            limit=limit,
        )
        readers = people.readers({x.reader_id for x in found if x.reader_id}, at=self.request.at)
        by_id = {site.id: site for site in places.sites()}
        return [ClaimRow(x, readers.get(x.reader_id or 0), by_id[x.site_id]) for x in found]

    def identify(self, row: ClaimRow) -> str:
        """Return the claim's id, by which the list goes on."""
        return str(row.line.id)

    def more(self) -> dict[str, object]:
        """Return the open claims again, for the forms that settle them."""
        return {"open": circulation.claims(site_ids=scope(self.request, TroubleAct.SETTLE_CLAIM))}


@staff_page(TroubleAct.SETTLE_CLAIM)
def claims(request: Request) -> HttpResponseBase:
    """Show what readers say they returned."""
    return ClaimsList(request).response()


@require_POST
@staff_page(TroubleAct.SETTLE_CLAIM)
def claim_return(request: Request, claim_id: int) -> HttpResponseBase:
    """Return an item that stood on its shelf after all; its claim ends by that."""
    found = circulation.claim(claim_id)
    request.actor.require(TroubleAct.SETTLE_CLAIM, site_id=found.site_id)
    try:
        circulation.return_item(
            actor=request.actor,
            at=request.at,
            item_id=found.item_id,
            site_id=standing(request).site_id or found.site_id,
        )
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
        return redirect("circulation:claims")
    messages.success(request, _("已还：%(title)s") % {"title": found.title})
    return redirect("circulation:claims")


@require_POST
@staff_page(TroubleAct.SETTLE_CLAIM)
def claim_end(request: Request, claim_id: int) -> HttpResponseBase:
    """End a claim because the item is nowhere."""
    try:
        circulation.give_up_claim(actor=request.actor, at=request.at, claim_id=claim_id)
    except circulation.NoSuchClaim as refusal:
        messages.error(request, refusal.told)
        return redirect("circulation:claims")
    messages.success(request, _("没有找到：这一册照旧算在读者名下"))
    return redirect("circulation:claims")


@dataclass(frozen=True, slots=True)
class StrayRow:
    """One line of the list for cataloguing."""

    line: circulation.StrayLine
    site: places.SiteValue


class StraysList(KeyedList[StrayRow]):
    """Items in hand that the catalogue cannot explain."""

    code = "circulation.strays"
    title = gettext_lazy("待编目的书")
    lead = gettext_lazy("还书时收下的、目录里说不清的书：读者的书从不拒收。编目核对以后写明怎样处理。")
    ordinary = gettext_lazy("待处理")
    nothing = gettext_lazy("没有待处理的书。")
    template = "circulation/trouble_strays.html"
    columns = (
        Column[StrayRow]("barcode", gettext_lazy("条码"), lambda r: r.line.barcode, look="code", is_head=True),
        Column[StrayRow]("title", gettext_lazy("题名"), lambda r: r.line.title),
        Column[StrayRow]("why", gettext_lazy("缘由"), lambda r: WHY[r.line.why]),
        Column[StrayRow]("site", gettext_lazy("馆区"), lambda r: called(r.site)),
        Column[StrayRow]("at", gettext_lazy("收下"), lambda r: ledger.local_day(r.line.at)),
        Column[StrayRow]("how", pgettext_lazy("past", "处理"), lambda r: r.line.ended_how),
    )

    @cached_property
    def sites(self) -> list[places.SiteValue]:
        """The sites whose list this actor may see."""
        return sites_for(self.request, TroubleAct.SEE_STRAYS)

    @property
    def filters(self) -> Sequence[Filter]:
        """Site; state (without one: open)."""
        return (
            Filter("site", gettext_lazy("馆区"), tuple((site.code, called(site)) for site in self.sites)),
            Filter("state", gettext_lazy("状态"), (("ended", _("已处理")),), every=gettext_lazy("待处理")),
        )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[StrayRow]:
        """Return lines below an id, in a fixed number of queries."""
        chosen = next((site.id for site in self.sites if site.code == asked["site"]), None)
        found = circulation.strays(
            site_ids=(chosen,) if chosen else scope(self.request, TroubleAct.SEE_STRAYS),
            is_open=asked["state"] != "ended",
            before=typed_number(after) or 0,
            limit=limit,
        )
        by_id = {site.id: site for site in places.sites()}
        return [StrayRow(x, by_id[x.site_id]) for x in found]

    def identify(self, row: StrayRow) -> str:
        """Return the line's id, by which the list goes on."""
        return str(row.line.id)

    def more(self) -> dict[str, object]:
        """Return the lines that this colleague may deal with."""
        if not self.request.actor.may_somewhere(TroubleAct.SETTLE_STRAY):
            return {"open": ()}
        return {"open": circulation.strays(site_ids=scope(self.request, TroubleAct.SETTLE_STRAY))}


@staff_page(TroubleAct.SEE_STRAYS)
def strays(request: Request) -> HttpResponseBase:
    """Show the list for cataloguing."""
    return StraysList(request).response()


@require_POST
@staff_page(TroubleAct.SETTLE_STRAY)
def stray_end(request: Request, stray_id: int) -> HttpResponseBase:
    """Take an item off the list, saying what became of it."""
    try:
        circulation.settle_stray(
            actor=request.actor, at=request.at, stray_id=stray_id, how=request.POST.get("how", "")[:150]
        )
    except (NotAllowed, circulation.NoSuchStray):
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("circulation:strays")
    messages.success(request, _("已处理"))
    return redirect("circulation:strays")
