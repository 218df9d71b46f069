"""Who calls: a token of the header becomes a caller with no more verbs than token, consent and reader hold now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from shushan.database.public import Prepared
from shushan.kernel.actor import ANONYMOUS, Actor, ActorKind, Grant
from shushan.kernel.tokens import token_digest
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.protocols.access import policy, scopes
from shushan.protocols.access.errors import TokenExpired, TokenRevoked, TokenUnknown
from shushan.protocols.access.models import Token
from shushan.protocols.access.operations.tokens import note_use
from shushan.protocols.access.terms import Caller

_COLUMNS = (
    "pk", "kind", "scopes", "per_minute", "expires_at", "revoked_at", "last_used_at", "application_id",
    "application__scopes", "application__origins", "application__closed_at", "consent_id", "consent__scopes",
    "consent__ended_at", "consent__given_by_id", "consent__reader_id", "consent__reader__person_id",
    "consent__reader__person__birth_on", "consent__reader__person__erased_at", "consent__given_by__user__is_active",
)  # fmt: skip
_BY_DIGEST = Prepared(lambda digest: Token.objects.filter(digest=digest).order_by().values_list(*_COLUMNS), str)


def caller_of(secret: str, *, at: datetime) -> tuple[Caller, int]:
    """Return who holds this token and how often a minute it may ask: one query for an application, three for a reader.

    :raises TokenUnknown: :raises TokenExpired: :raises TokenRevoked:
    """
    found = _BY_DIGEST.rows(token_digest(secret)) if secret.startswith(policy.PREFIX) and len(secret) < 100 else []
    if not found:
        raise TokenUnknown(_("没有这个令牌"), remedy=_("请核对是否抄写完整，或申请新的令牌"), why="invalid_token")
    row = dict(zip(_COLUMNS, found[0], strict=True))
    if row["revoked_at"] or row["application__closed_at"] or row["consent__ended_at"]:
        raise _revoked()
    if row["kind"] == "refresh":
        raise TokenUnknown(_("刷新令牌不能用来访问"), remedy=_("请先换取访问令牌"), why="invalid_token")
    if row["expires_at"] <= at:
        raise TokenExpired(_("令牌已过期"), remedy=_("请换取或申请新的令牌"), why="invalid_token")
    allowed = scopes.known(row["application__scopes"])
    public = allowed & scopes.PUBLIC
    if row["consent_id"] is None:
        allowed &= scopes.known(row["scopes"])
        caller = Caller(ANONYMOUS, allowed & scopes.PUBLIC)
    else:
        given = allowed & scopes.known(row["scopes"]) & scopes.known(row["consent__scopes"])
        caller = Caller(_reader(row, given, at), given | public)
    if row["last_used_at"] is None or at - row["last_used_at"] >= policy.SEEN_EVERY:
        note_use(token_id=row["pk"], at=at)
    whole = replace(
        caller, token_id=row["pk"], application_id=row["application_id"], reader_id=row["consent__reader_id"] or 0,
        consent_id=row["consent_id"] or 0, origins=tuple(row["application__origins"].split()),
    )  # fmt: skip
    return whole, int(row["per_minute"])


def _reader(row: dict[str, Any], given: frozenset[scopes.Scope], at: datetime) -> Actor:
    """Return the reader of a consent as an actor, with the verbs of the scopes that the reader holds today.

    A guardian's consent holds as long as the guardian acts for the child; nobody's holds for an erased reader.
    """
    person_id, giver = row["consent__reader__person_id"], row["consent__given_by_id"]
    if row["consent__reader__person__erased_at"] or row["consent__given_by__user__is_active"] is False:
        raise _revoked()
    if giver != person_id and not people.acts_for(giver, row["consent__reader_id"], at=at):
        raise _revoked()
    if _lacks_guardian(row["consent__reader__person__birth_on"], row["consent__reader_id"], at):
        raise _revoked()
    whole = people.actor_of_person(person_id, at=at)
    grants = tuple(Grant(verb) for verb in scopes.verbs(given) if whole.may(verb))
    return Actor(ActorKind.READER, person_id, whole.name, grants, None)


def _lacks_guardian(birth_on: date | None, reader_id: int, at: datetime) -> bool:
    """Say whether this is a child under fourteen for whom no guardian's consent to the library stands any more."""
    day = ledger.local_day(at)
    if not people.needs_consent(birth_on, day):
        return False
    return people.lacks_consent(people.reader(reader_id, at=at), on=day)


def _revoked() -> TokenRevoked:
    return TokenRevoked(
        _("令牌已吊销，或授权已收回"), remedy=_("请申请新的令牌，或请读者重新同意"), why="invalid_token"
    )
