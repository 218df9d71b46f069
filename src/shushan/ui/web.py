"""Doors of pages: who is let in, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from shushan.kernel.errors import Refused
from shushan.ui.http import Request, is_htmx

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]


def staff_page(verb: str) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Let in whoever holds the verb somewhere; nobody signed in goes to the sign-in page, others are refused.

    What the page then does at one site is checked again by the operation itself.
    """

    def door(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def inside(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            cast(Request, request).actor.require_somewhere(verb)
            return view(cast(Request, request), *args, **kwargs)

        inside.verb = verb  # type: ignore[attr-defined]
        return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], inside)

    return door


def member_page(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let in whoever is signed in; others go to the sign-in page and come back afterwards."""

    @wraps(view)
    def inside(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(cast(Request, request), *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], inside)


def render_refusal(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Show a refusal as a page, or as a fragment where HTMX waits for one."""
    template = "ui/components/refusal.html" if is_htmx(request) else "ui/refused.html"
    return render(request, template, {"refusal": refusal}, status=refusal.status)
