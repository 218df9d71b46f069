"""The pages of what went wrong."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from shushan.kernel.errors import Invalid, NotAllowed, NotFound


class Unreadable(Invalid):
    """The request cannot be understood."""

    status = 400


class TooMany(Invalid):
    """The same was tried too often in a short time."""

    status = 429


_STATIC = Path(__file__).resolve().parent / "static" / "ui"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    refusal = Unreadable(_("这个请求看不懂"), remedy=_("请返回上一页重试"))
    return render(request, "ui/refused.html", {"refusal": refusal}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    refusal = NotAllowed(_("您没有打开这一页的权限"), remedy=_("如果工作需要，请向馆长或系统管理员申请授权"))
    return render(request, "ui/refused.html", {"refusal": refusal}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    refusal = NotFound(_("没有找到这一页"), remedy=_("地址可能写错了，或者这一页已经搬走。可以从首页或检索重新开始"))
    return render(request, "ui/refused.html", {"refusal": refusal}, status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 429."""
    refusal = TooMany(_("尝试太频繁了"), remedy=_("请过几分钟再试"))
    response = render(request, "ui/refused.html", {"refusal": refusal}, status=429)
    response.headers["Retry-After"] = "300"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose token does not fit."""
    refusal = NotAllowed(
        _("这一页放得太久，提交没有被接受"), remedy=_("请返回上一页，刷新后再提交；您填写的内容没有被保存")
    )
    return render(request, "ui/refused.html", {"refusal": refusal}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a page that needs neither database nor templates."""
    return HttpResponse((_STATIC / "error.html").read_bytes(), status=500)
