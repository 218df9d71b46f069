"""What would happen if this reader took this item at this site at this time: every reason at once, nothing written.

When the reader has it already, also what a renewal and a return would bring.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shushan.catalogue import public as catalogue
from shushan.circulation.eligibility import refusal
from shushan.circulation.holds.queries import touching
from shushan.circulation.models import Loan
from shushan.circulation.operations import weighing
from shushan.circulation.operations.lending import against_item, open_loans
from shushan.circulation.operations.loans import rule_of
from shushan.circulation.operations.returning import lateness_of
from shushan.circulation.policy import Rules
from shushan.circulation.rules.lengths import Due
from shushan.circulation.rules.overdue import Lateness
from shushan.circulation.rules.terms import RuleName
from shushan.kernel.errors import Refused
from shushan.people import public as people
from shushan.places import public as places


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a renewal would answer; ``due`` is where it would end, also when there are reasons against it."""

    rules: Rules
    reasons: tuple[Refused, ...]
    due: Due
    renewals: int


@dataclass(frozen=True, slots=True)
class ComingBack:
    """What a return would answer: ``lateness`` None when in time. ``rule``: the one the loan was made under.

    ``goes_to``: the site that it would be sent to first, because the rule lets it come back there only.
    """

    due_at: datetime
    rule: RuleName | None
    lateness: Lateness | None
    goes_to: places.SiteValue | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The answer. ``reasons`` is empty when the lending would succeed; each may name the verb that sets it aside.

    ``renewal`` and ``coming_back`` are there when the reader has the item already.
    """

    item: catalogue.ItemValue
    reader: people.ReaderValue
    site: places.SiteValue
    at: datetime
    rules: Rules
    held: int
    reasons: tuple[Refused, ...]
    due: Due
    is_open_then: bool
    renewal: Renewal | None = None
    coming_back: ComingBack | None = None

    @property
    def can_be_set_aside(self) -> bool:
        """Whether somebody with the grant could lend although there are reasons."""
        return bool(self.reasons) and all(one.override for one in self.reasons)


def forecast(*, item_id: int, reader_id: int, site_id: int, at: datetime) -> Forecast:
    """Return what lending would answer at that instant, from the loans as they are now, by the very rules of lending.

    :raises NoSuchItem: :raises NoSuchReader: :raises NotFound: no such site
    """
    item, reader = catalogue.item(item_id), people.reader(reader_id, at=at)
    known = open_loans(item_id, reader_id)
    found = weighing.lending(item, reader, known, touching(item_id, item.record_id, reader_id), site_id, at)
    own = next((one.loan for one in known if one.loan.item_id == item_id and one.loan.reader_id == reader_id), None)
    return Forecast(
        item=item,
        reader=reader,
        site=places.site(site_id),
        at=at,
        rules=found.rules,
        held=sum(one.loan.reader_id == reader_id for one in known),
        reasons=(*against_item(item, known, reader_id), *(refusal([one]) for one in found.against)),
        due=found.due,
        is_open_then=places.open_state(site_id, at).is_open,
        renewal=_renewal(own, item, reader, at) if own else None,
        coming_back=_coming_back(own, item, site_id, at) if own else None,
    )


def _renewal(loan: Loan, item: catalogue.ItemValue, reader: people.ReaderValue, at: datetime) -> Renewal:
    found = weighing.renewing(loan, item, reader, at)
    return Renewal(found.rules, tuple(refusal([one]) for one in found.against), found.due, loan.renewals)


def _coming_back(loan: Loan, item: catalogue.ItemValue, site_id: int, at: datetime) -> ComingBack:
    back_at = max(at, loan.lent_at)
    row = rule_of(loan)
    is_away = row is not None and row.terms.home_only and item.home_site_id != site_id
    goes_to = places.site(item.home_site_id) if is_away else None
    return ComingBack(loan.due_at, RuleName.of(row) if row else None, lateness_of(loan, item, back_at), goes_to)
