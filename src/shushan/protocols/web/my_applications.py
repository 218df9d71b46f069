"""My applications: what I allowed whom, for me and my children; less of it, or nothing any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.kernel.errors import NotAllowed
from shushan.people import public as people
from shushan.protocols.access import queries, scopes
from shushan.protocols.access.operations import consents
from shushan.protocols.access.terms import ConsentLine
from shushan.protocols.access.words import NAMES
from shushan.protocols.terms import ProtocolsAct
from shushan.ui.components import Component
from shushan.ui.http import Request
from shushan.ui.web import member_page


@dataclass
class ApplicationsPanel(Component):
    """How many applications may do something for me, in my library; nothing where none may."""

    template: ClassVar[str] = "protocols/my_applications_panel.html"

    lines: list[ConsentLine]


def panel(request: HttpRequest) -> ApplicationsPanel | None:
    """Return the panel for a reader who allowed something, else None."""
    asked = cast(Request, request)
    me = people.reader_of_person(asked.actor.id) if asked.actor.may(ProtocolsAct.AGREE_OWN) else None
    found = queries.consents_of(_ids(asked, me), me=me.id) if me else []
    return ApplicationsPanel(found) if found else None


@require_safe
@member_page
def mine(request: Request) -> HttpResponseBase:
    """Show what I allowed."""
    me = _me(request)
    lines = [
        (one, [(scope.value, NAMES[scope]) for scope in scopes.OF_READERS if scope in one.scopes])
        for one in queries.consents_of(_ids(request, me), me=me.id)
    ]
    return render(request, "protocols/my_applications.html", {"lines": lines})


@require_POST
@member_page
def narrowing(request: Request, consent_id: int) -> HttpResponseBase:
    """Allow less: only what is still ticked."""
    wanted = scopes.known(" ".join(request.POST.getlist("scopes")))
    consents.narrow_consent(actor=request.actor, at=request.at, consent_id=consent_id, wanted=wanted)
    messages.success(request, _("已减少授权，从现在起生效。") if wanted else _("已收回授权。"))
    return redirect("protocols:my-applications")


@require_POST
@member_page
def withdrawal(request: Request, consent_id: int) -> HttpResponseBase:
    """Allow nothing any more."""
    consents.withdraw(actor=request.actor, at=request.at, consent_id=consent_id)
    messages.success(request, _("已收回授权，这个应用从现在起什么也看不到、办不了。"))
    return redirect("protocols:my-applications")


def _me(request: Request) -> people.ReaderValue:
    request.actor.require(ProtocolsAct.AGREE_OWN)
    reader = people.reader_of_person(request.actor.id)
    if reader is None:
        raise NotAllowed(_("这个账号不是读者账号"), remedy=_("请用读者账号登录，或到服务台办证"))
    return reader


def _ids(request: Request, me: people.ReaderValue | None) -> list[int]:
    if me is None:
        return []
    return [me.id, *(child.id for child in people.wards_of(me.id, at=request.at))]
