"""What a reader allows an application: agree, narrow, withdraw; all of it ends with the reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from shushan.audit import public as audit
from shushan.database.public import write
from shushan.kernel.actor import ANONYMOUS, Actor
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.kernel.tokens import token_digest
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people import public as people
from shushan.protocols.access import policy, scopes
from shushan.protocols.access.errors import GuardianDecides, OnlyNarrower
from shushan.protocols.access.models import Code, Consent, KeptAnswer, Token
from shushan.protocols.access.operations.applications import working
from shushan.protocols.access.options import CONSENT_DAYS
from shushan.protocols.access.queries import no_consent
from shushan.protocols.access.scopes import Scope
from shushan.protocols.terms import ProtocolsAct


def subject(consent_id: int) -> str:
    """Return the subject under which acts on a consent are on record."""
    return f"protocols.consent:{consent_id}"


@write()
def agree(
    *,
    actor: Actor,
    at: datetime,
    application_id: int,
    reader_id: int,
    wanted: Iterable[Scope],
    return_address: str,
    challenge: str,
) -> str:
    """Let an application do something for oneself, or for one's child, and return the code that it may redeem once.

    What was allowed before is replaced by what is allowed now; tokens given out before end.

    :raises NotAllowed: neither oneself nor one's child :raises GuardianDecides: a child under fourteen by itself
    :raises NoSuchApplication: :raises Invalid: nothing allowed, more than the application may ask, a wrong address
    """
    reader = _for_whom(actor, reader_id, at)
    row = working(application_id)
    asked = frozenset(wanted)
    if not asked or not asked <= (scopes.known(row.scopes) - scopes.PUBLIC):
        raise Invalid(_("请至少勾选一项；只能是这个应用可以申请的"), field="scopes")
    if not policy.may_return_to(tuple(row.return_addresses.split()), return_address):
        raise Invalid(_("回到的地址没有登记"), field="redirect_uri")
    if not policy.is_challenge(challenge):
        raise Invalid(_("应用没有给出正确的验证码（PKCE）"), field="code_challenge")
    for old in Consent.objects.filter(application=row, reader=reader.id, ended_at=None):
        _end(old, at, by="reader" if actor.id == reader.person_id else "guardian")
    until = at + timedelta(days=options.get(CONSENT_DAYS, at=at))
    made = Consent.objects.create(
        application=row, reader_id=reader.id, given_by_id=actor.id, scopes=scopes.text(asked), given_at=at, until=until
    )
    code = policy.new_secret()
    Code.objects.create(
        digest=token_digest(code), consent=made, scopes=made.scopes, challenge=challenge,
        return_address=return_address, made_at=at,
    )  # fmt: skip
    _noted(actor, made, at, f"given to {row.name}: {made.scopes}")
    return code


@write()
def narrow_consent(*, actor: Actor, at: datetime, consent_id: int, wanted: Iterable[Scope]) -> None:
    """Allow less than before; it holds from the next request on. Nothing left: the consent ends.

    :raises NotAllowed: :raises NoSuchConsent: ended, or somebody else's :raises OnlyNarrower:
    """
    row = _own(actor, consent_id, at)
    asked = frozenset(wanted)
    if not asked <= scopes.known(row.scopes):
        raise OnlyNarrower(_("授权只能减少"), remedy=_("要允许更多，请从应用里重新同意"))
    if not asked:
        _end(row, at, by="reader")
    else:
        Consent.objects.filter(pk=row.pk).update(scopes=scopes.text(asked))
    _noted(actor, row, at, f"narrowed: {scopes.text(asked) or '-'}")


@write()
def withdraw(*, actor: Actor, at: datetime, consent_id: int) -> None:
    """Take one's consent, or the one for one's child, back: the application's tokens end now.

    :raises NotAllowed: :raises NoSuchConsent: ended, or somebody else's
    """
    row = _own(actor, consent_id, at)
    reader = people.reader(row.reader_id, at=at)
    _end(row, at, by="reader" if actor.id == reader.person_id else "guardian")
    _noted(actor, row, at, "withdrawn")


@write()
def forget_reader(*, actor: Actor, at: datetime, reader_id: int) -> int:
    """End every consent of a reader who was erased, and drop its tokens, codes and answers; return how many ended.

    :raises NotAllowed:
    """
    actor.require(ProtocolsAct.RUN_APPLICATIONS)
    rows = list(Consent.objects.filter(reader=reader_id))
    for row in rows:
        if row.ended_at is None:
            _end(row, at, by="library")
    ids = [row.pk for row in rows]
    Token.objects.filter(consent__in=ids).delete()
    return len(ids)


def end(row: Consent, at: datetime, *, by: str) -> None:
    """End a consent inside the caller's transaction (the steps of OAuth: a secret was used twice)."""
    _end(row, at, by=by)
    _noted(None, row, at, f"ended: {by}")


def _end(row: Consent, at: datetime, *, by: str) -> None:
    if not Consent.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at, ended_by=by):
        raise no_consent()
    Token.objects.filter(consent=row.pk, revoked_at=None).update(revoked_at=at)
    Code.objects.filter(consent=row.pk).delete()
    KeptAnswer.objects.filter(consent=row.pk).delete()


def _for_whom(actor: Actor, reader_id: int, at: datetime) -> people.ReaderValue:
    actor.require(ProtocolsAct.AGREE_OWN)
    reader = people.reader(reader_id, at=at)
    if people.acts_for(actor.id, reader_id, at=at):
        return reader
    if actor.id != reader.person_id:
        raise NotAllowed(_("只能替自己或自己的孩子授权"), verb=ProtocolsAct.AGREE_OWN)
    if people.needs_consent(reader.birth_on, ledger.local_day(at)):
        raise GuardianDecides(
            _("未满十四周岁，不能自己授权应用"),
            rule=_("不满十四周岁的个人信息，由监护人同意"),
            remedy=_("请监护人登录自己的图书馆，为您同意"),
        )
    return reader


def _own(actor: Actor, consent_id: int, at: datetime) -> Consent:
    """Return an open consent that this person may end: the reader's own (at any age), or one's child's."""
    actor.require(ProtocolsAct.AGREE_OWN)
    row = Consent.objects.filter(pk=consent_id, ended_at=None).select_related("reader").first()
    if row is None:
        raise no_consent()
    if actor.id not in (row.reader.person_id, row.given_by_id) and not people.acts_for(actor.id, row.reader_id, at=at):
        raise no_consent()
    return row


def _noted(actor: Actor | None, row: Consent, at: datetime, note: str) -> None:
    """Put it on record without a name: the record of looks is for ever, a reader may be erased."""
    nameless = Actor(actor.kind, actor.id, "", actor.grants, actor.site_id) if actor else ANONYMOUS
    audit.looked(actor=nameless, act=ProtocolsAct.AGREE_OWN, subject=subject(row.pk), at=at, note=note)
