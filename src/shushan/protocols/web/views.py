"""Pages about terminals: which are on line, what they last said, how they speak."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shushan.kernel.errors import NotFound, Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.protocols.models import Terminal
from shushan.protocols.sip2 import terminals as acts
from shushan.protocols.sip2.journal import in_local_time, log_of
from shushan.protocols.sip2.profiles import BY_CODE, PROFILES
from shushan.protocols.sip2.tags import count_tags
from shushan.protocols.web.forms import DialectForm, PasswordForm, TerminalForm
from shushan.ui.confirm import Confirmation, ask_first
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page


def _named(row: Terminal) -> object:
    return format_html('<a href="{}">{}</a>', reverse("protocols:terminal", args=[row.pk]), row.login)


def _state(row: Terminal) -> object:
    words = {"off": ("", _("已停用")), "on": ("chip--good", _("在线")), "away": ("chip--warn", _("不在线"))}
    tone, word = words["off" if row.retired_at else "on" if row.is_on_line else "away"]
    return format_html('<span class="chip {}">{}</span>', tone, word)


def _heard(row: Terminal) -> str:
    return ledger.local_minute(row.last_heard_at) if row.last_heard_at else "—"


class TerminalsList(NumberedList[Terminal]):
    """Terminals with what is known of them."""

    code = "protocols.terminals"
    title = gettext_lazy("自助终端")
    lead = gettext_lazy("自助借还机、门禁、还书柜用 SIP2 协议连接。状态每十秒更新一次。")
    nothing = gettext_lazy("还没有登记终端。")
    template = "protocols/terminals.html"
    columns = (
        Column[Terminal]("login", gettext_lazy("登录名"), _named, lambda t: t.login, is_head=True),
        Column[Terminal]("state", gettext_lazy("状态"), _state, lambda t: t.is_on_line),
        Column[Terminal]("site", gettext_lazy("馆区"), lambda t: called(places.site(t.device.site_id))),
        Column[Terminal]("heard", gettext_lazy("最近一次联络"), _heard),
        Column[Terminal]("messages", gettext_lazy("消息"), lambda t: t.messages, look="number"),
        Column[Terminal]("errors", gettext_lazy("出错"), lambda t: t.errors, look="number"),
    )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[Terminal], int]:
        """Return terminals in the order of their names."""
        found = Terminal.objects.select_related("device").order_by("retired_at", "login")
        return list(found[first : first + limit]), found.count()


@staff_page(people.PeopleAct.SEE_DEVICES)
def terminals(request: Request) -> HttpResponseBase:
    """Show all terminals."""
    return TerminalsList(request).response()


@staff_page(people.PeopleAct.MAKE_DEVICE)
def new(request: Request) -> HttpResponse:
    """Set up a terminal."""
    form = TerminalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = acts.make_terminal(
                actor=request.actor,
                at=request.at,
                login=said["login"],
                password=said["password"],
                site_id=int(said["site"]),
                dialect=form.dialect(),
            )
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("终端已登记，可以连接了。"))
            return redirect("protocols:terminal", made)
    return render(request, "protocols/terminal_new.html", {"form": form}, status=422 if form.errors else 200)


@staff_page(people.PeopleAct.SEE_DEVICES)
def terminal(request: Request, terminal_id: int) -> HttpResponse:
    """Show one terminal with its dialect and its log; a POST changes the dialect."""
    row = Terminal.objects.select_related("device").filter(pk=terminal_id).first()
    if row is None:
        raise NotFound(_("没有这台终端。"))
    form = DialectForm(request.POST or None, initial={name: getattr(row, name) for name in DialectForm.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            said = form.dialect(row.profile)
            acts.change_dialect(actor=request.actor, at=request.at, terminal_id=terminal_id, dialect=said)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已保存，终端下次登录时生效。"))
            return redirect("protocols:terminal", terminal_id)
    context = {
        "terminal": row,
        "site": places.site(row.device.site_id),
        "state": _state(row),
        "form": form,
        "password_form": PasswordForm(),
        "log": [in_local_time(line, ledger.zone()) for line in log_of(settings.HOME, terminal_id)],
        "profile": BY_CODE.get(row.profile, PROFILES[0]),
        "profiles": PROFILES,
        "tags": count_tags(terminal_id),
        "may_change": request.actor.may(people.PeopleAct.MAKE_DEVICE, site_id=row.device.site_id),
    }
    return render(request, "protocols/terminal.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(people.PeopleAct.MAKE_DEVICE)
def profile(request: Request, terminal_id: int) -> HttpResponse:
    """Let a terminal speak as a kind of machine does; what was set by hand before is replaced."""
    chosen, row = BY_CODE.get(request.POST.get("profile", "")), Terminal.objects.filter(pk=terminal_id).first()
    if chosen is None or row is None:
        raise NotFound(_("没有这种型号，或没有这台终端。"))
    said = chosen.on(acts.dialect_of(row))
    acts.change_dialect(actor=request.actor, at=request.at, terminal_id=terminal_id, dialect=said)
    messages.success(request, _("已按“%(name)s”填好，终端下次登录时生效。") % {"name": chosen.name})
    return redirect("protocols:terminal", terminal_id)


@require_POST
@staff_page(people.PeopleAct.MAKE_DEVICE)
def password(request: Request, terminal_id: int) -> HttpResponse:
    """Give a terminal another password."""
    form = PasswordForm(request.POST)
    if form.is_valid():
        acts.renew_password(
            actor=request.actor, at=request.at, terminal_id=terminal_id, password=form.cleaned_data["password"]
        )
        messages.success(request, _("已换密码，旧密码从下次登录起无效。"))
    else:
        messages.error(request, " ".join(str(error) for error in form.errors.get("password", [])))
    return redirect("protocols:terminal", terminal_id)


@require_POST
@staff_page(people.PeopleAct.MAKE_DEVICE)
def retirement(request: Request, terminal_id: int) -> HttpResponse:
    """Take a terminal out of service, after a page that asks."""
    question = Confirmation(
        title=_("停用终端"),
        sentence=_("停用以后它不能再登录，也不能再用；办过的借还都保留。"),
        action=_("停用"),
        back=reverse("protocols:terminal", args=[terminal_id]),
    )
    if page := ask_first(request, question):
        return page
    acts.retire_terminal(actor=request.actor, at=request.at, terminal_id=terminal_id)
    messages.success(request, _("终端已停用。"))
    return redirect("protocols:terminals")
