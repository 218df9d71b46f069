"""The page on which a reader reads what an application asks for, and agrees or not (RFC 6749, 4.1; RFC 9207).

Whoever is sent here by a wrong application, or with an address that is not registered, is told so and led nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from shushan.kernel.errors import Invalid, NotAllowed, Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.protocols.access import policy, queries
from shushan.protocols.access import scopes as scope_rules
from shushan.protocols.access.operations import consents
from shushan.protocols.access.scopes import PUBLIC, Scope
from shushan.protocols.access.terms import ApplicationValue
from shushan.protocols.access.words import NAMES, NEVER
from shushan.protocols.terms import ProtocolsAct
from shushan.ui.http import Request
from shushan.ui.web import member_page

LONGEST = 500  # of what an application asks to get back (state)


@dataclass(frozen=True, slots=True)
class Wish:
    """What an application asks for; ``error`` is the word of RFC 6749, 4.1.2.1 for what is wrong with it."""

    application: ApplicationValue
    return_address: str
    scopes: frozenset[Scope]
    state: str
    challenge: str
    error: str = ""


class Back(HttpResponseRedirect):
    """The way back into an application, also by a scheme of its own; the address was compared with those registered."""

    def __init__(self, address: str) -> None:
        self.allowed_schemes = [urlsplit(address).scheme]
        super().__init__(address)


@never_cache
@member_page
def authorization(request: Request) -> HttpResponseBase:
    """Show what an application asks for, and take the answer."""
    wish = _wish(request)
    if wish.error:
        return _back(request, wish, error=wish.error)
    request.actor.require(ProtocolsAct.AGREE_OWN)
    me = people.reader_of_person(request.actor.id)
    if me is None:
        raise NotAllowed(_("这个账号不是读者账号"), remedy=_("请用读者账号登录，或到服务台办证"))
    refusal: Refused | None = None
    if request.method == "POST" and request.POST.get("answer") != "agree":
        return _back(request, wish, error="access_denied")
    if request.method == "POST":
        try:
            code = consents.agree(
                actor=request.actor, at=request.at, application_id=wish.application.id, reader_id=_chosen(request, me),
                wanted=wish.scopes & scope_rules.known(" ".join(request.POST.getlist("scopes"))),
                return_address=wish.return_address, challenge=wish.challenge,
            )  # fmt: skip
        except Refused as error:
            refusal = error
        else:
            return _back(request, wish, code=code)
    answer = _asked(request, wish, me, refusal)
    target = policy.form_target(wish.return_address)
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self' {target}; "
        "frame-ancestors 'none'"
    )
    return answer


def _asked(request: Request, wish: Wish, me: people.ReaderValue, refusal: Refused | None) -> HttpResponse:
    wards = people.wards_of(me.id, at=request.at)
    kept = request.POST.getlist("scopes") if request.method == "POST" else [scope.value for scope in wish.scopes]
    context = {
        "application": wish.application,
        "about": (get_language() == "en" and wish.application.said.about_en) or wish.application.said.about,
        "me": me,
        "wards": wards,
        "chosen": request.POST.get("reader", str(me.id)),
        "scopes": [
            (scope.value, NAMES[scope], scope.value in kept) for scope in scope_rules.OF_READERS if scope in wish.scopes
        ],
        "never": NEVER,
        "host": urlsplit(wish.return_address).netloc or wish.return_address,
        "refusal": refusal,
        "too_young": people.needs_consent(me.birth_on, ledger.local_day(request.at)) and not wards,
    }
    return render(request, "protocols/authorization.html", context, status=refusal.status if refusal else 200)


def _wish(request: HttpRequest) -> Wish:
    """Read what is asked.

    :raises NoSuchApplication: :raises Invalid: the address is not one of the application's
    """
    said = request.GET
    application = queries.by_client_id(said.get("client_id", ""))
    registered = application.said.return_addresses
    address = said.get("redirect_uri", "") or (registered[0] if len(registered) == 1 else "")
    if not policy.may_return_to(registered, address):
        raise Invalid(
            _("应用要回到的地址没有登记，为了安全不继续"), field="redirect_uri", remedy=_("请告诉应用的提供者")
        )
    asked, allowed = scope_rules.known(said.get("scope", "")[:1000]) - PUBLIC, application.said.scopes - PUBLIC
    state, challenge = said.get("state", ""), said.get("code_challenge", "")
    error = ""
    if said.get("response_type") != "code":
        error = "unsupported_response_type"
    elif said.get("code_challenge_method") != "S256" or not policy.is_challenge(challenge) or len(state) > LONGEST:
        error = "invalid_request"
    elif not asked & allowed:
        error = "invalid_scope"
    return Wish(application, address, asked & allowed, state[:LONGEST], challenge, error)


def _chosen(request: Request, me: people.ReaderValue) -> int:
    said = request.POST.get("reader", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else me.id


def _back(request: HttpRequest, wish: Wish, **said: str) -> HttpResponseBase:
    parts = urlsplit(wish.return_address)
    more = said | ({"state": wish.state} if wish.state else {}) | {"iss": request.build_absolute_uri("/").rstrip("/")}
    query = "&".join(part for part in (parts.query, urlencode(more)) if part)
    answer = Back(urlunsplit(parts._replace(query=query)))
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
