"""Make a reviewer's link, revoke it, open it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import F, Q
from django.utils.translation import gettext as _

from shushan.audit import public as audit
from shushan.database.public import write
from shushan.indicators.errors import LinkOver
from shushan.indicators.review.models import ReviewLink
from shushan.indicators.states import FROZEN
from shushan.indicators.terms import IndicatorAct, ValueLine
from shushan.indicators.values.models import SignedValue
from shushan.indicators.values.queries import lines
from shushan.kernel.actor import ANONYMOUS, Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.kernel.tokens import new_token, token_digest
from shushan.places import public as places

LONGEST: Final = 92  # days that a link may last


@dataclass(frozen=True, slots=True)
class LinkValue:
    """A reviewer's link as others see it; the token is known only to whoever made it."""

    id: int
    label: str
    since: date
    until: date
    with_rows: bool
    made_by: str
    expires_at: datetime
    revoked_at: datetime | None
    opened: int
    opened_at: datetime | None


@write()
def make_link(
    *, actor: Actor, at: datetime, label: str, since: date, until: date, days: int, with_rows: bool = False
) -> tuple[int, str]:
    """Let somebody see the values signed of periods inside ``[since, until)`` for some days; return (id, token).

    The token is shown once and kept nowhere. ``with_rows``: also the records behind them, for ``verify_rows.py``.

    :raises NotAllowed: :raises Invalid:
    """
    actor.require(IndicatorAct.LET_REVIEW)
    if not label.strip():
        raise Invalid(_("请写明给谁看"), field="label")
    if since >= until:
        raise Invalid(_("结束日期必须晚于开始日期"), field="until")
    if not 1 <= days <= LONGEST:
        raise Invalid(_("有效期在 1 到 %(n)d 天之间") % {"n": LONGEST}, field="days")
    token = new_token()
    made = ReviewLink.objects.create(
        token_hash=token_digest(token), label=label.strip()[:120], since=since, until=until, with_rows=with_rows,
        made_by=actor.label, made_at=at, expires_at=at + timedelta(days=days),
    )  # fmt: skip
    audit.looked(
        actor=actor, at=at, act=IndicatorAct.LET_REVIEW, subject=f"indicators.review-link:{made.pk}", note=label
    )
    return made.pk, token


@write()
def revoke_link(*, actor: Actor, at: datetime, link_id: int) -> None:
    """End a link at once.

    :raises NotAllowed: :raises NotFound: :raises Conflict: it was revoked already
    """
    actor.require(IndicatorAct.LET_REVIEW)
    if not ReviewLink.objects.filter(pk=link_id).exists():
        raise NotFound(_("没有这个督查链接"))
    if not ReviewLink.objects.filter(pk=link_id, revoked_at=None).update(revoked_at=at, revoked_by=actor.label):
        raise Conflict(_("这个链接已经撤销"))


@write()
def open_link(*, token: str, at: datetime, looks_at: str = "") -> LinkValue:
    """Return the link behind a token and note that it was opened; what it looks at (rows) goes into the audit.

    :raises LinkOver: forged, over or revoked: the answer is the same
    """
    found = ReviewLink.objects.filter(token_hash=token_digest(token), revoked_at=None, expires_at__gt=at).first()
    if found is None:
        raise LinkOver(_("这个链接无效、已过期或已撤销"), remedy=_("请向图书馆要一个新的链接"))
    ReviewLink.objects.filter(pk=found.pk).update(opened=F("opened") + 1, opened_at=at)
    if looks_at:
        subject = f"indicators.review-link:{found.pk}"
        audit.looked(actor=ANONYMOUS, at=at, act="indicators.review", subject=subject, note=looks_at)
    return _value(found)


def links() -> list[LinkValue]:
    """Return every link, newest first."""
    return [_value(row) for row in ReviewLink.objects.order_by("-pk")]


def values_of(link: LinkValue) -> list[ValueLine]:
    """Return the signed values that a link shows, restated ones among them, in four queries.

    A period lies inside the link's days with its first day too: rows from before them are not for this reviewer.
    """
    found = SignedValue.objects.filter(state__in=sorted(FROZEN), until__gt=link.since, until__lte=link.until)
    inside = found.filter(Q(since=None) | Q(since__gte=link.since))
    reopened = {site.id: site.reopened_on for site in places.sites() if site.reopened_on is not None}
    return [
        line
        for line in lines(inside.order_by("until", "code", "key", "revision"))
        if line.asked.since is not None
        or min((reopened[one] for one in line.asked.site_ids or reopened if one in reopened), default=link.since)
        >= link.since
    ]


def _value(row: ReviewLink) -> LinkValue:
    return LinkValue(
        row.pk, row.label, row.since, row.until, row.with_rows, row.made_by, row.expires_at, row.revoked_at, row.opened,
        row.opened_at,
    )  # fmt: skip
