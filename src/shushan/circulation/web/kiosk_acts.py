"""What a scan at a kiosk means, by the operations of the desk. No request here: the kiosk goes in and comes out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.options import KIOSK_ASKS_PASSWORD
from shushan.circulation.rules import words
from shushan.circulation.scan import is_number, normalise
from shushan.circulation.web import routing
from shushan.circulation.web.kiosk_state import Kiosk
from shushan.kernel.errors import NotFound, Refused
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people import public as people
from shushan.places import public as places


@dataclass(frozen=True, slots=True)
class Shown:
    """What a touch did. ``asks``: the card whose password is wanted now."""

    kiosk: Kiosk
    tone: str
    sound: str
    title: str
    detail: str = ""
    asks: str = ""


class WrongPassword(Refused):
    """The password does not fit, or there is none to compare with."""

    code = "circulation.kiosk-password"


def scanned(here: Kiosk, text: str, *, at: datetime, password: str | None = None) -> Shown:
    """Act on one scan: a card begins a reader's turn, an item is lent to the reader in hand, or else taken back.

    The box is one form all day, so a scan carries no key: a second one within seconds is the same act.
    """
    said = normalise(text)
    try:
        if not said or not is_number(said):  # a kiosk looks nobody up by name
            raise NotFound(_("没有认出扫到的内容"), remedy=_("请把条码对准扫描口，再扫一次"))
        try:
            item = catalogue.item_by_barcode(said)
        except NotFound:
            return _card(here, said, at, password)
        return _lent(here, item, at) if here.reader_id else _returned(here, item, at)
    except Refused as refusal:
        return refused(here, refusal)


def returned(here: Kiosk, text: str, *, at: datetime) -> Shown:
    """Take an item back, whoever is in hand."""
    said = normalise(text)
    try:
        try:
            item = catalogue.item_by_barcode(said)
        except NotFound:
            return _strange(here, said, at)
        return _returned(here, item, at)
    except Refused as refusal:
        return refused(here, refusal)


def renewed(here: Kiosk, loan_id: int, *, at: datetime, form: UUID | None) -> Shown:
    """Renew one loan of the reader in hand."""
    try:
        if circulation.loan(loan_id).reader_id != here.reader_id:
            raise circulation.NoSuchLoan(_("这笔借阅不在您名下"), remedy=_("请重新扫读者证"))
        key = uuid5(form, f"renew {loan_id}") if form else None
        done = circulation.renew(actor=here.actor, at=at, loan_id=loan_id, site_id=here.site_id, key=key)
    except Refused as refusal:
        return refused(here, refusal)
    title = _("已续借：%(title)s") % {"title": catalogue.item(done.item_id).title}
    return _done(here, "renewed", done, title, _due(done))


def refused(here: Kiosk, refusal: Refused) -> Shown:
    """Say why not, and whom to ask; what only staff should know stays out."""
    asks_desk = refusal.override or isinstance(refusal, circulation.CardNotGood | circulation.ReaderFrozen)
    remedy = _("请到服务台办理") if asks_desk or not refusal.remedy else refusal.remedy
    message = refusal.message
    if isinstance(refusal, circulation.ReaderFrozen):
        message = _("读者证已冻结")  # the reason may be read by whoever stands behind
    return Shown(here, "refused", "bad", message or _("这里办不了"), remedy)


def _card(here: Kiosk, number: str, at: datetime, password: str | None) -> Shown:
    try:
        reader = people.reader_by_card(number, at=at)
    except NotFound:
        remedy = _("请再扫一次；要还书请先按“还书”，或到服务台办理")
        raise NotFound(_("%(text)s 既不是图书条码，也不是读者证号") % {"text": number}, remedy=remedy) from None
    if options.get(KIOSK_ASKS_PASSWORD, at=at):
        if password is None:
            return Shown(Kiosk(here.actor, is_low=here.is_low), "same", "same", _("请输入密码"), asks=number)
        if people.pin_fits(reader.person_id, password, at=at, where=here.actor.label) is not True:
            raise WrongPassword(_("密码不对，或这张证还没有设密码"), remedy=_("请再扫一次证，或到服务台办理"))
    if not reader.has_good_card(ledger.local_day(at)):
        raise circulation.CardNotGood(_("这张读者证现在不能用"), remedy=_("请到服务台办理"))
    fresh = Kiosk(here.actor, reader.id, is_low=here.is_low)
    held = circulation.count_open(reader.id)
    return Shown(
        fresh,
        "reader",
        "good",
        _("您好，%(name)s") % {"name": reader.masked_name},
        _("现在借着 %(n)s 册") % {"n": held},
    )


def _lent(here: Kiosk, item: catalogue.ItemValue, at: datetime) -> Shown:
    try:
        done = circulation.lend(
            actor=here.actor, at=at, item_id=item.id, reader_id=here.reader_id or 0, site_id=here.site_id
        )
    except circulation.ItemOutToReader:
        title = _("《%(title)s》已经借在您名下") % {"title": item.title}
        return Shown(here, "same", "same", title, _("要续借，请在下面的清单里按“续借”；要还书，请按“还书”"))
    title = _("借好了：%(title)s") % {"title": item.title}
    if done.was_done:
        return Shown(here, "same", "same", title, _("刚才已经办过，没有重复登记"))
    due = _due(done)
    if done.rule is not None and done.rule.is_home_only:
        due = words.semicolons([due, _("请还到%(site)s") % {"site": routing.site_name(item.home_site_id)}])
    return _done(here, "lent", done, title, due)


def _strange(here: Kiosk, barcode: str, at: datetime) -> Shown:
    """Take in what the catalogue does not know: a book that a reader brings is never refused."""
    circulation.take_stray(actor=here.actor, at=at, barcode=barcode, site_id=here.site_id)
    title = _("已收下：%(text)s") % {"text": barcode}
    return Shown(here, "returned", "returned", title, _("这一册要由馆员核对，请放入还书箱；您不用再做什么"))


def _returned(here: Kiosk, item: catalogue.ItemValue, at: datetime) -> Shown:
    try:
        done = circulation.return_item(actor=here.actor, at=at, item_id=item.id, site_id=here.site_id)
    except circulation.NotOnLoan:
        if item.state is catalogue.ItemState.IN_STOCK:
            raise
        return _strange(here, item.barcode, at)
    fate = circulation.fate(item.id)
    title = _("还好了：%(title)s") % {"title": item.title}
    where = _("请放入还书箱")
    if fate.hold is not None:
        where = _("有人在等这本书，请放入“预约与调拨”箱，或交给馆员")
    elif fate.transit is not None:
        where = _("这本书要送往%(site)s，请放入“预约与调拨”箱，或交给馆员") % {
            "site": routing.site_name(fate.transit.to_site_id)
        }
    if done.was_done:
        return Shown(here, "same", "same", title, where)
    return _done(here, "returned", done, title, where)


def _done(here: Kiosk, tone: str, done: circulation.Lent, title: str, detail: str) -> Shown:
    slip = (*here.slip, (tone, done.loan_id))
    if done.rule is not None and done.rule.is_on_site and tone == "lent":
        detail = _("只能在馆内看，请不要带出门；%(due)s") % {"due": detail}
    return Shown(replace(here, slip=slip), tone, "returned" if tone == "returned" else "good", title, detail)


def _due(done: circulation.Lent) -> str:
    return _("应还日期 %(day)s") % {"day": words.end(done.due_at, ledger.zone())}


def site_name(here: Kiosk) -> places.SiteValue:
    """Return where the kiosk stands."""
    return places.site(here.site_id)
