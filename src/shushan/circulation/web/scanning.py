"""What a scan means at the desk, and what then happens. No request here: the desk's state goes in and comes out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID, uuid5

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.money.policy import yuan
from shushan.circulation.rules import words
from shushan.circulation.scan import is_number, normalise
from shushan.circulation.terms import Lent
from shushan.circulation.web import routing
from shushan.database.public import share_commit
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotFound, Refused
from shushan.ledger import public as ledger
from shushan.people import public as people

SLIP: Final = 40  # acts remembered for the slip of one reader
RENEW, RENEW_ALL, RETURN, STRAY, FETCH = "renew", "renew-all", "return", "stray", "fetch"
MOST_NAMES: Final = 9  # the digits


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk between two scans: where it stands, whose card was scanned, whether it only takes back, the slip."""

    site_id: int | None = None
    reader_id: int | None = None
    returns_only: bool = False
    slip: tuple[tuple[str, int], ...] = ()  # (tone, loan id), oldest first


@dataclass(frozen=True, slots=True)
class Scan:
    """One Enter in the box, or one press of a button. ``do`` answers an offer, ``reader_id`` chooses a name.

    ``form`` is the number of the form that was sent: sent again, the same button is the same act.
    """

    text: str
    do: str = ""
    reader_id: int | None = None
    reason: str = ""
    form: UUID | None = None

    @property
    def key(self) -> UUID | None:
        """The idempotency key of this button of this form; None for the box, which is one form all day."""
        return uuid5(self.form, f"{self.do}:{self.text}") if self.form else None


