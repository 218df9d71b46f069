"""Who holds a role that needs a second factor sets one up before doing anything else."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from shushan.kernel.clock import now
from shushan.options import public as options
from shushan.people.options import STAFF_MFA
from shushan.people.queries.acting import roles_of_user

Next = Callable[[HttpRequest], HttpResponseBase]
_REMEMBERED = 60  # seconds; a role that was just given asks for its second factor a minute later at most
_DOORS = ("/staff/", "/desk/", "/admin/")


def second_factor(get_response: Next) -> Next:
    """Lead to the enrolment page at the doors of the staff's house, as long as the option asks for it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        path = request.path.removeprefix("/en")
        if path.startswith(_DOORS) and request.user.is_authenticated and lacks_second_factor(request):
            return HttpResponseRedirect(reverse("people:second-factor"))
        return get_response(request)

    return middleware


def lacks_second_factor(request: HttpRequest) -> bool:
    """Say whether this account must set up a second factor before it goes on; remembered for a minute when not."""
    key = f"people.second-factor.{request.user.pk}"
    if cache.get(key):
        return False
    at = now()
    if options.get(STAFF_MFA, at=at):
        needed = any(role.requires_mfa for role in roles_of_user(request.user, at=at))  # type: ignore[arg-type]
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        if needed and not Authenticator.objects.filter(user=request.user.pk, type__in=kinds).exists():
            return True
    cache.set(key, True, _REMEMBERED)
    return False
