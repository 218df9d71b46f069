"""Reads of applications, tokens and consents; a fixed number of queries whatever the length."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, F, Max, Q
from django.utils.translation import gettext as _

from shushan.people import public as people
from shushan.protocols.access import scopes
from shushan.protocols.access.errors import NoSuchApplication, NoSuchConsent, NoSuchToken
from shushan.protocols.access.models import Application, Consent, Token, TokenKind
from shushan.protocols.access.terms import ApplicationLine, ApplicationValue, ConsentLine, Particulars, TokenLine


def application(application_id: int) -> ApplicationValue:
    """Return one application, closed or not, in one query.

    :raises NoSuchApplication:
    """
    return _found(Application.objects.filter(pk=application_id).first())


def by_client_id(client_id: str) -> ApplicationValue:
    """Return the working application with a client id, in one query.

    :raises NoSuchApplication:
    """
    wanted = client_id.replace("\x00", "")[:40]
    return _found(Application.objects.filter(client_id=wanted, closed_at=None).first())


def applications(*, at: datetime) -> list[ApplicationLine]:
    """Return every application, working ones first, with its good tokens and open consents, in one query."""
    good = Q(tokens__kind=TokenKind.OWN, tokens__revoked_at=None, tokens__expires_at__gt=at)
    allowed = Q(consents__ended_at=None, consents__until__gt=at)
    found = Application.objects.annotate(
        n_tokens=Count("tokens", good, distinct=True),
        n_consents=Count("consents", allowed, distinct=True),
        used=Max("tokens__last_used_at"),
    ).order_by(F("closed_at").asc(nulls_first=True), "name", "pk")
    return [ApplicationLine(value(row), row.n_tokens, row.n_consents, row.used) for row in found]


def tokens_of(application_id: int) -> list[TokenLine]:
    """Return an application's own tokens, the latest first, in one query."""
    rows = Token.objects.filter(application=application_id, kind=TokenKind.OWN).order_by("-made_at", "-pk")
    return [token_line(row) for row in rows]


def token(token_id: int) -> TokenLine:
    """Return one of an application's own tokens, in one query.

    :raises NoSuchToken:
    """
    row = Token.objects.filter(pk=token_id, kind=TokenKind.OWN).first()
    if row is None:
        raise NoSuchToken(_("没有这个令牌"), remedy=_("请刷新后再看"))
    return token_line(row)


def count_consents(application_id: int, *, at: datetime) -> int:
    """Return how many readers allow an application something now."""
    return Consent.objects.filter(application=application_id, ended_at=None, until__gt=at).count()


def consents_of(reader_ids: Iterable[int], *, me: int) -> list[ConsentLine]:
    """Return the open consents of a reader (``me``) and of the children named beside, the latest first, in 3 queries."""
    wanted = list(reader_ids)
    rows = list(
        Consent.objects.filter(reader__in=wanted, ended_at=None)
        .select_related("application")
        .annotate(used=Max("tokens__last_used_at"))
        .order_by("-given_at", "-pk")
    )
    others = {row.reader_id for row in rows} - {me}
    names = {pk: one.name for pk, one in people.readers(others).items()} if others else {}
    return [_consent(row, names.get(row.reader_id, "")) for row in rows]


def open_consent(consent_id: int) -> ConsentLine:
    """Return an open consent, in one query.

    :raises NoSuchConsent:
    """
    found = Consent.objects.filter(pk=consent_id, ended_at=None).select_related("application")
    row = found.annotate(used=Max("tokens__last_used_at")).first()
    if row is None:
        raise no_consent()
    return _consent(row, "")


def no_consent() -> NoSuchConsent:
    """Return the refusal for a consent that is not there, or is somebody else's."""
    return NoSuchConsent(_("没有这项授权，或已经收回"), remedy=_("请刷新后再看"))


def value(row: Application) -> ApplicationValue:
    """Return a row as others see it."""
    said = Particulars(
        name=row.name, contact=row.contact, name_en=row.name_en, about=row.about, about_en=row.about_en,
        home_page=row.home_page, return_addresses=tuple(row.return_addresses.split()),
        origins=tuple(row.origins.split()), scopes=scopes.known(row.scopes), per_minute=row.per_minute,
    )  # fmt: skip
    return ApplicationValue(row.pk, row.client_id, said, row.made_at, row.made_by, row.closed_at)


def token_line(row: Token) -> TokenLine:
    """Return a row as others see it."""
    return TokenLine(
        row.pk, row.application_id, row.hint, row.note, scopes.known(row.scopes), row.per_minute, row.made_at,
        row.expires_at, row.revoked_at, row.last_used_at,
    )  # fmt: skip


def _found(row: Application | None) -> ApplicationValue:
    if row is None:
        raise NoSuchApplication(_("没有这个应用，或已停用"), remedy=_("请向应用的提供者询问"))
    return value(row)


def _consent(row: Consent, child: str) -> ConsentLine:
    used = getattr(row, "used", None)
    application = value(row.application)
    allowed = scopes.known(row.scopes) & application.said.scopes
    return ConsentLine(
        row.pk, application, row.reader_id, allowed, row.given_at, row.until, row.ended_at, used, child
    )  # fmt: skip
