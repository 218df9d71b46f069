"""What a scan means at the desk, and what then happens. No request here: the desk's state goes in and comes out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.scan import is_number, normalise
from shushan.circulation.terms import Lent
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotFound, Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk between two scans: where it stands, whose card was scanned, whether it only takes back."""

    site_id: int | None = None
    reader_id: int | None = None
    returns_only: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scan did."""

    desk: Desk
    tone: str
    sound: str
    title: str
    detail: str = ""
    refusal: Refused | None = None
    choices: list[people.ReaderValue] = field(default_factory=list)
    scanned: str = ""


def handle(desk: Desk, typed: str, *, actor: Actor, at: datetime, override_reason: str = "") -> Outcome:
    """Act on one scan. A refusal changes nothing and keeps the reader in hand."""
    text = normalise(typed)
    try:
        return _act(desk, text, actor, at, override_reason.strip())
    except Refused as refusal:
        return Outcome(desk, "refused", "bad", refusal.message, refusal=refusal, scanned=text)


def _act(desk: Desk, text: str, actor: Actor, at: datetime, reason: str) -> Outcome:
    if not text:
        raise NotFound(_("没有扫到任何内容"), remedy=_("请把光标放在框里再扫一次"))
    if text.startswith("reader:") and text[7:].isdecimal():
        return _take_reader(desk, people.reader(int(text[7:]), at=at), at)
    if not is_number(text):
        return _names(desk, text, at)
    item = _item(text)
    if item is not None:
        return _item_scanned(desk, item, actor, at, reason, text)
    if desk.returns_only:
        raise NotFound(_("没有条码为 %(text)s 的馆藏") % {"text": text}, remedy=_("现在是只还书方式，请扫书上的条码"))
    try:
        return _take_reader(desk, people.reader_by_card(text, at=at), at)
    except NotFound:
        message = _("%(text)s 既不是馆藏条码，也不是读者证号") % {"text": text}
        raise NotFound(message, remedy=_("请再扫一次；读者没带证可以输入姓名查找")) from None


def _item(text: str) -> catalogue.ItemValue | None:
    try:
        return catalogue.item_by_barcode(text)
    except NotFound:
        return None


def _names(desk: Desk, text: str, at: datetime) -> Outcome:
    found = people.find_readers(text, limit=9)
    if not found:
        raise NotFound(_("没有找到叫“%(text)s”的读者") % {"text": text}, remedy=_("请核对姓名，或扫读者证"))
    if len(found) == 1:
        return _take_reader(desk, found[0], at)
    return Outcome(
        desk, "choice", "same", _("有 %(n)s 位读者，请选一位") % {"n": len(found)}, choices=found, scanned=text
    )


def _take_reader(desk: Desk, reader: people.ReaderValue, at: datetime) -> Outcome:
    taken = replace(desk, reader_id=reader.id, returns_only=False)
    held = circulation.count_open(reader.id)
    good = reader.has_good_card(ledger.local_day(at)) and not reader.is_frozen
    detail = _("现在借着 %(n)s 册") % {"n": held}
    if reader.is_frozen:
        detail = _("已冻结：%(why)s") % {"why": reader.freeze_reason}
    elif not good:
        detail = _("读者证不能用，借书前请先处理")
    return Outcome(taken, "reader" if good else "same", "good" if good else "same", reader.name, detail)


def _item_scanned(desk: Desk, item: catalogue.ItemValue, actor: Actor, at: datetime, reason: str, text: str) -> Outcome:
    assert desk.site_id is not None
    out = circulation.loan_out(item.id)
    if desk.returns_only or desk.reader_id is None or (out is not None and out.reader_id != desk.reader_id):
        return _return(desk, item, actor, at)
    if out is not None and not _just_lent(out, at):
        return _renew(desk, item, out.id, actor, at, reason)
    done = circulation.lend(
        actor=actor, at=at, item_id=item.id, reader_id=desk.reader_id, site_id=desk.site_id, override_reason=reason
    )
    tone, sound = ("same", "same") if done.was_done else ("lent", "good")
    title = _("已借过：%(title)s") if done.was_done else _("借出：%(title)s")
    return Outcome(desk, tone, sound, title % {"title": item.title}, _("应还 %(day)s") % {"day": _day(done.due_at)})


def _just_lent(out: circulation.LoanValue, at: datetime) -> bool:
    return (at - out.lent_at).total_seconds() <= 30


def _renew(desk: Desk, item: catalogue.ItemValue, loan_id: int, actor: Actor, at: datetime, reason: str) -> Outcome:
    done = circulation.renew(actor=actor, at=at, loan_id=loan_id, override_reason=reason)
    title = _("续借：%(title)s") % {"title": item.title}
    return Outcome(desk, "renewed", "good", title, _("应还 %(day)s") % {"day": _day(done.due_at)})


def _return(desk: Desk, item: catalogue.ItemValue, actor: Actor, at: datetime) -> Outcome:
    assert desk.site_id is not None
    done = circulation.return_item(actor=actor, at=at, item_id=item.id, site_id=desk.site_id)
    title = (_("已还过：%(title)s") if done.was_done else _("还回：%(title)s")) % {"title": item.title}
    tone, sound = ("same", "same") if done.was_done else ("returned", "returned")
    return Outcome(desk, tone, sound, title, _where(done, item))


def _where(done: Lent, item: catalogue.ItemValue) -> str:
    if item.home_site_id != done.at_site_id:
        return _("这一册属于%(site)s，请放入调拨架") % {"site": places.site(item.home_site_id).name}
    return _("请放回 %(call)s") % {"call": item.call_number or _("书架")}


def _day(at: datetime) -> str:
    return date_format(at.astimezone(ledger.zone()).date(), "Y-m-d")
