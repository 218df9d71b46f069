"""Ask a reader inside WeChat for one more message of a kind, and take the answer."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_hex
from typing import Final

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shushan.notices import queries
from shushan.notices.errors import ConsentNotTaken, NoSuchKind
from shushan.notices.operations import consenting, reading
from shushan.notices.policy import scene_of
from shushan.notices.ports import asker
from shushan.notices.registry import every_kind, kind
from shushan.ui.http import Request
from shushan.ui.web import member_page

ASKED: Final = "wechat-consent"


@dataclass(frozen=True, slots=True)
class Line:
    """One kind on the page: how many messages of it WeChat still lets through."""

    code: str
    title: object
    left: int
    is_full: bool


def lines(reader_id: int) -> list[Line]:
    """Return the kinds for which a reader may be asked, in three queries; those told only when asked for are among them
    once they were, those of work for whom they concern."""
    left, chosen = queries.consents_left(reader_id), queries.choices_of(reader_id)
    works = queries.is_told_of_work(reader_id)
    return [
        Line(one.code, one.title, n, n >= consenting.MOST)
        for one in every_kind()
        if (not one.is_asked or chosen.get(one.code)) and (works or not one.is_for_work)
        for n in [left.get(one.code, 0)]
    ]


@require_safe
@member_page
def ask(request: Request, code: str) -> HttpResponseBase:
    """Send the reader to WeChat's own question, with a word that only this browser knows."""
    reader, way = reading.own_reader(request.actor), asker()
    if way is None:
        raise ConsentNotTaken.closed()
    if kind(code) is None:
        raise NoSuchKind(_("没有这种通知：%(code)s") % {"code": code[:40]})
    if not queries.has_wechat(reader.id):
        raise ConsentNotTaken.unbound()
    nonce = token_hex(16)
    request.session[ASKED] = {"nonce": nonce, "kind": code}
    back = request.build_absolute_uri(reverse("notices:wechat-agreed"))
    return redirect(way.address(back=back, scene=scene_of(code), nonce=nonce))


@require_safe
@member_page
def agreed(request: Request) -> HttpResponseBase:
    """Take what the reader answered there, once, and only for whoever set out from here."""
    reader, way = reading.own_reader(request.actor), asker()
    asked = request.session.pop(ASKED, None)
    if way is None:
        raise ConsentNotTaken.closed()
    if not asked or not constant_time_compare(asked["nonce"], request.GET.get("reserved", "")):
        raise ConsentNotTaken.stale()
    code = asked["kind"]
    openid = way.agreed(request.GET.dict(), scene=scene_of(code))
    if not openid:
        messages.info(request, _("您没有同意，这种通知照旧用别的办法发"))
        return redirect("notices:wechat")
    left = consenting.agree(
        actor=request.actor, at=request.at, reader_id=reader.id, code=code, openid=openid, nonce=asked["nonce"]
    )
    messages.success(request, _("记下了，这种通知微信还能发 %(n)s 次") % {"n": left})
    return redirect("notices:wechat")
