"""What would happen if this reader took this item at this site at this time: every reason at once, nothing written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shushan.catalogue import public as catalogue
from shushan.circulation import policy
from shushan.circulation.eligibility import refusal
from shushan.circulation.holds.queries import touching
from shushan.circulation.money import queries as money
from shushan.circulation.operations import settling
from shushan.circulation.operations.lending import against_item, open_loans
from shushan.circulation.operations.loans import standing_of
from shushan.circulation.policy import Rules
from shushan.circulation.rules import lengths
from shushan.circulation.rules.holding import case_of, house, rules_of
from shushan.circulation.rules.lengths import Due
from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places


@dataclass(frozen=True, slots=True)
class Forecast:
    """The answer. ``reasons`` is empty when the lending would succeed; each may name the verb that sets it aside."""

    item: catalogue.ItemValue
    reader: people.ReaderValue
    site: places.SiteValue
    at: datetime
    rules: Rules
    held: int
    reasons: tuple[Refused, ...]
    due: Due
    is_open_then: bool

    @property
    def can_be_set_aside(self) -> bool:
        """Whether somebody with the grant could lend although there are reasons."""
        return bool(self.reasons) and all(one.override for one in self.reasons)


def forecast(*, item_id: int, reader_id: int, site_id: int, at: datetime) -> Forecast:
    """Return what lending would answer at that instant, from the loans as they are now, by the very rules of lending.

    :raises NoSuchItem: :raises NoSuchReader: :raises NotFound: no such site
    """
    item, reader = catalogue.item(item_id), people.reader(reader_id, at=at)
    rules, today = rules_of(case_of(reader.category, item), at=at), ledger.local_day(at)
    known = open_loans(item_id, reader_id)
    against = (
        *policy.against_lending(standing_of(reader, known), rules, today),
        *settling.against_lending(touching(item_id, item.record_id, reader_id), item_id, reader_id),
        *money.against(reader_id, at),
    )
    place = house(places.calendar(site_id), rules.closed_day)
    return Forecast(
        item=item,
        reader=reader,
        site=places.site(site_id),
        at=at,
        rules=rules,
        held=sum(one.loan.reader_id == reader_id for one in known),
        reasons=(*against_item(item, known, reader_id), *(refusal([one]) for one in against)),
        due=lengths.due(rules.terms, at, place, last=rules.last_day(reader.card_expires_on)),
        is_open_then=places.open_state(site_id, at).is_open,
    )
