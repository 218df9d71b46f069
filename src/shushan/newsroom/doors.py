"""The door of the page editor: who may not write pages reads why, instead of being sent around to sign in again."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from shushan.kernel.errors import NotAllowed
from shushan.newsroom.terms import NewsAct
from shushan.ui.web import render_refusal

Next = Callable[[HttpRequest], HttpResponseBase]
DOOR = "/admin/"


def only_editors(get_response: Next) -> Next:
    """Refuse the page editor to whoever is signed in and may not write pages."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        is_there = request.path_info.removeprefix("/en").startswith(DOOR)
        if is_there and request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            return render_refusal(request, NotAllowed(_("您的角色不编辑网页"), verb=NewsAct.EDIT))
        return get_response(request)

    return middleware
