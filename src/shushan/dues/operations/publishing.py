"""Publish a branch's year once: a frozen sheet of who paid which months."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.dues import events, policy
from shushan.dues.models import Publication, PublicationRow
from shushan.dues.options import PUBLISH_AMOUNTS, require_on
from shushan.dues.queries.dues import dues
from shushan.dues.queries.papers import sheets
from shushan.dues.scoping import site_of
from shushan.dues.terms import DueLine, DuesAct
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid
from shushan.kernel.periods import add_months
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.regulations import public as regulations


@write()
def publish(*, actor: Actor, at: datetime, today: date, unit_id: int, year: int, reason: str = "") -> int:
    """Freeze who of a branch paid which months of a year, through the last month that is over; return the sheet's id.

    Amounts stand on it only where the library's setting says so. A second sheet of the year says why.

    :raises NotAllowed: :raises DuesOff: :raises Invalid: no month of the year is over, nobody was due, or no reason
    :raises Conflict: somebody published a moment ago
    """
    regulations.require_at(actor, DuesAct.PUBLISH, unit_id)
    require_on(at)
    last = min(add_months(policy.first_of(today), -1), date(year, 12, 1)) if 2008 <= year <= today.year else None
    if last is None or last.year != year:
        raise Invalid(_("这一年还没有过完一个月，没有可公布的"), field="year")
    revision = max((one.revision for one in sheets(unit_ids=[unit_id], year=year)), default=0) + 1
    if revision > 1 and not reason.strip():
        raise Invalid(_("这一年已经公布过；再公布请写明为什么"), field="reason", rule=_("每年公布一次"))
    known = dues(since=date(year, 1, 1), until=policy.after(last), unit_ids=[unit_id])
    if not known:
        raise Invalid(_("这一年没有人应交党费，没有可公布的"), field="year")
    made = _sheet(known, revision, last, today, unit_id, year, reason, actor=actor, at=at)
    event = events.Published(site_id=site_of(unit_id), unit_id=unit_id, year=year)
    ledger.record(event, actor=actor, subject=f"dues.publication:{made.pk}", at=at)
    return made.pk


def _sheet(
    known: list[DueLine], revision: int, last: date, today: date, unit_id: int, year: int, reason: str, *, actor: Actor,
    at: datetime,
) -> Publication:  # fmt: skip
    grouped: dict[int, list[DueLine]] = {}
    for line in known:
        grouped.setdefault(line.member_id, []).append(line)
    with_amounts = options.get(PUBLISH_AMOUNTS, at=at)
    through = policy.after(last) - timedelta(days=1)
    try:
        with transaction.atomic():
            made = Publication.objects.create(
                unit_id=unit_id, year=year, revision=revision, through=through, published_on=today,
                reason=reason.strip()[:200], total_fen=sum(line.paid_fen for line in known), by=actor.name[:80], at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("刚刚有人公布了这一年"), remedy=_("请刷新页面看现在的情况")) from error
    PublicationRow.objects.bulk_create(
        PublicationRow(
            publication=made, member_id=member_id, name=some[0].name[:80], marks=_marks(some),
            fen=sum(line.paid_fen for line in some) if with_amounts else None,
        )
        for member_id, some in grouped.items()
    )  # fmt: skip
    return made


def _marks(some: list[DueLine]) -> str:
    return policy.row_of(
        {
            line.month.month: policy.mark(month=line.month, fen=line.fen, paid_fen=line.paid_fen, full_on=line.full_on)
            for line in some
        }
    )
