"""What the doctor asks this room: the loans are rebuilt from their facts and compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import Count
from django.utils.translation import gettext as _

from shushan.circulation import due_days
from shushan.circulation.models import Hold, Loan, Transit
from shushan.circulation.money import checks as money_checks
from shushan.circulation.states import LoanState
from shushan.kernel.checks import Check, Few, Finding, Severity
from shushan.kernel.clock import now
from shushan.ledger import public as ledger

TAKEN_OVER = "circulation.loan-taken-over"  # stands for the lending of a loan that moved in
LENT, RETURNED, RENEWED = "circulation.item-lent", "circulation.item-returned", "circulation.loan-renewed"
LOST, FOUND = "circulation.item-lost", "circulation.item-found"
SHOWN = 20  # findings; the rest is summed up
_REMEDY = "restore the last backup and compare, or reverse the fact that has no loan"


def checks() -> list[Check]:
    """Return this room's questions."""
    return [
        Check("circulation.loans", _("每笔借阅都由它的事实说明，每件事实都有它的借阅"), loans_match_facts),
        Check("circulation.items", _("按事实重算，一册书至多在一笔未还的借阅里"), items_match_facts),
        Check("circulation.holds", _("每个预约都由它的事实说明，只结束一次"), holds_match_facts),
        Check("circulation.transits", _("每次调拨都由它的事实说明"), transits_match_facts),
        Check("circulation.due-days", _("每一天到期的借阅与台账里记的一致"), due_days_match_loans),
        *money_checks.checks(),
    ]


def due_days_match_loans() -> Iterator[Finding]:
    """Compare the days that the night still counts again: nothing may lack, and no more than today's acts may be over."""
    for site_id, lacking, over in due_days.mismatches(at=now()):
        what = f"{lacking} loans fell due without their fact, {over} facts have no loan"
        yield Finding(f"circulation.due-day:{site_id}", what, due_days.REMEDY, Severity.WARNING)


def loans_match_facts() -> Iterator[Finding]:
    """Compare what every loan is with what its facts add up to: lent once, returned when back, renewed so often."""
    differing, strays = Few(), Few()
    loans = Loan.objects.order_by("pk").values_list("pk", "state", "renewals").iterator(chunk_size=5000)
    rows = ((f"circulation.loan:{pk}", (state, renewals)) for pk, state, renewals in loans)
    for subject, told, row in ledger.beside((LENT, TAKEN_OVER, RETURNED, RENEWED), rows):
        if row is None:
            if any(told.values()):
                strays.add(subject, "facts without a loan", _REMEDY)
            continue
        due = (1, int(row[0] == LoanState.BACK), row[1])  # what was lost did not come back
        if (_begun(told), told.get(RETURNED, 0), told.get(RENEWED, 0)) != due:
            differing.add(subject, f"the row says lent, returned, renewed {due}; its facts say {told}", _REMEDY)
    yield from (*differing.first, *strays.first)
    if differing.has_more or strays.has_more:
        what = f"{differing.count} loans differ from their facts, {strays.count} subjects have facts and no loan"
        yield Finding("circulation", what, _REMEDY)


def _begun(told: Mapping[str, int]) -> int:
    """Return how often a loan began by its facts: lent here, or taken over."""
    return told.get(LENT, 0) + told.get(TAKEN_OVER, 0)


def items_match_facts() -> Iterator[Finding]:
    """Rebuild from the facts which items are out (lent − returned per item) and compare with the open loans.

    Only items of a loan whose facts do not add up to it are kept in memory, and items that are out twice.
    """
    off: Counter[int] = Counter()  # by how much the facts of an item's loans say more than the loans
    loans = Loan.objects.order_by("pk").values_list("pk", "item_id", "state").iterator(chunk_size=5000)
    rows = ((f"circulation.loan:{pk}", (item_id, state)) for pk, item_id, state in loans)
    for _subject, told, row in ledger.beside((LENT, TAKEN_OVER, RETURNED, LOST, FOUND), rows):
        if row is not None:
            by_facts = _begun(told) - told.get(RETURNED, 0) - told.get(LOST, 0) + told.get(FOUND, 0)
            if more := by_facts - int(row[1] == LoanState.OUT):
                off[row[0]] += more
    open_loans = Loan.objects.filter(state=LoanState.OUT).values("item_id").annotate(n=Count("pk")).order_by("item_id")
    times = dict(open_loans.filter(n__gt=1).values_list("item_id", "n"))
    doubtful = sorted({*off, *times})
    for first in range(0, len(doubtful), 5000):
        some = open_loans.filter(item_id__in=doubtful[first : first + 5000])
        times |= dict(some.values_list("item_id", "n"))
    rebuilt = {item_id: times.get(item_id, 0) + off[item_id] for item_id in doubtful}
    differing = [item_id for item_id, n in rebuilt.items() if bool(n) != (item_id in times)]
    doubled = [item_id for item_id, n in rebuilt.items() if n not in (0, 1)]
    for item_id in [*differing, *doubled][:SHOWN]:
        what = f"by the facts lent {rebuilt[item_id]} × and not returned, by the loans {int(item_id in times)} ×"
        yield Finding(f"catalogue.item:{item_id}", what, _REMEDY)


def holds_match_facts() -> Iterator[Finding]:
    """Compare what every hold is with its facts: placed once, ended once and in the way its state says."""
    ends = ("filled", "cancelled", "expired")
    rows = Hold.objects.order_by("pk").values_list("pk", "state").iterator(chunk_size=5000)
    yield from _compared("circulation.hold", rows, "hold-", ("placed", *ends))


def transits_match_facts() -> Iterator[Finding]:
    """Compare what every transit is with its facts: sent once, received when it says so."""
    rows = Transit.objects.order_by("pk").values_list("pk", "state").iterator(chunk_size=5000)
    yield from _compared("circulation.transit", rows, "item-", ("sent", "received"))


def _compared(noun: str, rows: Iterable[tuple[int, str]], prefix: str, names: Sequence[str]) -> Iterator[Finding]:
    """Compare rows with facts that are called as the states; each row began in the first of them."""
    differing, strays = Few(), Few()
    facts = [f"circulation.{prefix}{name}" for name in names]
    for subject, told, state in ledger.beside(facts, ((f"{noun}:{pk}", state) for pk, state in rows)):
        if state is None:
            if any(told.values()):
                strays.add(subject, f"facts without a {noun.partition('.')[2]}", _REMEDY)
        elif any(told.get(fact, 0) != int(name in (names[0], state)) for fact, name in zip(facts, names, strict=True)):
            differing.add(subject, f"the row says {state}; its facts say {told}", _REMEDY)
    yield from (*differing.first, *strays.first)
