"""Staff's pages about applications: the list, one with its tokens, a new token (shown once), narrowing, revoking, closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.protocols.access import queries
from shushan.protocols.access.operations import applications as acts
from shushan.protocols.access.operations import tokens as token_acts
from shushan.protocols.access.terms import ApplicationLine, NewToken
from shushan.protocols.access.words import NAMES
from shushan.protocols.terms import ProtocolsAct
from shushan.protocols.web.application_forms import ApplicationForm, NarrowForm, TokenForm, initial, last_day
from shushan.ui.confirm import Confirmation, ask_first
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList, View
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page

SEE, RUN = ProtocolsAct.SEE_APPLICATIONS, ProtocolsAct.RUN_APPLICATIONS


def _named(row: ApplicationLine) -> object:
    closed = format_html(' <span class="chip">{}</span>', _("已停用")) if row.application.closed_at else ""
    where = reverse("protocols:application", args=[row.application.id])
    return format_html('<a href="{}">{}</a>{}', where, called(row.application), closed)


def _used(row: ApplicationLine) -> str:
    return ledger.local_minute(row.last_used_at) if row.last_used_at else "—"


class ApplicationsList(NumberedList[ApplicationLine]):
    """Programs of others that may call the HTTP API. A library has some dozens: they are filtered in memory."""

    code = "protocols.applications"
    title = gettext_lazy("应用接口")
    lead = gettext_lazy("别的系统和小程序用 HTTP 接口查书目、替读者续借和预约。每个应用先在这里登记。")
    ordinary = gettext_lazy("在用")
    nothing = gettext_lazy("还没有登记应用。")
    template = "protocols/applications.html"
    views = (View(gettext_lazy("已停用"), "state=closed"),)
    columns = (
        Column[ApplicationLine]("name", gettext_lazy("名称"), _named, lambda r: r.application.name, is_head=True),
        Column[ApplicationLine]("tokens", gettext_lazy("有效的令牌"), lambda r: r.tokens, look="number"),
        Column[ApplicationLine]("consents", gettext_lazy("授权的读者"), lambda r: r.consents, look="number"),
        Column[ApplicationLine]("used", gettext_lazy("最近一次使用"), _used),
        Column[ApplicationLine]("contact", gettext_lazy("联系"), lambda r: r.application.said.contact, is_shown=False),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """Name; in use or closed."""
        states = (("closed", _("已停用")), ("all", _("全部")))
        return (
            Filter("q", gettext_lazy("名称"), kind="text"),
            Filter("state", gettext_lazy("状态"), states, every=_("在用")),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[ApplicationLine], int]:
        """Return applications by position, in one query."""
        found = [
            one
            for one in queries.applications(at=self.request.at)
            if (asked["state"] == "all" or (one.application.closed_at is not None) == (asked["state"] == "closed"))
            and asked["q"].lower() in f"{one.application.name} {one.application.name_en}".lower()
        ]
        return found[first : first + limit], len(found)

    def identify(self, row: ApplicationLine) -> str:
        """Return the application's id."""
        return str(row.application.id)

    def counted(self, total: int) -> object:
        """Return how many applications."""
        return ngettext("%(n)s 个应用", "%(n)s 个应用", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Say whether an application may be registered."""
        return {"may_run": self.request.actor.may(RUN)}


@staff_page(SEE)
def lines(request: Request) -> HttpResponseBase:
    """Show all applications."""
    return ApplicationsList(request).response()


@staff_page(RUN)
def new(request: Request) -> HttpResponse:
    """Register an application."""
    form = ApplicationForm(request.POST if request.method == "POST" else None, initial={"per_minute": 120})
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.register_application(actor=request.actor, at=request.at, said=form.said())
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("应用已登记。"))
            return redirect("protocols:application", made)
    return render(request, "protocols/application_form.html", {"form": form}, status=422 if form.errors else 200)


@staff_page(RUN)
def edit(request: Request, application_id: int) -> HttpResponse:
    """Change what is said about an application."""
    found = queries.application(application_id)
    form = ApplicationForm(request.POST if request.method == "POST" else None, initial=initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_application(actor=request.actor, at=request.at, application_id=application_id, said=form.said())
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已保存。去掉的范围从现在起无效。"))
            return redirect("protocols:application", application_id)
    context = {"form": form, "application": found}
    return render(request, "protocols/application_form.html", context, status=422 if form.errors else 200)


@staff_page(SEE)
@require_safe
def page(request: Request, application_id: int) -> HttpResponse:
    """Show one application with its tokens."""
    return _page(request, application_id)


@staff_page(RUN)
@never_cache
def token_new(request: Request, application_id: int) -> HttpResponse:
    """Issue a token and show it, this once."""
    found = queries.application(application_id)
    begin = {"per_minute": 3000, "until": ledger.local_day(request.at + timedelta(days=365))}
    form = TokenForm(
        request.POST if request.method == "POST" else None, allowed=found.said.scopes, initial=begin
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = token_acts.issue_token(
                actor=request.actor, at=request.at, application_id=application_id, wanted=form.wanted(),
                expires_at=form.expires_at(), per_minute=said["per_minute"], note=said["note"],
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            return _page(request, application_id, made)
    context = {"form": form, "application": found}
    return render(request, "protocols/application_token_new.html", context, status=422 if form.errors else 200)


@staff_page(RUN)
def token(request: Request, token_id: int) -> HttpResponse:
    """Show one token, to be narrowed."""
    line = queries.token(token_id)
    form = NarrowForm(request.POST if request.method == "POST" else None, line=line)
    if request.method == "POST" and form.is_valid():
        until = form.expires_at()
        unchanged = form.cleaned_data["until"] == last_day(line.expires_at)
        try:
            token_acts.narrow_token(
                actor=request.actor, at=request.at, token_id=token_id, wanted=form.wanted(),
                expires_at=line.expires_at if unchanged else until, per_minute=form.cleaned_data["per_minute"],
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("令牌已收窄，从现在起生效。"))
            return redirect("protocols:application", line.application_id)
    context = {
        "form": form, "line": line, "application": queries.application(line.application_id),
        "is_good": line.is_good(request.at),
    }  # fmt: skip
    return render(request, "protocols/application_token.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(RUN)
def token_revocation(request: Request, token_id: int) -> HttpResponse:
    """Revoke a token, after a page that asks."""
    line = queries.token(token_id)
    question = Confirmation(
        title=_("吊销令牌"),
        sentence=_("吊销以后，拿着它的程序马上连不上；不能恢复，只能发新的。"),
        action=_("吊销"),
        back=reverse("protocols:application", args=[line.application_id]),
        samples=[f"…{line.hint} {line.note}"],
    )
    if asked := ask_first(request, question):
        return asked
    token_acts.revoke_token(actor=request.actor, at=request.at, token_id=token_id)
    messages.success(request, _("令牌已吊销。"))
    return redirect("protocols:application", line.application_id)


@require_POST
@staff_page(RUN)
def closing(request: Request, application_id: int) -> HttpResponse:
    """Close an application, after a page that says what ends."""
    found, at = queries.application(application_id), request.at
    good = [one for one in queries.tokens_of(application_id) if one.is_good(at)]
    question = Confirmation(
        title=_("停用应用"),
        sentence=_("停用以后，它的令牌和读者给它的授权全部失效，不能恢复。"),
        action=_("停用"),
        back=reverse("protocols:application", args=[application_id]),
        counts=[(_("有效的令牌"), len(good)), (_("授权的读者"), queries.count_consents(application_id, at=at))],
        samples=[called(found)],
    )
    if asked := ask_first(request, question):
        return asked
    acts.close_application(actor=request.actor, at=at, application_id=application_id)
    messages.success(request, _("应用已停用。"))
    return redirect("protocols:applications")


def _page(request: Request, application_id: int, made: NewToken | None = None) -> HttpResponse:
    found = queries.application(application_id)
    tokens = [
        (one, [NAMES[scope] for scope in sorted(one.scopes)], one.is_good(request.at), last_day(one.expires_at))
        for one in queries.tokens_of(application_id)
    ]
    context = {
        "application": found,
        "names": people.names_of_actors([found.made_by]),
        "scopes": [(scope.value, NAMES[scope]) for scope in NAMES if scope in found.said.scopes],
        "tokens": tokens,
        "consents": queries.count_consents(application_id, at=request.at),
        "made": made,
        "may_run": request.actor.may(RUN) and found.closed_at is None,
    }
    return render(request, "protocols/application.html", context)
