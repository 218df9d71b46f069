"""What the sign-in library asks of the house: who is made at registration, where to go next, how secrets are kept."""

from __future__ import annotations

import base64
from typing import Any, Final

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shushan.kernel.actor import ActorKind, system
from shushan.kernel.clock import now
from shushan.people import vault
from shushan.people.models import User
from shushan.people.operations import accounts
from shushan.people.queries.acting import actor_for

_SECOND_FACTOR: Final = b"people.second-factor"


def display(user: User) -> str:
    """Return what the sign-in pages call somebody."""
    return user.get_full_name()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Registration makes a person, a reader and an on-line card together with the account."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Keep the new account and whoever is behind it, in one transaction."""
        user.username = User.normalize_username(form.cleaned_data["username"])
        user.email = form.cleaned_data.get("email") or ""
        user.set_password(form.cleaned_data["password1"])
        accounts.sign_up(
            actor=system("self-registration"),
            at=getattr(request, "at", None) or now(),
            user=user,
            said=form.particulars(),
            home_site_id=int(form.cleaned_data["home_site"]),
            guardian_id=form.guardian_id,
        )
        return user

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Return the sign-in name as it is kept; one that looks like a card number or a mail address is refused."""
        name = User.normalize_username(username)
        if name.isdecimal() or "@" in name or any(char.isspace() for char in name):
            raise ValidationError(_("登录名不能全是数字，也不能含有空格或 @。"))
        cleaned: str = super().clean_username(name, shallow)
        return cleaned

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send staff to their desk of work and readers to their library."""
        actor = actor_for(request.user, at=now())  # type: ignore[arg-type]
        return reverse("staff:home") if actor.kind is ActorKind.STAFF else reverse("people:my")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Send a new reader to their library."""
        return reverse("people:my")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the caller's address, counted from the right behind the proxies that the deployment trusts."""
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        trusted = int(settings.ENVIRONMENT.trusted_proxies)
        if trusted and len(hops) >= trusted:
            return str(hops[-trusted])
        return str(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104 - a stand-in, nothing is bound to it


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are sealed with the house's key; the QR code is drawn here."""

    def encrypt(self, text: str) -> str:
        """Return the secret sealed."""
        return base64.b64encode(vault.seal(text, _SECOND_FACTOR)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret in clear."""
        return vault.unseal(base64.b64decode(encrypted_text), _SECOND_FACTOR)

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code of a secret as SVG."""
        return segno.make(url, error="m").svg_inline(scale=5, border=2)

    def get_totp_issuer(self) -> str:
        """Return the library's name as the authenticator shows it."""
        return str(settings.WAGTAIL_SITE_NAME)
