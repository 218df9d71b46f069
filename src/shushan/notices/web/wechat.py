"""Bind one's WeChat: WeChat itself says who one is there, nothing is typed. And undo it."""

from __future__ import annotations

from secrets import token_hex
from typing import Final

import segno
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.notices import queries
from shushan.notices.errors import NotBound
from shushan.notices.operations import choosing, reading
from shushan.notices.ports import asker, door
from shushan.notices.web import consents
from shushan.ui.http import Request
from shushan.ui.web import member_page

STATE: Final = "wechat-state"


@require_safe
@member_page
def wechat(request: Request) -> HttpResponseBase:
    """Say whether WeChat is bound; lead to WeChat inside its browser, show a code to scan anywhere else."""
    return _page(request, status=200)


def _page(request: Request, *, status: int) -> HttpResponseBase:
    reader = reading.own_reader(request.actor)
    here = request.build_absolute_uri(reverse("notices:wechat"))
    context = {
        "is_open": door() is not None,
        "kinds": consents.lines(reader.id) if asker() and queries.has_wechat(reader.id) else [],
        "is_bound": queries.has_wechat(reader.id),
        "is_inside": "MicroMessenger" in request.headers.get("User-Agent", ""),
        "qr": segno.make(here, error="m").svg_data_uri(scale=6),
    }
    return render(request, "notices/wechat.html", context, status=status)


@require_safe
@member_page
def go(request: Request) -> HttpResponseBase:
    """Send the reader to WeChat, with a word that only this browser knows."""
    reading.own_reader(request.actor)
    way = door()
    if way is None:
        raise NotBound.closed()
    request.session[STATE] = state = token_hex(16)
    return redirect(way.address(back=request.build_absolute_uri(reverse("notices:wechat-back")), state=state))


@require_safe
@member_page
def back(request: Request) -> HttpResponseBase:
    """Take what WeChat says and bind it, once, and only for whoever set out from here; else say so where one begins anew."""
    reader = reading.own_reader(request.actor)
    way, asked = door(), request.session.pop(STATE, "")
    if way is None:
        raise NotBound.closed()
    code = request.GET.get("code", "")[:512]
    try:
        if not asked or not code or not constant_time_compare(asked, request.GET.get("state", "")):
            raise NotBound.stale()
        choosing.bind_wechat(actor=request.actor, at=request.at, reader_id=reader.id, openid=way.openid_of(code))
    except NotBound as refusal:
        messages.error(request, refusal.told)
        return _page(request, status=refusal.status)
    messages.success(request, _("微信绑定好了，以后能用微信通知您"))
    return redirect("notices:choices")


@require_POST
@member_page
def removal(request: Request) -> HttpResponseBase:
    """Undo the binding."""
    reader = reading.own_reader(request.actor)
    if choosing.unbind_wechat(actor=request.actor, at=request.at, reader_id=reader.id):
        messages.success(request, _("微信已解绑，不再往那里发"))
    return redirect("notices:wechat")
