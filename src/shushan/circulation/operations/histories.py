"""Histories: cut the reader from returned loans, or keep them a while for whoever asks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from shushan.circulation.models import HistoryWish, Loan
from shushan.circulation.money.operations.keeping import part_from_loans
from shushan.circulation.money.queries import with_open_charge
from shushan.circulation.options import ANONYMISE_AFTER, HISTORY_DAYS
from shushan.circulation.states import LoanState
from shushan.circulation.terms import LoanAct
from shushan.circulation.troubles.options import LOST_REFUND_DAYS
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotAllowed
from shushan.notices import public as notices
from shushan.options import public as options
from shushan.people import public as people

SLICE = 1000  # rows in one transaction, so that desks do not wait


@write()
def anonymise_loans(*, actor: Actor, at: datetime, limit: int = SLICE) -> int:
    """Cut the reader from one slice of loans that came back long enough ago; return how many. Facts stay as they are.

    Readers who asked for their history keep it for the days of the option ``circulation.history-days``, the others
    for those of ``circulation.anonymise-after``. A loan for which something is owed keeps its reader until that is settled.

    :raises NotAllowed:
    """
    actor.require(LoanAct.ANONYMISE)
    days = options.get_many([ANONYMISE_AFTER, HISTORY_DAYS, LOST_REFUND_DAYS], at=at)
    wishing = HistoryWish.objects.values("reader_id")
    returned = Loan.objects.filter(state=LoanState.BACK, reader__isnull=False)
    soon = at - timedelta(days=int(days[ANONYMISE_AFTER.code]))
    late = at - timedelta(days=max(int(days[HISTORY_DAYS.code]), int(days[ANONYMISE_AFTER.code])))
    due = returned.filter(back_at__lt=soon).exclude(reader_id__in=wishing) | returned.filter(back_at__lt=late)
    gone = at - timedelta(days=int(days[LOST_REFUND_DAYS.code]))
    due |= Loan.objects.filter(state=LoanState.LOST, reader__isnull=False, back_at__lt=gone)
    ids = list(_free(due).order_by().values_list("pk", flat=True)[:limit])
    part_from_loans(ids)
    notices.forget_subjects([f"circulation.loan:{pk}" for pk in ids])
    return Loan.objects.filter(pk__in=ids).update(reader=None)


@write()
def keep_history(*, actor: Actor, at: datetime) -> None:
    """Keep one's own returned loans from now on.

    :raises NotAllowed:
    """
    HistoryWish.objects.get_or_create(reader_id=_own_reader(actor), defaults={"since": at})


@write()
def drop_history(*, actor: Actor, at: datetime) -> int:
    """Stop keeping one's own returned loans and cut those kept so far at once; return how many.

    Loans returned within the days of ``circulation.anonymise-after`` stay until the night they fall due.

    :raises NotAllowed:
    """
    reader_id = _own_reader(actor)
    HistoryWish.objects.filter(reader_id=reader_id).delete()
    soon = at - timedelta(days=options.get(ANONYMISE_AFTER, at=at))
    due = Loan.objects.filter(reader_id=reader_id, state=LoanState.BACK, back_at__lt=soon)
    ids = list(_free(due).values_list("pk", flat=True))
    part_from_loans(ids)
    notices.forget_subjects([f"circulation.loan:{pk}" for pk in ids])
    return Loan.objects.filter(pk__in=ids).update(reader=None)


@write()
def forget_reader(*, actor: Actor, at: datetime, reader_id: int) -> int:
    """Cut a reader who was erased from every returned loan, at once; return how many.

    :raises NotAllowed:
    """
    actor.require(LoanAct.ANONYMISE)
    HistoryWish.objects.filter(reader_id=reader_id).delete()
    return Loan.objects.filter(reader_id=reader_id).exclude(state=LoanState.OUT).update(reader=None)


def _free(loans: QuerySet[Loan]) -> QuerySet[Loan]:
    """Return those loans for which nothing is owed or to be given back."""
    return loans.exclude(pk__in=with_open_charge().values("loan_id"))


def _own_reader(actor: Actor) -> int:
    actor.require(LoanAct.KEEP_HISTORY)
    reader = people.reader_of_person(actor.id)
    if reader is None:
        raise NotAllowed(verb=LoanAct.KEEP_HISTORY)
    return reader.id
