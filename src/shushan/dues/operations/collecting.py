"""Take dues, for one month or several, whole or in part, from one member or many; take a mistake back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.dues import events, policy
from shushan.dues.errors import AlreadyPaid, NotDue
from shushan.dues.models import Due, Payment, Reversal, Share
from shushan.dues.operations.calling import count, ensure, settle
from shushan.dues.options import require_on
from shushan.dues.queries.dues import debtors, lines
from shushan.dues.queries.papers import payment
from shushan.dues.scoping import require_collector, site_of
from shushan.dues.terms import DueLine, DuesAct, Handed, Way
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid
from shushan.kernel.events import Event
from shushan.kernel.ids import uuid7
from shushan.ledger import public as ledger
from shushan.regulations import public as regulations

MONTHS = "%Y-%m"


@write()
def collect(
    *, actor: Actor, at: datetime, today: date, unit_id: int, handed: Sequence[Handed], taken_on: date, way: Way,
    note: str = "", key: UUID | None = None,
) -> list[int]:  # fmt: skip
    """Take what some members hand over and return the payments' ids, one a member, in their order. All or nothing.

    Months ahead may be paid until the year's end. The same ``key`` again takes nothing and returns the same payments.

    :raises NotAllowed: neither the grant nor the collector's post :raises DuesOff:
    :raises Invalid: nothing handed over, an amount or a day out of bounds, later than six months without a note
    :raises NotDue: a month before joining, after leaving, at another branch, or without a fixed amount
    :raises AlreadyPaid: a month is paid, or another collector took it a moment ago
    """
    require_collector(actor, unit_id, on=today)
    require_on(at)
    keys = {one.member_id: uuid5(key, str(one.member_id)) if key else uuid7() for one in handed}
    if key and (known := _known(keys)):
        return known
    _check(handed, taken_on, today)
    months = sorted({month for one in handed for month in one.months})
    for month in months:
        ensure(month, [one for one in debtors(month, unit_ids=[unit_id]) if one.member_id in keys], at=at)
        if month <= policy.first_of(today):
            count(month, actor=actor, at=at)
    known_dues = _locked(unit_id, keys, months)
    wanted = [(one, _shares(one, known_dues, taken_on, note)) for one in handed]
    made = _write(wanted, keys, actor=actor, at=at, unit_id=unit_id, taken_on=taken_on, way=way, note=note)
    settle([line.id for _one, shares in wanted for line, _fen in shares], actor=actor, at=at)
    site_id = site_of(unit_id)
    facts: list[tuple[Event, str, datetime]] = [
        (
            events.PaymentTaken(site_id=site_id, unit_id=unit_id, months=len(shares)),
            f"dues.payment:{row.pk}",
            min(ledger.day_begins(taken_on), at),
        )
        for row, (_one, shares) in zip(made, wanted, strict=True)
    ]
    ledger.record_many(facts, actor=actor, recorded_at=at)
    return [row.pk for row in made]


@write()
def reverse(*, actor: Actor, at: datetime, payment_id: int, why: str) -> None:
    """Take a payment back as a mistake: its months owe again, the receipt stays and says so.

    :raises NotAllowed: :raises NotFound: :raises DuesOff: :raises Invalid: no reason :raises Conflict: it was reversed already
    """
    found = payment(payment_id)
    regulations.require_at(actor, DuesAct.REVERSE, found.unit_id)
    require_on(at)
    if not why.strip():
        raise Invalid(_("请写明为什么冲正"), field="why")
    due_ids = list(Share.objects.filter(payment=payment_id).values_list("due", flat=True))
    list(Due.objects.select_for_update().filter(pk__in=due_ids).order_by("pk"))
    try:
        with transaction.atomic():
            Reversal.objects.create(payment_id=payment_id, why=why.strip()[:200], by=actor.name[:80], at=at)
    except IntegrityError as error:
        raise Conflict(_("这张收据已经冲正过")) from error
    subject = [f"dues.payment:{payment_id}"]
    ledger.reverse_many(subject, fact=events.PaymentTaken.FACT, actor=actor, reason="payment reversed", at=at)
    settle(due_ids, actor=actor, at=at)


def _known(keys: dict[int, UUID]) -> list[int]:
    found = dict(Payment.objects.filter(key__in=keys.values()).values_list("key", "pk"))
    return [found[key] for key in keys.values() if key in found]


def _check(handed: Sequence[Handed], taken_on: date, today: date) -> None:
    if not handed or any(not one.months for one in handed):
        raise Invalid(_("请至少选一名党员和一个月"), field="months")
    if len({one.member_id for one in handed}) != len(handed):
        raise Invalid(_("同一名党员写了两次"), field="months")
    if taken_on > today:
        raise Invalid(_("收款日期不能晚于今天"), field="taken_on")
    for month in (month for one in handed for month in one.months):
        if month.day != 1 or month.year > today.year:
            raise Invalid(_("最多交到今年十二月"), field="months", rule=_("数额每年核定一次"))


def _locked(unit_id: int, members: dict[int, UUID], months: Sequence[date]) -> dict[tuple[int, date], DueLine]:
    found = Due.objects.filter(member__in=list(members), month__in=months, cancelled_at=None)
    ids = [row.pk for row in found.select_for_update().order_by("pk")]
    known = lines(Due.objects.filter(pk__in=ids))
    return {(line.member_id, line.month): line for line in known if line.unit_id == unit_id}


def _shares(
    one: Handed, known: dict[tuple[int, date], DueLine], taken_on: date, note: str
) -> list[tuple[DueLine, int]]:
    found = []
    for month in sorted(one.months):
        line, fen = known.get((one.member_id, month)), one.months[month]
        if line is None:
            raise NotDue(
                _("%(month)s：此人这个月不用向本支部交党费，或还没有核定数额") % {"month": month.strftime(MONTHS)},
                field="months", rule=_("收缴日的党员名册决定谁该交、交到哪个支部"), remedy=_("请核对名册和核定的数额"),
            )  # fmt: skip
        if not line.open_fen:
            raise AlreadyPaid(
                _("%(name)s %(month)s 的党费已经交清") % {"name": line.name, "month": month.strftime(MONTHS)},
                remedy=_("请刷新页面看现在的情况"),
            )
        fen = line.open_fen if fen is None else fen
        if not 1 <= fen <= line.open_fen:
            raise Invalid(
                _("%(month)s 还应交 %(open)s 元，填写的数额要大于零、不超过它")
                % {"month": month.strftime(MONTHS), "open": f"{line.open_fen / 100:.2f}"}, field="months",
            )  # fmt: skip
        if taken_on > policy.last_day_to_pay(month) and not note.strip():
            raise Invalid(
                _("%(month)s 的党费已超过 6 个月，请写明为什么现在补交") % {"month": month.strftime(MONTHS)},
                field="note", rule=_("补交一般不超过 6 个月"),
            )  # fmt: skip
        found.append((line, fen))
    return found


def _write(
    wanted: Sequence[tuple[Handed, list[tuple[DueLine, int]]]], keys: dict[int, UUID], *, actor: Actor, at: datetime,
    unit_id: int, taken_on: date, way: Way, note: str,
) -> list[Payment]:  # fmt: skip
    rows = [
        Payment(
            unit_id=unit_id, member_id=one.member_id, fen=sum(fen for _line, fen in shares), taken_on=taken_on, way=way,
            note=note.strip()[:200], key=keys[one.member_id], taken_by=actor.name[:80], taken_at=at,
        )
        for one, shares in wanted
    ]  # fmt: skip
    try:
        with transaction.atomic():
            made = Payment.objects.bulk_create(rows)
            Share.objects.bulk_create(
                Share(payment=row, due_id=line.id, part=line.parts + 1, fen=fen)
                for row, (_one, shares) in zip(made, wanted, strict=True)
                for line, fen in shares
            )
    except IntegrityError as error:
        raise AlreadyPaid(
            _("刚刚有别人登记了其中的月份"), remedy=_("请刷新页面看现在的情况，再登记还没有交的")
        ) from error
    return made
