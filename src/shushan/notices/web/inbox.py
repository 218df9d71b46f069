"""The inbox in my library: what the library told me, read, put away."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shushan.notices import queries
from shushan.notices.operations import reading
from shushan.notices.terms import NoticeLine
from shushan.notices.web.words import kind_in_words
from shushan.ui.http import Request
from shushan.ui.web import member_page

SHELVES: Final = ("", "unread", "archive")
PAGE: Final = 20


@require_safe
@member_page
def inbox(request: Request) -> HttpResponseBase:
    """Show what was told to me, newest first."""
    whom = reading.own(request.actor)
    shelf = request.GET.get("shelf", "") if request.GET.get("shelf", "") in SHELVES else ""
    typed = request.GET.get("before", "")
    before = int(typed) if typed.isdecimal() and typed.isascii() and len(typed) < 19 else 0
    lines = queries.inbox(whom.reader_id, person_id=whom.person_id, shelf=shelf, before=before, limit=PAGE + 1)
    shown = lines[:PAGE]
    context = {
        "rows": [(line, kind_in_words(line.kind), _page(line)) for line in shown],
        "shelf": shelf,
        "shelves": [("", _("收件箱")), ("unread", _("未读")), ("archive", _("已收起"))],
        "following": shown[-1].id if len(lines) > PAGE else 0,
        "is_reader": whom.reader_id is not None,
        "has_unread": any(line.read_at is None for line in shown),
    }
    return render(request, "notices/inbox.html", context)


@require_POST
@member_page
def read(request: Request) -> HttpResponseBase:
    """Mark one notice as read, or all of them."""
    typed = request.POST.get("id", "")
    chosen = [int(typed)] if typed.isdecimal() and typed.isascii() and len(typed) < 19 else None
    if typed and chosen is None:
        chosen = [0]
    done = reading.mark_read(actor=request.actor, at=request.at, notice_ids=chosen)
    if chosen is None:
        messages.success(request, ngettext("已把 %(n)s 条标为已读", "已把 %(n)s 条标为已读", done) % {"n": done})
    return _back(request)


@require_POST
@member_page
def archive(request: Request, notice_id: int) -> HttpResponseBase:
    """Put a notice away, or take it back out."""
    if request.POST.get("out") == "1":
        reading.take_out(actor=request.actor, at=request.at, notice_id=notice_id)
        messages.success(request, _("已放回收件箱"))
    else:
        reading.put_away(actor=request.actor, at=request.at, notice_id=notice_id)
        messages.success(request, _("已收起，在“已收起”里还能看到"))
    return _back(request)


def _back(request: Request) -> HttpResponseBase:
    shelf = request.POST.get("shelf", "")
    address = reverse("notices:inbox")
    return redirect(f"{address}?shelf={shelf}" if shelf in SHELVES and shelf else address)


def _page(line: NoticeLine) -> str:
    if not line.page:
        return ""
    try:
        return reverse(line.page)
    except NoReverseMatch:
        return ""
