"""Accounts beside the sign-in library's own pages: for holders of a card, and for whoever needs a second factor."""

from __future__ import annotations

from typing import cast

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from shushan.kernel.actor import system
from shushan.kernel.errors import Refused
from shushan.people.models import User
from shushan.people.operations.accounts import claim_account
from shushan.people.queries.acting import roles_of_user
from shushan.people.web.accounts import ClaimForm
from shushan.ui.forms import show_refusal
from shushan.ui.http import Request
from shushan.ui.web import member_page


def claim(request: Request) -> HttpResponse:
    """Make an account for somebody who holds a card, proved by number and birth date; tries are counted."""
    if request.user.is_authenticated:
        return redirect("people:my")
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        limited: HttpResponse | None = ratelimit.consume_or_429(request, action="signup")
        if limited is not None:
            return limited
        if form.is_valid():
            said = form.cleaned_data
            user = User(username=User.normalize_username(said["username"]))
            user.set_password(said["password1"])
            try:
                claim_account(
                    actor=system("self-registration"),
                    at=request.at,
                    card_number=said["card_number"],
                    birth_on=said["birth_on"],
                    user=user,
                )
            except Refused as error:
                show_refusal(form, error)
            else:
                response: HttpResponse = perform_login(request, Login(user=user, redirect_url="/my/"))
                return response
    return render(request, "people/claim.html", {"form": form}, status=422 if form.errors else 200)


@member_page
def second_factor(request: Request) -> HttpResponse:
    """Say why a second factor is needed, and lead to setting one up."""
    held = [role for role in roles_of_user(cast(User, request.user), at=request.at) if role.requires_mfa]
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    has_one = Authenticator.objects.filter(user=request.user.pk, type__in=kinds).exists()
    return render(
        request, "people/second_factor.html", {"roles": [str(role.title) for role in held], "has_one": has_one}
    )
