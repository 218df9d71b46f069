"""Pages of what a reader wishes to be told, and how: for oneself, for a child, at a desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shushan.kernel.actor import ActorKind
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.notices import queries, reaching
from shushan.notices.operations import choosing, reading
from shushan.notices.policy import masked
from shushan.notices.ports import channels
from shushan.notices.registry import every_kind
from shushan.notices.terms import CHINESE, INBOX, ChannelCode, Habit, Kind, NoticeAct, Whom
from shushan.notices.web.words import CHANNELS, LANGUAGES, STATES
from shushan.people import public as people
from shushan.ui.http import Request
from shushan.ui.web import member_page, staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def own(request: Request) -> HttpResponseBase:
    """Set what I wish to be told, and how; a colleague without a reader's card has fewer ways to choose."""
    if reading.own(request.actor).reader_id is None:
        return _account(request)
    reader = reading.own_reader(request.actor)
    return _page(request, reader, "notices/choices.html", reverse("notices:choices"))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def of_child(request: Request, reader_id: int) -> HttpResponseBase:
    """Set it for a child of mine."""
    reading.own_reader(request.actor)
    if not people.acts_for(request.actor.id, reader_id, at=request.at):
        raise NotAllowed(_("您不是这位读者的监护人"), remedy=_("请到服务台登记监护人"))
    child = people.reader(reader_id, at=request.at)
    return _page(request, child, "notices/choices.html", reverse("notices:choices-of-child", args=[reader_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(NoticeAct.CHOOSE_FOR)
def at_desk(request: Request, reader_id: int) -> HttpResponseBase:
    """Set it for a reader who stands at the desk."""
    reader = people.reader(reader_id, at=request.at)
    request.actor.require(NoticeAct.CHOOSE_FOR, site_id=reader.home_site_id)
    return _page(request, reader, "notices/choices_at_desk.html", reverse("notices:at-desk", args=[reader_id]))


@require_POST
@staff_page(NoticeAct.CHOOSE_FOR)
def trust(request: Request, reader_id: int) -> HttpResponseBase:
    """Take back that a contact does not work."""
    channel = request.POST.get("channel", "")
    choosing.trust_again(actor=request.actor, at=request.at, reader_id=reader_id, channel=channel)
    messages.success(request, _("以后再试这个地址"))
    return redirect("notices:at-desk", reader_id)


def _account(request: Request) -> HttpResponse | HttpResponseBase:
    refusal: Invalid | None = None
    wish = queries.wish_of(request.actor.id)
    kinds = [kind for kind in every_kind() if kind.is_for_work]
    if request.method == "POST":
        left = tuple(kind.code for kind in kinds if "email" not in request.POST.getlist(f"kind:{kind.code}"))
        wish = replace(wish, by_email=request.POST.get("by_email") == "1", inbox_only=left)
        try:
            habit = _habit(request.POST)
            wish = replace(
                wish, quiet_from=habit.quiet_from, quiet_until=habit.quiet_until, language=habit.language
            )  # fmt: skip
            choosing.wish(
                actor=request.actor, at=request.at, by_email=wish.by_email, habit=wish.habit, inbox_only=left
            )  # fmt: skip
        except Invalid as error:
            refusal = error
        else:
            messages.success(request, _("已保存。以后的通知按新的办法发"))
            return redirect("notices:choices")
    context = {
        "wish": wish,
        "email": masked(wish.email),
        "is_open": ChannelCode.EMAIL in channels(),
        "kinds": [(kind, kind.code not in wish.inbox_only) for kind in kinds],
        "refusal": refusal,
    } | _hours(request, wish.habit)
    return render(request, "notices/account_choices.html", context, status=refusal.status if refusal else 200)


def _page(request: Request, reader: people.ReaderValue, template: str, address: str) -> HttpResponse | HttpResponseBase:
    refusal: Invalid | None = None
    habit, chosen = queries.habit_of(reader.id), queries.choices_of(reader.id)
    kinds = _kinds(request, reader)
    if request.method == "POST":
        chosen = _wanted(request.POST, kinds)
        try:
            habit = _habit(request.POST)
            choosing.choose(actor=request.actor, at=request.at, reader_id=reader.id, channels=chosen, habit=habit)
        except Invalid as error:
            refusal = error
        else:
            messages.success(request, _("已保存。以后的通知按新的办法发"))
            return redirect(address)
    context = _context(request, reader, chosen, habit, kinds) | {"refusal": refusal, "address": address}
    return render(request, template, context, status=refusal.status if refusal else 200)


def _context(
    request: Request,
    reader: people.ReaderValue,
    chosen: dict[str, tuple[str, ...]],
    habit: Habit,
    kinds: Sequence[Kind],
) -> dict[str, Any]:
    reached = reaching.Reached([Whom(reader.id)], at=request.at)
    whom = reached.told(Whom(reader.id)) or Whom(reader.id)
    told = whom.reader_id or reader.id
    open_, bad = channels(), queries.bad_contacts_of(told)
    ways = [
        (code, words, masked(reached.address(whom, code)), bad.get(code, ""), code in open_)
        for code, words in CHANNELS.items()
    ]
    sent = queries.messages(queries.MessageFilter(reader_id=told), limit=10)
    rows, asked = [], []
    for kind in kinds:
        wanted = chosen.get(kind.code, tuple(str(code) for code in kind.channels))
        cells = [(str(code), words, code in wanted) for code, words in CHANNELS.items()]
        if kind.is_asked:
            asked.append((kind, [(INBOX, _("站内信"), bool(wanted)), *cells]))
        else:
            rows.append((kind, cells))
    return {
        "reader": reader,
        "is_own": reader.person_id == request.actor.id,
        "ways": ways,
        "rows": rows,
        "asked": asked,
        "is_told_to_guardian": told != reader.id,
        "wards": people.wards_of(reader.id, at=request.at),
        "sent": sent,
        "sent_rows": [(line, CHANNELS[ChannelCode(line.channel)], *STATES[line.state]) for line in sent],
    } | _hours(request, habit)


def _hours(request: Request, habit: Habit) -> dict[str, Any]:
    way = reaching.way(request.at)
    return {
        "habit": habit,
        "hours": range(24),
        "library_quiet": (way.quiet_from, way.quiet_until),
        "digest_hour": way.digest_hour,
        "languages": LANGUAGES.items(),
    }


def _kinds(request: Request, reader: people.ReaderValue) -> list[Kind]:
    """Return the kinds about which somebody is asked: those of work only where they concern the person."""
    works = reader.person_id == request.actor.id and request.actor.kind is ActorKind.STAFF
    works = works or queries.is_told_of_work(reader.id)
    return [kind for kind in every_kind() if works or not kind.is_for_work]


def _wanted(posted: QueryDict, kinds: Sequence[Kind]) -> dict[str, tuple[str, ...]]:
    return {
        kind.code: tuple(str(c) for c in (INBOX, *ChannelCode) if c in posted.getlist(f"kind:{kind.code}"))
        for kind in kinds
    }


def _habit(posted: QueryDict) -> Habit:
    def hour(name: str) -> int | None:
        typed = posted.get(name, "").strip()
        if not typed:
            return None
        if not (typed.isascii() and typed.isdecimal() and len(typed) <= 2):
            raise Invalid(_("钟点是 0 到 23"), field=name)
        return int(typed)

    return Habit(hour("quiet_from"), hour("quiet_until"), posted.get("digest") == "1", posted.get("language", CHINESE))
