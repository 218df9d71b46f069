"""What the doctor asks this room: the loans are rebuilt from their facts and compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from shushan.circulation import due_days
from shushan.circulation.models import Hold, Loan, Transit
from shushan.circulation.money import checks as money_checks
from shushan.circulation.states import LoanState
from shushan.kernel.checks import Check, Finding, Severity
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
    wrong = 0
    facts = ledger.sums_by_subject((LENT, TAKEN_OVER, RETURNED, RENEWED))
    for pk, state, renewals in Loan.objects.values_list("pk", "state", "renewals").iterator(chunk_size=5000):
        told = facts.pop(f"circulation.loan:{pk}", {})
        due = (1, int(state == LoanState.BACK), renewals)  # what was lost did not come back
        if (_begun(told), told.get(RETURNED, 0), told.get(RENEWED, 0)) != due:
            wrong += 1
            if wrong <= SHOWN:
                what = f"the row says lent, returned, renewed {due}; its facts say {told}"
                yield Finding(f"circulation.loan:{pk}", what, _REMEDY)
    orphans = [subject for subject, told in facts.items() if any(told.values())]
    for subject in orphans[:SHOWN]:
        yield Finding(subject, "facts without a loan", _REMEDY)
    if wrong > SHOWN or len(orphans) > SHOWN:
        what = f"{wrong} loans differ from their facts, {len(orphans)} subjects have facts and no loan"
        yield Finding("circulation", what, _REMEDY)


def _begun(told: Mapping[str, int]) -> int:
    """Return how often a loan began by its facts: lent here, or taken over."""
    return told.get(LENT, 0) + told.get(TAKEN_OVER, 0)


def items_match_facts() -> Iterator[Finding]:
    """Rebuild from the facts which items are out (lent − returned per item) and compare with the open loans."""
    facts = ledger.sums_by_subject((LENT, TAKEN_OVER, RETURNED, LOST, FOUND))
    rebuilt: Counter[int] = Counter()
    kept: set[int] = set()
    for pk, item_id, state in Loan.objects.values_list("pk", "item_id", "state").iterator(chunk_size=5000):
        told = facts.get(f"circulation.loan:{pk}", {})
        rebuilt[item_id] += _begun(told) - told.get(RETURNED, 0) - told.get(LOST, 0) + told.get(FOUND, 0)
        if state == LoanState.OUT:
            kept.add(item_id)
    out = {item_id for item_id, times in rebuilt.items() if times}
    doubled = [item_id for item_id, times in rebuilt.items() if times not in (0, 1)]
    for item_id in [*sorted(out ^ kept), *doubled][:SHOWN]:
        what = f"by the facts lent {rebuilt[item_id]} × and not returned, by the loans {int(item_id in kept)} ×"
        yield Finding(f"catalogue.item:{item_id}", what, _REMEDY)


def holds_match_facts() -> Iterator[Finding]:
    """Compare what every hold is with its facts: placed once, ended once and in the way its state says."""
    names = ("placed", "filled", "cancelled", "expired")
    facts = ledger.sums_by_subject(tuple(f"circulation.hold-{name}" for name in names))
    rows = Hold.objects.values_list("pk", "state").iterator(chunk_size=5000)
    yield from _compared("circulation.hold", rows, facts, lambda state: {"placed": 1, state: 1}, names, "hold-")


def transits_match_facts() -> Iterator[Finding]:
    """Compare what every transit is with its facts: sent once, received when it says so."""
    facts = ledger.sums_by_subject(("circulation.item-sent", "circulation.item-received"))
    rows = Transit.objects.values_list("pk", "state").iterator(chunk_size=5000)
    yield from _compared(
        "circulation.transit", rows, facts, lambda state: {"sent": 1, state: 1}, ("sent", "received"), "item-"
    )


def _compared(
    noun: str,
    rows: Iterable[tuple[int, str]],
    facts: dict[str, Mapping[str, int]],
    due_of: Callable[[str], dict[str, int]],
    names: Sequence[str],
    prefix: str,
) -> Iterator[Finding]:
    found = 0
    for pk, state in rows:
        told, due = facts.pop(f"{noun}:{pk}", {}), due_of(state)
        if any(told.get(f"circulation.{prefix}{name}", 0) != due.get(name, 0) for name in names):
            found += 1
            if found <= SHOWN:
                yield Finding(f"{noun}:{pk}", f"the row says {state}; its facts say {told}", _REMEDY)
    for subject in [subject for subject, told in facts.items() if any(told.values())][:SHOWN]:
        yield Finding(subject, f"facts without a {noun.partition('.')[2]}", _REMEDY)
