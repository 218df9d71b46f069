"""The outbox: every message, where it stands, what went wrong, try again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shushan.audit import public as audit
from shushan.kernel.errors import NotAllowed, NotFound, Refused
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.notices import queries
from shushan.notices.operations import outbox as acts
from shushan.notices.registry import every_kind
from shushan.notices.states import TROUBLE
from shushan.notices.terms import ChannelCode, MessageLine, NoticeAct
from shushan.notices.web.words import CHANNELS, STATES, error_in_words, kind_in_words
from shushan.people import public as people
from shushan.ui.http import Request
from shushan.ui.lists import Asked, BulkAct, Change, Column, Filter, KeyedList, View
from shushan.ui.web import staff_page


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One line of the list."""

    line: MessageLine
    reader: people.ReaderValue | None
    colleague: str = ""


def _moment(at: datetime | None) -> str:
    return ledger.local_minute(at) if at else ""


def _headed(row: MessageRow) -> object:
    return format_html(
        '<a href="{}">{}</a>', reverse("notices:message", args=[row.line.id]), kind_in_words(row.line.kind)
    )


def _look_ahead(request: Request, ids: Sequence[str]) -> Change:
    return Change()


def _retry(request: Request, row_id: str, _said: dict[str, Any]) -> None:
    acts.retry(actor=request.actor, at=request.at, message_id=typed_number(row_id) or 0)


def _give_up(request: Request, row_id: str, _said: dict[str, Any]) -> None:
    acts.give_up(actor=request.actor, at=request.at, message_id=typed_number(row_id) or 0)


