"""Give the deposits of many readers back in one run: for a kind of reader that needs none any more (免押金)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.circulation.locks import one_at_a_time
from shushan.circulation.money import deposit_runs, policy
from shushan.circulation.money.deposit_runs import RunAsked
from shushan.circulation.money.errors import DepositNeeded, NoDeposit, NoSuchRun, OwingChanged, RunGoesOn
from shushan.circulation.money.models import Deposit, DepositRun, RetiredDeposit
from shushan.circulation.money.operations.charging import reason_given
from shushan.circulation.money.operations.deposits import give_back, not_needed
from shushan.circulation.money.queries import balance
from shushan.circulation.money.terms import Method
from shushan.circulation.money.verbs import MoneyAct
from shushan.database.public import write
from shushan.jobs import public as jobs
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Refused

SLICE = 20
JOB = "circulation.retire-deposits"


@write()
def start_run(*, actor: Actor, at: datetime, asked: RunAsked, reason: str, seen: tuple[int, int]) -> int:
    """Start giving deposits back, as a job; return the run's id. ``seen``: readers and fen that the page had shown.

    :raises NotAllowed: :raises ReasonNeeded: :raises NoDeposit: there is nothing to give back
    :raises OwingChanged: it is no longer what the page showed :raises RunGoesOn: another run is not over
    """
    actor.require(MoneyAct.RETIRE_DEPOSITS, site_id=asked.site_id)
    said = reason_given(reason)
    found = deposit_runs.preview(asked)
    if not found.readers:
        raise NoDeposit(_("没有可以退的押金"), remedy=_("请看看条件；欠费的读者要先付清"))
    if (found.readers, found.amount_fen) != seen:
        told = {"readers": found.readers, "yuan": policy.yuan(found.amount_fen)}
        raise OwingChanged(
            _("刚刚有变：现在是 %(readers)s 位读者、%(yuan)s 元") % told, remedy=_("请看清新的数目再开始")
        )
    try:
        with transaction.atomic():
            made = DepositRun.objects.create(
                category=asked.category, only_site_id=asked.site_id, with_loans=asked.with_loans, reason=said,
                readers=found.readers, amount_fen=found.amount_fen, made_at=at, actor=actor.label,
                actor_name=actor.name[:80],
            )  # fmt: skip
    except IntegrityError as error:
        raise RunGoesOn(_("还有一次批量退押金没有做完"), remedy=_("请等它做完再开始下一次")) from error
    _queue(made, actor, at)
    return made.pk


@write()
def try_again(*, actor: Actor, at: datetime, run_id: int) -> None:
    """Go once more over what a run left; what went back stays as it is.

    :raises NotAllowed: :raises NoSuchRun: :raises RunGoesOn:
    """
    row = _row(run_id)
    actor.require(MoneyAct.RETIRE_DEPOSITS, site_id=row.only_site_id)
    if DepositRun.objects.filter(ended_at=None).exists():
        raise RunGoesOn(_("还有一次批量退押金没有做完"), remedy=_("请等它做完再开始下一次"))
    DepositRun.objects.filter(pk=run_id).update(ended_at=None)
    _queue(row, actor, at)


@write()
def retire_some(*, actor: Actor, at: datetime, run_id: int, after: int, limit: int = SLICE) -> tuple[int, int]:
    """Give back what some readers above an id deposited; return the last reader's id (0: none left) and how many.

    The same slice again gives nothing twice: what went back is held no longer. :raises NotAllowed: :raises NoSuchRun:
    """
    row = _row(run_id)
    actor.require(MoneyAct.RETIRE_DEPOSITS, site_id=row.only_site_id)
    asked = RunAsked(row.category, row.only_site_id, row.with_loans)
    found = (
        deposit_runs.held(asked).filter(reader_id__gt=after).order_by("reader_id").values_list("reader_id", flat=True)
    )
    readers = [reader_id for reader_id in found.distinct()[:limit] if reader_id]
    for reader_id in readers:
        one_at_a_time(reader_id)
        sites = (
            deposit_runs.held(asked).filter(reader_id=reader_id).order_by("site_id").values_list("site_id", flat=True)
        )
        for site_id in list(sites.distinct()):
            _retire(row, reader_id, site_id, actor, at)
    return (readers[-1] if len(readers) == limit else 0), len(readers)


@write()
def end_run(*, actor: Actor, at: datetime, run_id: int) -> None:
    """Say that a run is over. :raises NotAllowed: :raises NoSuchRun:"""
    row = _row(run_id)
    actor.require(MoneyAct.RETIRE_DEPOSITS, site_id=row.only_site_id)
    DepositRun.objects.filter(pk=run_id, ended_at=None).update(ended_at=at)


def _retire(row: DepositRun, reader_id: int, site_id: int, actor: Actor, at: datetime) -> None:
    """Give back what one reader left at one site, or write down why not."""
    if RetiredDeposit.objects.filter(run=row, reader_id=reader_id, site_id=site_id, receipt__isnull=False).exists():
        return  # what lies here now was left after the run had given the first back
    lying = Deposit.objects.filter(reader_id=reader_id, site_id=site_id, returned_at=None)
    fen = sum(lying.values_list("amount_fen", flat=True))
    receipt_id, why = None, ""
    try:
        with write():
            _check(row, reader_id)
            receipt_id = give_back(
                reader_id, Method.TRANSFER, site_id=site_id, actor=actor, at=at, taken_at_site=site_id
            )
    except Refused as refusal:
        why = refusal.message[:200] or refusal.code
    RetiredDeposit.objects.update_or_create(
        run=row,
        reader_id=reader_id,
        site_id=site_id,
        defaults={"amount_fen": fen, "receipt_id": receipt_id, "why": why, "at": at},
    )


def _check(row: DepositRun, reader_id: int) -> None:
    """:raises DepositNeeded: something is owed, or out where that matters"""
    if not row.with_loans:
        not_needed(reader_id)
        return
    owes = balance(reader_id).owed_fen
    if owes:
        raise DepositNeeded(_("还欠 %(n)s 元") % {"n": policy.yuan(owes)}, remedy=_("请先付费"))


def _row(run_id: int) -> DepositRun:
    found = DepositRun.objects.filter(pk=run_id).first()
    if found is None:
        raise NoSuchRun(_("没有这次批量退押金"))
    return found


def _queue(row: DepositRun, actor: Actor, at: datetime) -> None:
    job_id = jobs.start(
        JOB, {"run_id": row.pk}, actor=actor, at=at, title=_("批量退押金：%(why)s") % {"why": row.reason}
    )
    DepositRun.objects.filter(pk=row.pk).update(job_id=job_id)
