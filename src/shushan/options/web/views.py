"""Pages of the options: the list by room, one option with its history and form."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shushan.kernel.errors import Invalid, NotFound
from shushan.options import public as options
from shushan.options.registry import option as find
from shushan.options.terms import Option, OptionAct
from shushan.ui.http import Request
from shushan.ui.naming import names_of
from shushan.ui.web import staff_page


@require_safe
@staff_page(OptionAct.SET)
def settings_list(request: Request) -> HttpResponse:
    """Show every option with its present value, by room."""
    rooms: dict[str, list[tuple[Option[Any], Any]]] = {}
    for option, value in options.current(request.at):
        shown = (option, option.words(value))
        rooms.setdefault(str(apps.get_app_config(option.room).verbose_name), []).append(shown)
    return render(request, "options/list.html", {"rooms": rooms})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(OptionAct.SET)
def setting(request: Request, code: str) -> HttpResponse:
    """Show one option; on POST set it from an instant on."""
    option = find(code)
    if option is None:
        raise NotFound(_("没有这项设置：%(code)s") % {"code": code})
    typed = {"value": options.get(option, at=request.at), "valid_from": "", "note": ""}
    refusal: Invalid | None = None
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in ("value", "valid_from", "note")}
        try:
            options.set_option(
                actor=request.actor,
                at=request.at,
                code=code,
                value=_typed(option, request.POST.get("value", "")),
                valid_from=_instant(request.POST.get("valid_from", ""), request.at),
                note=typed["note"],
            )
        except Invalid as error:
            refusal = error
        else:
            messages.success(request, _("已保存，到生效时刻起按新的设置办"))
            return redirect("options:edit", code)
    history = options.history(code)
    context = {
        "option": option,
        "now": options.get(option, at=request.at),
        "history": [(line, option.words(line.value)) for line in history],
        "names": names_of(line.set_by for line in history),
        "typed": typed,
        "refusal": refusal,
    }
    return render(request, "options/edit.html", context, status=refusal.status if refusal else 200)


def _typed(option: Option[Any], text: str) -> bool | int | str:
    if option.is_flag:
        return text in ("1", "true", "on", "True")
    if isinstance(option.default, int):
        if not text.strip().lstrip("-").isdecimal():
            raise Invalid(_("这里要填整数"), field="value")
        return int(text)
    return text.strip()


def _instant(text: str, at: datetime) -> datetime:
    """Read a local instant; empty means from now on."""
    if not text.strip():
        return at
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid(_("看不懂这个时刻：%(text)s") % {"text": text}, field="valid_from") from error
    found = found if found.tzinfo else found.replace(tzinfo=get_default_timezone())
    return max(found, at) if found > at - timedelta(minutes=2) else found
