"""The steps of OAuth 2 that an application takes by itself: redeem a code, refresh, revoke. Proof is the secret.

A code or refresh token that comes a second time was stolen or lost: everything of its consent ends (RFC 9700, 4.14).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.errors import Refused
from shushan.kernel.tokens import token_digest
from shushan.options import public as options
from shushan.protocols.access import policy, scopes
from shushan.protocols.access.models import Code, Consent, Token, TokenKind
from shushan.protocols.access.operations import consents
from shushan.protocols.access.options import ACCESS_MINUTES
from shushan.protocols.access.scopes import Scope
from shushan.protocols.access.terms import Pair


class GrantRefused(Refused):
    """A step of OAuth was refused; ``error`` is the word of RFC 6749, 5.2."""

    code = "oauth"
    status = 400

    def __init__(self, error: str, message: object) -> None:
        super().__init__(message)
        self.error = error


def redeem(*, at: datetime, client_id: str, code: str, return_address: str, verifier: str) -> Pair:
    """Give the tokens for a code, once.

    :raises GrantRefused: unknown, used, too late, another application's, another address, or the verifier does not fit
    """
    with write():
        row = Code.objects.filter(digest=token_digest(code)).select_related("consent__application").first()
        if row is None or row.consent.application.client_id != client_id:
            raise _bad()
        if not Code.objects.filter(pk=row.pk, used_at=None).update(used_at=at):
            stolen = row.consent
        elif (
            at - row.made_at > policy.CODE_LIFE
            or row.return_address != return_address
            or not policy.fits(row.challenge, verifier)
        ):
            raise _bad()
        else:
            return _pair(row.consent, scopes.known(row.scopes), at)
    _end_of_theft(stolen.pk, at)
    raise _bad()


def refresh(*, at: datetime, client_id: str, token: str, wanted: Iterable[Scope] | None = None) -> Pair:
    """Give new tokens for a refresh token, which is used up by it; ``wanted`` may be less than before.

    :raises GrantRefused: unknown, used, too late, another application's, or more is wanted than was allowed
    """
    with write():
        row = (
            Token.objects.filter(digest=token_digest(token), kind=TokenKind.REFRESH)
            .select_related("consent__application")
            .first()
        )
        if row is None or row.consent is None or row.application.client_id != client_id:
            raise _bad()
        if row.consent.ended_at is not None or row.expires_at <= at:
            raise _bad()
        asked = scopes.known(row.scopes) if wanted is None else frozenset(wanted)
        if not asked or not asked <= scopes.known(row.scopes):
            raise GrantRefused("invalid_scope", _("要的范围比授权的多"))
        if Token.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=at, last_used_at=at):
            return _pair(row.consent, asked, at)
        consent_id = row.consent.pk
    _end_of_theft(consent_id, at)
    raise _bad()


@write()
def give_up(*, at: datetime, client_id: str, token: str) -> None:
    """Revoke a token that the application does not need any more; a refresh token takes its consent's tokens with it.

    A token that is not known is fine (RFC 7009, 2.2).
    """
    row = Token.objects.filter(digest=token_digest(token)).select_related("application").first()
    if row is None or row.application.client_id != client_id:
        return
    same = Token.objects.filter(consent=row.consent_id) if row.kind == TokenKind.REFRESH else None
    found = Token.objects.filter(pk=row.pk) if same is None else same
    found.filter(revoked_at=None).update(revoked_at=at)


@write()
def _end_of_theft(consent_id: int, at: datetime) -> None:
    row = Consent.objects.filter(pk=consent_id, ended_at=None).first()
    if row is not None:
        consents.end(row, at, by="theft")


def _pair(consent: Consent, allowed: frozenset[Scope], at: datetime) -> Pair:
    if consent.ended_at is not None or consent.until <= at or consent.application.closed_at is not None:
        raise _bad()
    life = timedelta(minutes=options.get(ACCESS_MINUTES, at=at))
    access, again = policy.new_secret(), policy.new_secret()
    for secret, kind, until in (
        (access, TokenKind.ACCESS, min(at + life, consent.until)),
        (again, TokenKind.REFRESH, consent.until),
    ):
        Token.objects.create(
            digest=token_digest(secret), hint=secret[-4:], kind=kind, application=consent.application,
            consent=consent, scopes=scopes.text(allowed), per_minute=consent.application.per_minute, made_at=at,
            expires_at=until,
        )  # fmt: skip
    return Pair(access, again, int((min(at + life, consent.until) - at).total_seconds()), allowed)


def _bad() -> GrantRefused:
    return GrantRefused("invalid_grant", _("授权码或刷新令牌无效、已用过或已过期，请让读者重新同意"))