@dataclass(frozen=True, slots=True)
class Choice:
    """One offer under a number key: what the button posts, and what it says."""

    label: str
    note: str = ""
    do: str = ""
    reader_id: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scan did. ``tone`` names the colour, ``sound`` what is heard."""

    desk: Desk
    tone: str
    sound: str
    title: str
    detail: str = ""
    refusal: Refused | None = None
    choices: list[Choice] = field(default_factory=list)
    scanned: str = ""
    paper: str = ""  # the address of a slip to be printed and put into the book
    back: int = 0  # the loan that just ended: who took the book back may see that it is damaged


@dataclass(frozen=True, slots=True)
class _Hand:
    """Who acts, when, on which scan: what every step below needs."""

    desk: Desk
    scan: Scan
    actor: Actor
    at: datetime
    site_id: int


def handle(desk: Desk, scan: Scan, *, actor: Actor, at: datetime) -> Outcome:
    """Act on one scan. A refusal writes nothing and keeps the reader in hand.

    :raises ValueError: the desk stands nowhere
    """
    if desk.site_id is None:
        raise ValueError("a desk without a site")
    said = replace(scan, text=normalise(scan.text), reason=scan.reason.strip())
    try:
        return _act(_Hand(desk, said, actor, at, desk.site_id))
    except Refused as refusal:
        return Outcome(desk, "refused", "bad", refusal.message, refusal=refusal, scanned=said.text)


def _act(hand: _Hand) -> Outcome:
    text = hand.scan.text
    if hand.scan.reader_id is not None:
        return _take_reader(hand, people.reader(hand.scan.reader_id, at=hand.at))
    if hand.scan.do == RENEW_ALL and hand.desk.reader_id is not None:
        return _renew_all(hand, hand.desk.reader_id)
    if not text:
        raise NotFound(_("没有扫到任何内容"), remedy=_("请把光标放在框里再扫一次"))
    if not is_number(text):
        return _names(hand)
    try:
        item = catalogue.item_by_barcode(text)
    except NotFound:
        return _card(hand)
    return _item(hand, item)


def _card(hand: _Hand) -> Outcome:
    text = hand.scan.text
    if hand.scan.do == STRAY:
        return _stray(hand)
    try:
        reader = people.reader_by_card(text, at=hand.at)
    except NotFound:
        if hand.desk.returns_only:
            return _stray(hand)
        message = _("%(text)s 既不是馆藏条码，也不是读者证号") % {"text": text}
        refusal = NotFound(message, remedy=_("请再扫一次；读者没带证可以输入姓名查找"))
        take = Choice(_("这是一册书：收下，交编目"), _("读者的书不拒收"), do=STRAY)
        return Outcome(hand.desk, "refused", "bad", refusal.message, refusal=refusal, choices=[take], scanned=text)
    if hand.desk.returns_only:
        raise NotFound(_("这是一张读者证"), remedy=_("现在是只还书方式，请扫书上的条码"))
    return _take_reader(hand, reader)


def _stray(hand: _Hand) -> Outcome:
    """Take in an item that the catalogue does not know: it goes on the list for cataloguing."""
    circulation.take_stray(actor=hand.actor, at=hand.at, barcode=hand.scan.text, site_id=hand.site_id)
    title = _("已收下：%(text)s") % {"text": hand.scan.text}
    detail = _("目录里没有这一册，已列入待编目清单，请放到待处理架")
    return Outcome(hand.desk, "held", "hold", title, detail, scanned=hand.scan.text)


def _names(hand: _Hand) -> Outcome:
    text = hand.scan.text
    if hand.desk.returns_only:
        raise NotFound(_("现在是只还书方式"), remedy=_("请扫书上的条码，或先回到借还方式"))
    found = people.find_readers(text, limit=MOST_NAMES + 1, at=hand.at)
    if not found:
        raise NotFound(_("没有找到叫“%(text)s”的读者") % {"text": text}, remedy=_("请核对姓名，或扫读者证"))
    choices = [
        Choice(f"{one.masked_name} · {_tail(one)}", one.age_band, reader_id=one.id) for one in found[:MOST_NAMES]
    ]
    if len(found) > MOST_NAMES:
        title = _("叫“%(text)s”的不止 %(n)s 位，这里只列 %(n)s 位") % {"text": text, "n": MOST_NAMES}
        detail = _("没有要找的人：请输入全名，或扫读者证")
        return Outcome(hand.desk, "choice", "same", title, detail, choices=choices, scanned=text)
    title = ngettext("找到 %(n)s 位读者，请核对后按数字键", "找到 %(n)s 位读者，请核对后按数字键", len(found))
    return Outcome(hand.desk, "choice", "same", title % {"n": len(found)}, choices=choices, scanned=text)


def _tail(reader: people.ReaderValue) -> str:
    if not reader.card_number:
        return _("无证")
    return _("证号尾数 %(tail)s") % {"tail": reader.card_number[-4:]}


def _take_reader(hand: _Hand, reader: people.ReaderValue) -> Outcome:
    taken = Desk(hand.site_id, reader.id, slip=hand.desk.slip if hand.desk.reader_id == reader.id else ())
    day = ledger.local_day(hand.at)
    is_good = reader.has_good_card(day) and not reader.is_frozen
    if reader.is_frozen:
        detail = _("已冻结：%(why)s") % {"why": reader.freeze_reason}
    elif not is_good:
        detail = _("读者证不能用，借书前请先处理")
    else:
        held = circulation.count_open(reader.id)
        detail = ngettext("现在借着 %(n)s 册", "现在借着 %(n)s 册", held) % {"n": held}
    return Outcome(taken, "reader" if is_good else "same", "good" if is_good else "bad", reader.masked_name, detail)


def _item(hand: _Hand, item: catalogue.ItemValue) -> Outcome:
    reader_id = hand.desk.reader_id
    if hand.desk.returns_only or reader_id is None or hand.scan.do == RETURN:
        return _return(hand, item)
    if hand.scan.do == RENEW:
        return _renew(hand, item, reader_id)
    try:
        if hand.scan.do == FETCH and (kept := _may_fetch(hand, item, reader_id)):
            return _fetched(hand, item, kept.reader_id)
        return _lend(hand, item, reader_id)
    except circulation.ItemOut as refusal:
        return _offer(hand, item, is_own=isinstance(refusal, circulation.ItemOutToReader))
    except circulation.ItemKept:
        kept = _may_fetch(hand, item, reader_id)
        if kept is None or hand.scan.do == FETCH:
            raise
        return _offer_fetching(hand, kept)


def _may_fetch(hand: _Hand, item: catalogue.ItemValue, reader_id: int) -> circulation.Ready | None:
    """Return the hold of somebody else for whom the reader in hand may pick up this very copy."""
    kept = circulation.kept_for_whom(item.id)
    if kept is None or not people.may_pick_up(reader_id, for_reader_id=kept.reader_id, at=hand.at):
        return None
    return kept


def _fetched(hand: _Hand, item: catalogue.ItemValue, reader_id: int) -> Outcome:
    done = _lend(hand, item, reader_id)
    whose = people.reader(reader_id, at=hand.at).masked_name
    return replace(done, detail=words.semicolons([_("记在%(name)s名下") % {"name": whose}, done.detail]))


def _offer_fetching(hand: _Hand, kept: circulation.Ready) -> Outcome:
    whose = people.reader(kept.reader_id, at=hand.at).masked_name
    title = _("%(title)s 为%(name)s保留，这位读者可以代取") % {"title": kept.title, "name": whose}
    choices = [Choice(_("代取：记在%(name)s名下") % {"name": whose}, do=FETCH)]
    return Outcome(hand.desk, "choice", "same", title, choices=choices, scanned=hand.scan.text)


def _offer(hand: _Hand, item: catalogue.ItemValue, *, is_own: bool) -> Outcome:
    back = Choice(_("还书"), do=RETURN)
    if is_own:
        title = _("%(title)s 正借在这位读者名下") % {"title": item.title}
        choices = [Choice(_("续借"), do=RENEW), back]
    else:
        title = _("%(title)s 还借在别的读者名下") % {"title": item.title}
        choices = [Choice(_("先还书"), _("还回后再扫一次，就可借给这位读者"), do=RETURN)]
    return Outcome(hand.desk, "choice", "same", title, choices=choices, scanned=hand.scan.text)


def _lend(hand: _Hand, item: catalogue.ItemValue, reader_id: int) -> Outcome:
    act = partial(
        circulation.lend,
        actor=hand.actor,
        at=hand.at,
        item_id=item.id,
        reader_id=reader_id,
        site_id=hand.site_id,
        override_reason=hand.scan.reason,
        key=hand.scan.key,
    )
    done = share_commit(act)
    if done.was_done:
        return _same(hand, _("刚才已经借过：%(title)s") % {"title": item.title}, _("没有重复登记"))
    detail = _due(done)
    if done.rule is not None and done.rule.is_on_site:
        detail = _("馆内阅览，不要消磁；%(due)s") % {"due": detail}
    if done.rule is not None and done.rule.is_home_only:
        detail = words.semicolons([detail, _("请读者还到%(site)s") % {"site": routing.site_name(item.home_site_id)}])
    return _done(hand, done, "lent", _("借出：%(title)s") % {"title": item.title}, detail)


def _renew(hand: _Hand, item: catalogue.ItemValue, reader_id: int) -> Outcome:
    out = circulation.loan_out(item.id)
    if out is None or out.reader_id != reader_id:
        raise circulation.NoSuchLoan(_("这一册已经不在这位读者名下"), remedy=_("要借请再扫一次"))
    done = circulation.renew(
        actor=hand.actor,
        at=hand.at,
        loan_id=out.id,
        site_id=hand.site_id,
        override_reason=hand.scan.reason,
        key=hand.scan.key,
    )
    if done.was_done:
        return _same(hand, _("刚才已经续过：%(title)s") % {"title": item.title}, _due(done))
    return _done(hand, done, "renewed", _("续借：%(title)s") % {"title": item.title}, _due(done))


def _renew_all(hand: _Hand, reader_id: int) -> Outcome:
    """Renew whatever the reader in hand may renew; of the others say why not."""
    found = circulation.renew_all(actor=hand.actor, at=hand.at, reader_id=reader_id, site_id=hand.site_id)
    done = [one.done.loan_id for one in found if one.done is not None]
    left = [f"{one.line.title}：{one.refusal.message}" for one in found if one.refusal is not None]
    desk = replace(hand.desk, slip=(*hand.desk.slip, *(("renewed", loan_id) for loan_id in done))[-SLIP:])
    if not left:
        title = ngettext("续借了 %(n)s 册", "续借了 %(n)s 册", len(done)) % {"n": len(done)}
        return Outcome(desk, "renewed", "good", title, _("新的应还日期见右边"))
    title = _("续借了 %(done)s 册，%(left)s 册没有续成") % {"done": len(done), "left": len(left)}
    return Outcome(desk, "held" if done else "refused", "bad", title, "\n".join(left))


def _return(hand: _Hand, item: catalogue.ItemValue) -> Outcome:
    try:
        done = share_commit(
            partial(
                circulation.return_item,
                actor=hand.actor, at=hand.at, item_id=item.id, site_id=hand.site_id, key=hand.scan.key,
            )
        )  # fmt: skip
    except circulation.NotOnLoan:
        return _taken_in(hand, item)
    found = routing.said(circulation.fate(item.id), item, at=hand.at)
    if done.was_done:
        twice = _("刚才已经还过：%(title)s") % {"title": item.title}
        if found is None:
            return _same(hand, twice, _("没有重复登记"))
        return replace(_same(hand, f"{found.title} · {twice}", found.detail), tone="held", paper=found.paper)
    title = _("还回：%(title)s") % {"title": item.title}
    if found is None:
        return replace(_done(hand, done, "returned", title, _where(hand, done, item)), back=done.loan_id)
    shown = replace(_done(hand, done, "held", title, _late(hand, done) + found.detail), back=done.loan_id)
    return replace(shown, sound="hold", title=f"{found.title} · {title}", paper=found.paper)


def _taken_in(hand: _Hand, item: catalogue.ItemValue) -> Outcome:
    """Take in an item that was not out: from the transit box, the pick list, or the shelf to be cleared."""
    if item.state is not catalogue.ItemState.IN_STOCK:
        circulation.take_stray(actor=hand.actor, at=hand.at, barcode=item.barcode, site_id=hand.site_id)
        title = _("已收下：%(text)s") % {"text": item.title}
        detail = _("这一册已注销或下落不明，已列入待编目清单，请放到待处理架")
        return Outcome(hand.desk, "held", "hold", title, detail, scanned=hand.scan.text)
    fate = circulation.take_in(actor=hand.actor, at=hand.at, item_id=item.id, site_id=hand.site_id)
    found = routing.said(fate, item, at=hand.at)
    if found is not None:
        title = f"{found.title} · {item.title}"
        return Outcome(hand.desk, "held", "hold", title, found.detail, scanned=hand.scan.text, paper=found.paper)
    title = _("已收到：%(title)s") if fate.was_received else _("已从取书架取下：%(title)s")
    call = item.call_number or _("书架")
    return Outcome(
        hand.desk, "returned", "returned", title % {"title": item.title}, _("请放回 %(call)s") % {"call": call}
    )


def _done(hand: _Hand, done: Lent, tone: str, title: str, detail: str) -> Outcome:
    desk = replace(hand.desk, slip=(*hand.desk.slip, (tone, done.loan_id))[-SLIP:])
    return Outcome(desk, tone, "returned" if tone == "returned" else "good", title, detail, scanned=hand.scan.text)


def _same(hand: _Hand, title: str, detail: str) -> Outcome:
    return Outcome(hand.desk, "same", "same", title, detail, scanned=hand.scan.text)


def _where(hand: _Hand, done: Lent, item: catalogue.ItemValue) -> str:
    call = item.call_number or _("书架")
    if item.home_site_id != done.at_site_id:
        said = {"site": routing.site_name(item.home_site_id), "call": call}
        return _late(hand, done) + _("这一册属于%(site)s，现在留在这里流通：请放回 %(call)s") % said
    return _late(hand, done) + _("请放回 %(call)s") % {"call": call}


def _late(hand: _Hand, done: Lent) -> str:
    if done.found_fen is not None:
        back = _("要退给读者 %(n)s 元，请到账户里退。") % {"n": yuan(done.found_fen)} if done.found_fen else ""
        until = _("到报失那天%(late)s。") % {"late": words.lateness(done.lateness)} if done.lateness else ""
        return _("报失撤销，遗失赔偿不用付了。") + back + until
    late = ledger.local_day(hand.at) - ledger.local_day(done.due_at)
    said = ngettext("逾期 %(n)s 天。", "逾期 %(n)s 天。", late.days) % {"n": late.days} if late.days > 0 else ""
    if done.suspended_until is None or done.rule is None:
        return said
    told = {"day": date_format(done.suspended_until, "Y-m-d"), "rule": words.numbered(done.rule)}
    return said + _("停借到 %(day)s（%(rule)s）。") % told


def _due(done: Lent) -> str:
    """Say when it is due, why not on the plain day, and which rule gave it."""
    day = words.end(done.due_at, ledger.zone())
    said = [_("应还 %(day)s") % {"day": day}, words.due(done.due) if done.due else ""]
    if done.rule is not None:
        said.append(words.numbered(done.rule))
    return words.semicolons([part for part in said if part])
