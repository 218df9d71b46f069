"""Fix the monthly amounts of a year; change one by exception, with a reason. The salary is never asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.dues import policy
from shushan.dues.errors import AmountIsFixed, NotDue
from shushan.dues.models import Amount, Due
from shushan.dues.operations.calling import renew_fen
from shushan.dues.options import require_on
from shushan.dues.queries.dues import amounts, lines
from shushan.dues.terms import DuesAct
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
from shushan.kernel.periods import Period
from shushan.organisation import public as organisation
from shushan.regulations import public as regulations


@write()
def fix_amounts(*, actor: Actor, at: datetime, today: date, unit_id: int, year: int, fen: Mapping[int, int]) -> int:
    """Fix the monthly dues of a year for members of a branch, in fen by member; return how many.

    :raises NotAllowed: :raises DuesOff: :raises Invalid: nobody, an amount or a year out of bounds
    :raises NotDue: a member does not stand on the branch's roster in that year :raises AmountIsFixed:
    """
    regulations.require_at(actor, DuesAct.FIX, unit_id)
    require_on(at)
    if not 2008 <= year <= today.year + 1:
        raise Invalid(_("请填写今年、明年或以前的年份"), field="year")
    if not fen:
        raise Invalid(_("请至少填写一名党员的数额"), field="amounts")
    for value in fen.values():
        _check(value)
    _require_on_roster(unit_id, fen, year)
    rows = [
        Amount(member_id=member_id, year=year, since=date(year, 1, 1), fen=value, set_by=actor.name[:80], set_at=at)
        for member_id, value in fen.items()
    ]
    try:
        with transaction.atomic():
            Amount.objects.bulk_create(rows)
    except IntegrityError as error:
        raise AmountIsFixed(
            _("其中有人 %(year)s 年的数额已经核定") % {"year": year}, rule=_("年初核定，年内一般不变"),
            remedy=_("请刷新页面；确需改变时，在那名党员的页面写明理由"),
        ) from error  # fmt: skip
    return len(rows)


@write()
def change_amount(
    *, actor: Actor, at: datetime, unit_id: int, member_id: int, since: date, fen: int, reason: str
) -> None:
    """Change a member's monthly dues from a month on until the year's end; months that were paid keep theirs.

    :raises NotAllowed: :raises DuesOff: :raises NotDue: :raises Invalid: no reason, an amount out of bounds, no change
    :raises AmountIsFixed: nothing is fixed yet, or money was taken for a month from then on
    """
    regulations.require_at(actor, DuesAct.FIX, unit_id)
    require_on(at)
    month = policy.first_of(since)
    _check(fen)
    if not reason.strip():
        raise Invalid(_("请写明为什么改变数额"), field="reason", rule=_("年初核定，年内一般不变"))
    _require_on_roster(unit_id, [member_id], month.year)
    known = amounts(member_ids=[member_id], year=month.year).get(member_id, [])
    if not known:
        raise AmountIsFixed(_("%(year)s 年还没有核定数额") % {"year": month.year}, remedy=_("请先核定全年的数额"))
    ends = date(month.year + 1, 1, 1)
    rows = Due.objects.select_for_update().filter(member=member_id, month__gte=month, month__lt=ends, cancelled_at=None)
    paid = [line.month for line in lines(Due.objects.filter(pk__in=[row.pk for row in rows])) if line.paid_fen]
    if paid or any(line.since > month for line in known):
        raise AmountIsFixed(
            _("从这个月起已经收过党费，或更晚的月份已改过数额"), remedy=_("请改从更晚的月份起；收错了的先冲正")
        )
    Amount.objects.create(
        member_id=member_id, year=month.year, since=month, fen=fen, is_change=True, reason=reason.strip()[:200],
        set_by=actor.name[:80], set_at=at,
    )  # fmt: skip
    renew_fen(member_id, month, ends, fen)


def _check(fen: int) -> None:
    if not 1 <= fen <= policy.MOST_FEN:
        raise Invalid(
            _("月交数额要大于零，不超过 %(most)s 元") % {"most": policy.MOST_FEN // 100}, field="amounts",
            rule=_("登记核定的月交数额，不登记工资"),
        )  # fmt: skip


def _require_on_roster(unit_id: int, member_ids: Mapping[int, int] | list[int], year: int) -> None:
    period = Period.year(year)
    for member_id in member_ids:
        spans = organisation.history(member_id)
        if not any(
            line.unit_id == unit_id and line.since < period.until and (line.until is None or line.until > period.since)
            for line in spans
        ):
            raise NotDue(_("此人 %(year)s 年不在本支部的名册上") % {"year": year}, field="amounts")
