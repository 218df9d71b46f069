"""An application's own tokens: issue (shown once), narrow, revoke; note the last use; forget what is long over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from shushan.audit import public as audit
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
from shushan.kernel.tokens import token_digest
from shushan.protocols.access import policy, scopes
from shushan.protocols.access.errors import NoSuchToken, OnlyNarrower
from shushan.protocols.access.models import Code, KeptAnswer, Token, TokenKind
from shushan.protocols.access.operations.applications import subject, working
from shushan.protocols.access.scopes import Scope
from shushan.protocols.access.terms import NewToken
from shushan.protocols.terms import ProtocolsAct

MOST_DAYS: Final = 366 * 3
ANSWERS_KEPT: Final = timedelta(days=2)  # of Idempotency-Keys
TOKENS_KEPT: Final = timedelta(days=90)  # of what is over, for whoever asks what happened


@write()
def issue_token(
    *,
    actor: Actor,
    at: datetime,
    application_id: int,
    wanted: Iterable[Scope],
    expires_at: datetime,
    per_minute: int,
    note: str = "",
) -> NewToken:
    """Issue a token of the application's own, good for public reads, and return it; it is never shown again.

    :raises NotAllowed: :raises NoSuchApplication: :raises Invalid: nothing wanted, not the application's, too long
    """
    actor.require(ProtocolsAct.RUN_APPLICATIONS)
    row = working(application_id)
    asked = frozenset(wanted)
    if not asked or not asked <= (scopes.PUBLIC & scopes.known(row.scopes)):
        raise Invalid(
            _("请勾选范围；只能是这个应用可用的公开信息"), field="scopes", remedy=_("读者的信息要由读者本人授权")
        )
    if not at < expires_at <= at + timedelta(days=MOST_DAYS):
        raise Invalid(_("有效期从明天起，最长三年"), field="until")
    if not 1 <= per_minute <= policy.MOST_PER_MINUTE:
        raise Invalid(_("每分钟次数是 1 到 1000000"), field="per_minute")
    secret = policy.new_secret()
    made = Token.objects.create(
        digest=token_digest(secret), hint=secret[-4:], kind=TokenKind.OWN, application=row, note=note.strip()[:80],
        scopes=scopes.text(asked), per_minute=per_minute, made_at=at, expires_at=expires_at,
    )  # fmt: skip
    _noted(actor, row.pk, at, f"token {made.pk} (…{made.hint}) issued: {made.scopes}, to {expires_at:%Y-%m-%d}")
    return NewToken(made.pk, secret)


@write()
def narrow_token(
    *, actor: Actor, at: datetime, token_id: int, wanted: Iterable[Scope], expires_at: datetime, per_minute: int
) -> None:
    """Make a token good for less, for a shorter time, or less often; never for more.

    :raises NotAllowed: :raises NoSuchToken: :raises OnlyNarrower: :raises Invalid: nothing would be left
    """
    actor.require(ProtocolsAct.RUN_APPLICATIONS)
    row = _good(token_id, at)
    asked = frozenset(wanted)
    if not asked <= scopes.known(row.scopes) or expires_at > row.expires_at or per_minute > row.per_minute:
        raise OnlyNarrower(
            _("令牌只能收窄，不能放宽"), rule=_("要更多的范围、时间或次数，请发新令牌"), remedy=_("请改小")
        )
    if not asked or expires_at <= at or per_minute < 1:
        raise Invalid(_("收窄以后什么也不剩"), remedy=_("如果不再需要，请吊销"))
    Token.objects.filter(pk=row.pk).update(scopes=scopes.text(asked), expires_at=expires_at, per_minute=per_minute)
    note = f"token {row.pk} (…{row.hint}) narrowed: {scopes.text(asked)}, to {expires_at:%Y-%m-%d}, {per_minute}/min"
    _noted(actor, row.application_id, at, note)


@write()
def revoke_token(*, actor: Actor, at: datetime, token_id: int) -> None:
    """Revoke a token; it opens nothing from now on.

    :raises NotAllowed: :raises NoSuchToken:
    """
    actor.require(ProtocolsAct.RUN_APPLICATIONS)
    row = _good(token_id, at)
    if not Token.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=at):
        raise _gone()
    _noted(actor, row.application_id, at, f"token {row.pk} (…{row.hint}) revoked")


@write()
def note_use(*, token_id: int, at: datetime) -> None:
    """Write when a token was last used; the caller has proved that it holds it."""
    Token.objects.filter(pk=token_id).update(last_used_at=at)


@write()
def drop_old(*, actor: Actor, at: datetime) -> int:
    """Forget codes and kept answers of days ago, and the tokens that were over a quarter ago; return how many.

    :raises NotAllowed:
    """
    actor.require(ProtocolsAct.RUN_APPLICATIONS)
    gone, _by = Code.objects.filter(made_at__lt=at - ANSWERS_KEPT).delete()
    answers, _by = KeptAnswer.objects.filter(at__lt=at - ANSWERS_KEPT).delete()
    over = Token.objects.filter(expires_at__lt=at - TOKENS_KEPT).exclude(kind=TokenKind.OWN)
    tokens, _by = over.delete()
    return gone + answers + tokens


def _good(token_id: int, at: datetime) -> Token:
    row = Token.objects.filter(pk=token_id, kind=TokenKind.OWN, revoked_at=None, expires_at__gt=at).first()
    if row is None:
        raise _gone()
    return row


def _gone() -> NoSuchToken:
    return NoSuchToken(_("没有这个令牌，或已经失效"), remedy=_("请刷新后再看"))


def _noted(actor: Actor, application_id: int, at: datetime, note: str) -> None:
    audit.looked(actor=actor, act=ProtocolsAct.RUN_APPLICATIONS, subject=subject(application_id), at=at, note=note)
