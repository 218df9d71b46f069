"""What the rules say about one more loan or renewal: asked by the acts and, writing nothing, by the question page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shushan.catalogue import public as catalogue
from shushan.circulation import policy
from shushan.circulation.holds.queries import Touched
from shushan.circulation.models import Loan
from shushan.circulation.money import queries as money
from shushan.circulation.operations import settling
from shushan.circulation.operations.loans import OpenLoan, standing_of
from shushan.circulation.policy import Hindrance, Rule, Rules
from shushan.circulation.rules import lengths
from shushan.circulation.rules.holding import case_of, house, rules_of
from shushan.circulation.rules.lengths import Due
from shushan.circulation.rules.policy import DepositBy
from shushan.circulation.troubles import queries as troubles
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was found: the rules that hold, the end they give, and every rule that says no."""

    rules: Rules
    due: Due
    against: tuple[Hindrance, ...]


def lending(
    item: catalogue.ItemValue,
    reader: people.ReaderValue,
    known: Sequence[OpenLoan],
    touched: Touched,
    site_id: int,
    at: datetime,
) -> Weighed:
    """Weigh a loan. ``known``: the open loans of the reader and the item; ``touched``: what holds it would touch."""
    rules = rules_of(case_of(reader.category, item), at=at)
    troubles.excuse((one.loan for one in known if one.loan.reader_id == reader.id), at)
    against = (
        *policy.against_lending(standing_of(reader, known, at), rules, ledger.local_day(at)),
        *_against_deposit(item, reader.id, known, rules),
        *settling.against_lending(touched, item.id, reader.id),
        *money.against(reader.id, at),
    )
    place = house(places.calendar(site_id), rules.closed_day)
    return Weighed(rules, lengths.due(rules.terms, at, place, last=rules.last_day(reader.card_expires_on)), against)


def renewing(loan: Loan, item: catalogue.ItemValue, reader: people.ReaderValue, at: datetime) -> Weighed:
    """Weigh a renewal of an open loan."""
    rules, zone = rules_of(case_of(reader.category, item), at=at), ledger.zone()
    place = house(places.calendar(loan.lent_site_id), rules.closed_day)
    due = lengths.renewed(rules.terms, loan.due_at, at, place, last=rules.last_day(reader.card_expires_on))
    standing = standing_of(reader, ())
    found = policy.against_renewing(standing, rules, at, zone, due_at=loan.due_at, renewals=loan.renewals)
    against = (
        *found,
        *policy.against_gaining_nothing(loan.due_at, due, rules, found),
        *settling.against_renewing(item, reader.id, at),
        *money.against(reader.id, at),
        *troubles.against_renewing(loan),
    )
    return Weighed(rules, due, against)


def _against_deposit(
    item: catalogue.ItemValue, reader_id: int, known: Sequence[OpenLoan], rules: Rules
) -> tuple[Hindrance, ...]:
    """Return the rule that a deposit must lie here; asks the cash book only where the row wants one."""
    terms = rules.terms
    if terms.deposit is DepositBy.NONE:
        return ()
    needed = terms.deposit_fen
    if terms.deposit is DepositBy.PRICE:
        out = sum(one.price_fen or 0 for one in known if one.loan.reader_id == reader_id)
        needed = out + (item.price_fen or 0)
    held = money.balance(reader_id).deposit_fen
    return (Hindrance(Rule.DEPOSIT, needed, held, row=rules.row),) if held < needed else ()
