"""What the table of rules says about holds: whether, how many at once, how long a copy waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shushan.catalogue import public as catalogue
from shushan.circulation.holds import queries
from shushan.circulation.holds.errors import HoldLimitReached, NotForHolds
from shushan.circulation.holds.models import Hold
from shushan.circulation.holds.options import MOST_HOLDS, SHELF_DAYS
from shushan.circulation.holds.queries import count_holds
from shushan.circulation.money import queries as money
from shushan.circulation.money.errors import OwesTooMuch
from shushan.circulation.money.options import OWING_STOPS_HOLDS
from shushan.circulation.money.words import owes_for_holds
from shushan.circulation.rules import words
from shushan.circulation.rules.holding import case_of, may_wait
from shushan.circulation.rules.policy import Row, matching
from shushan.circulation.rules.queries import table
from shushan.kernel.errors import Refused
from shushan.options import public as options
from shushan.people import public as people
from shushan.people.public import ReaderCategory


def against(items: Sequence[catalogue.ItemValue], reader: people.ReaderValue, at: datetime) -> list[Refused]:
    """Return what the rules say against one more hold: ``NotForHolds``, or ``HoldLimitReached``.

    ``items``: the copies that could serve it. Of several the row that allows most speaks: one copy is enough.
    """
    rows = table().at(at)
    found = [
        (matching(rows, case_of(reader.category, item))[0], may_wait(rows, reader.category, item)) for item in items
    ]
    allowing = [row for row, may in found if may]
    if not allowing:
        refused = NotForHolds(
            _("这一种不开放预约"),
            rule=_("这一类不接受预约（本馆流通规则）") + words.marked(found[0][0]),
            remedy=_("在架的可以直接来借或来馆阅览"),
        )
        return [refused]
    ordinarily = int(options.get(MOST_HOLDS, at=at))
    return _count(max(allowing, key=lambda row: _most(row, ordinarily)), ordinarily, reader)


def queue_for(item: catalogue.ItemValue, at: datetime) -> QuerySet[Hold]:
    """Return the waiting holds that an item may serve, in the order of serving: of those readers who may wait for it."""
    rows, queue = table().at(at), queries.waiting_for(item)
    may = [category for category in ReaderCategory if may_wait(rows, category, item)]
    return queue if len(may) == len(ReaderCategory) else queue.filter(reader__category__in=may)


def others_wait(item: catalogue.ItemValue, reader_id: int, at: datetime) -> int:
    """Return how many holds of others this item may serve; nobody, the ordinary case, is known by one question."""
    if not queries.others_wait(item, reader_id):
        return 0
    return queue_for(item, at).exclude(reader_id=reader_id).count()


def against_owing(reader_id: int, at: datetime) -> list[Refused]:
    """Return ``OwesTooMuch`` for whoever owes more than the library allows, where its setting stops holds too."""
    found: list[Refused] = []
    for one in money.against(reader_id, at):
        if options.get(OWING_STOPS_HOLDS, at=at):
            message, rule, remedy = owes_for_holds(one)
            found.append(OwesTooMuch(message, rule=rule, remedy=remedy))
    return found


def shelf_days(item: catalogue.ItemValue, reader: people.ReaderValue, at: datetime) -> int:
    """Return how many open days a copy waits on the pick-up shelf: what its row says, else the setting."""
    said = matching(table().at(at), case_of(reader.category, item))[0].terms.hold_shelf_days
    return options.get(SHELF_DAYS, at=at) if said is None else said


def _most(row: Row, ordinarily: int) -> int:
    return ordinarily if row.terms.most_holds is None else row.terms.most_holds


def _count(row: Row, ordinarily: int, reader: people.ReaderValue) -> list[Refused]:
    most, said = _most(row, ordinarily), words.marked(row) if row.terms.most_holds is not None else ""
    held = count_holds(reader.id)
    if held < most:
        return []
    rule = _("最多同时预约 %(n)s 种（本馆流通规则）") % {"n": most} + said
    if not most:
        return [HoldLimitReached(_("这类读者不能预约"), rule=rule, remedy=_("在架的可以直接来借或来馆阅览"))]
    told = ngettext("已经预约了 %(n)s 种，到了上限", "已经预约了 %(n)s 种，到了上限", held)
    return [HoldLimitReached(told % {"n": held}, rule=rule, remedy=_("请先取消一个，或等取到一种再约"))]