class Outbox(KeyedList[MessageRow]):
    """Messages of the sites that the actor may see, newest first. Addresses are masked; files hold no readers."""

    code = "notices.outbox"
    title = gettext_lazy("通知发送")
    lead = gettext_lazy("发到馆外的邮件、短信、微信。站内信不在这里。")
    ordinary = gettext_lazy("全部")
    nothing = gettext_lazy("没有这样的消息。")
    template = "notices/outbox.html"
    views = (View(gettext_lazy("要人看的"), "state=trouble"), View(gettext_lazy("待发"), "state=waiting"))
    columns = (
        Column[MessageRow]("kind", gettext_lazy("什么事"), _headed, lambda r: kind_in_words(r.line.kind), is_head=True),
        Column[MessageRow](
            "reader",
            gettext_lazy("收件人"),
            lambda r: r.reader.masked_name if r.reader else r.colleague or "—",
            is_kept_from_files=True,
        ),
        Column[MessageRow]("channel", gettext_lazy("渠道"), lambda r: CHANNELS[ChannelCode(r.line.channel)]),
        Column[MessageRow](
            "state",
            gettext_lazy("状态"),
            lambda r: format_html('<span class="chip {}">{}</span>', *STATES[r.line.state]),
            lambda r: STATES[r.line.state][1],
        ),
        Column[MessageRow]("error", gettext_lazy("出了什么事"), lambda r: error_in_words(r.line.error)),
        Column[MessageRow]("attempts", gettext_lazy("试过几次"), lambda r: r.line.attempts, look="number"),
        Column[MessageRow]("made", gettext_lazy("拟出"), lambda r: _moment(r.line.made_at)),
        Column[MessageRow]("due", gettext_lazy("不早于"), lambda r: _moment(r.line.not_before), is_shown=False),
        Column[MessageRow]("handed", gettext_lazy("发出"), lambda r: _moment(r.line.handed_at)),
        Column[MessageRow](
            "address",
            gettext_lazy("地址"),
            lambda r: r.line.address,
            look="code",
            is_shown=False,
            is_kept_from_files=True,
        ),
    )
    acts = (
        BulkAct(
            "retry",
            gettext_lazy("重发"),
            NoticeAct.RETRY,
            gettext_lazy("没发成的、不知道发没发成的，会马上再发一次；后一种读者可能收到两次。"),
            _look_ahead,
            _retry,
        ),
        BulkAct(
            "give-up",
            gettext_lazy("不再发"),
            NoticeAct.RETRY,
            gettext_lazy("这些消息不再发，读者仍能在站内信里看到。"),
            _look_ahead,
            _give_up,
            is_dangerous=True,
        ),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """Card; state; channel; kind."""
        states = (("trouble", _("要人看的")), *((code, words) for code, (_tone, words) in STATES.items()))
        return (
            Filter("q", gettext_lazy("读者证号"), kind="text"),
            Filter("state", gettext_lazy("状态"), states),
            Filter("channel", gettext_lazy("渠道"), tuple((str(code), words) for code, words in CHANNELS.items())),
            Filter("kind", gettext_lazy("什么事"), tuple((kind.code, kind.title) for kind in every_kind())),
        )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[MessageRow]:
        """Return messages below an id, in a fixed number of queries."""
        lines = queries.messages(self._wanted(asked), before=typed_number(after) or 0, limit=limit)
        readers = people.readers({line.reader_id for line in lines if line.reader_id}, at=self.request.at)
        persons = {line.person_id for line in lines if line.person_id}
        names = {pk: one.name for pk, one in people.account_contacts(persons).items()} if persons else {}
        return [
            MessageRow(line, readers.get(line.reader_id or 0), names.get(line.person_id or 0, "")) for line in lines
        ]

    def identify(self, row: MessageRow) -> str:
        """Return the message's id, by which the list goes on."""
        return str(row.line.id)

    def more(self) -> dict[str, object]:
        """Return the counts by channel and state."""
        found = queries.counts(site_ids=scope(self.request))
        rows = [(words, [found.get((str(code), state), 0) for state in STATES]) for code, words in CHANNELS.items()]
        trouble = sum(found.get((str(code), state), 0) for code in CHANNELS for state in TROUBLE)
        return {"states": [words for _tone, words in STATES.values()], "counted": rows, "trouble": trouble}

    def _wanted(self, asked: Asked) -> queries.MessageFilter:
        reader_id = None
        if asked["q"]:
            try:
                reader_id = people.reader_by_card(asked["q"], at=self.request.at).id
            except NotFound:
                reader_id = 0
        return queries.MessageFilter(asked["state"], asked["channel"], asked["kind"], reader_id, scope(self.request))


def scope(request: Request) -> tuple[int, ...] | None:
    """Return the sites whose messages this actor may see; None: every site."""
    allowed = request.actor.sites(NoticeAct.SEE_OUTBOX)
    return None if allowed is None else tuple(sorted(allowed))


@staff_page(NoticeAct.SEE_OUTBOX)
def outbox(request: Request) -> HttpResponseBase:
    """Show messages, newest first; every filter stands in the address."""
    return Outbox(request).response()


@require_safe
@staff_page(NoticeAct.SEE_OUTBOX)
def message(request: Request, message_id: int) -> HttpResponseBase:
    """Show one message with what it carries. It names what a reader borrows: the look is on record."""
    return _shown(request, message_id)


@require_POST
@staff_page(NoticeAct.RETRY)
def retry(request: Request, message_id: int) -> HttpResponseBase:
    """Try one message again, or give it up."""
    act = acts.give_up if request.POST.get("act") == "give-up" else acts.retry
    try:
        act(actor=request.actor, at=request.at, message_id=message_id)
    except (NotAllowed, NotFound):
        raise
    except Refused as refusal:
        return _shown(request, message_id, refusal)
    messages.success(request, _("不再发了") if act is acts.give_up else _("已放回待发，马上再试"))
    return redirect("notices:message", message_id)


def _shown(request: Request, message_id: int, refusal: Refused | None = None) -> HttpResponseBase:
    line = queries.message(message_id)
    request.actor.require(NoticeAct.SEE_OUTBOX, site_id=line.site_id)
    subject = f"notices.message:{message_id}"
    audit.looked(actor=request.actor, act=NoticeAct.SEE_OUTBOX, subject=subject, at=request.at)
    tone, state = STATES[line.state]
    owner = people.account_contacts([line.person_id]).get(line.person_id) if line.person_id else None
    context = {
        "line": line,
        "kind": kind_in_words(line.kind),
        "channel": CHANNELS[ChannelCode(line.channel)],
        "tone": tone,
        "state": state,
        "error": error_in_words(line.error),
        "reader": people.readers([line.reader_id], at=request.at).get(line.reader_id) if line.reader_id else None,
        "colleague": owner.name if owner else "",
        "carried": queries.carried_by(message_id),
        "rows": ledger.rows_of(subject),
        "may_retry": line.state in TROUBLE and request.actor.may(NoticeAct.RETRY, site_id=line.site_id),
        "may_give_up": line.state in ("waiting", "failed", "unsure")
        and request.actor.may(NoticeAct.RETRY, site_id=line.site_id),
        "refusal": refusal,
    }
    return render(request, "notices/message.html", context, status=refusal.status if refusal else 200)
