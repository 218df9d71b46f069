"""What the table of rules says about holds: whether, how many at once, how long a copy waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shushan.catalogue import public as catalogue
from shushan.circulation.holds.errors import HoldLimitReached, NotForHolds
from shushan.circulation.holds.options import MOST_HOLDS, SHELF_DAYS
from shushan.circulation.holds.queries import count_holds
from shushan.circulation.money.errors import OwesTooMuch
from shushan.circulation.money.options import OWING_STOPS_HOLDS
from shushan.circulation.money.queries import against
from shushan.circulation.money.words import owes_for_holds
from shushan.circulation.rules import words
from shushan.circulation.rules.holding import case_of
from shushan.circulation.rules.policy import Row, matching
from shushan.circulation.rules.queries import table
from shushan.options import public as options
from shushan.people import public as people

_ANY: Final = 1 << 20


def check(items: Sequence[catalogue.ItemValue], reader: people.ReaderValue, at: datetime) -> None:
    """Refuse a hold that no copy's row allows, or one too many. ``items``: the copies that could serve it.

    Of several copies the row that allows most speaks: one that may be waited for is enough.

    :raises NotForHolds: :raises HoldLimitReached:
    """
    rows = table().at(at)
    winners = [matching(rows, case_of(reader.category, item))[0] for item in items]
    allowing = [row for row in winners if row.terms.may_hold]
    if not allowing:
        raise NotForHolds(
            _("这一种不开放预约"),
            rule=_("这一类不接受预约（本馆流通规则）") + words.marked(winners[0]),
            remedy=_("在架的可以直接来借或来馆阅览"),
        )
    _count(max(allowing, key=lambda row: _ANY if row.terms.most_holds is None else row.terms.most_holds), reader, at)


def check_owing(reader_id: int, at: datetime) -> None:
    """Refuse a hold of whoever owes more than the library allows, where its setting says so.

    :raises OwesTooMuch:
    """
    for one in against(reader_id, at):
        if options.get(OWING_STOPS_HOLDS, at=at):
            message, rule, remedy = owes_for_holds(one)
            raise OwesTooMuch(message, rule=rule, remedy=remedy)


def shelf_days(item: catalogue.ItemValue, reader: people.ReaderValue, at: datetime) -> int:
    """Return how many open days a copy waits on the pick-up shelf: what its row says, else the setting."""
    said = matching(table().at(at), case_of(reader.category, item))[0].terms.hold_shelf_days
    return options.get(SHELF_DAYS, at=at) if said is None else said


def _count(row: Row, reader: people.ReaderValue, at: datetime) -> None:
    most, said = options.get(MOST_HOLDS, at=at), ""
    if row.terms.most_holds is not None:
        most, said = row.terms.most_holds, words.marked(row)
    held = count_holds(reader.id)
    if held >= most:
        told = ngettext("已经预约了 %(n)s 种，到了上限", "已经预约了 %(n)s 种，到了上限", held)
        raise HoldLimitReached(
            told % {"n": held},
            rule=_("最多同时预约 %(n)s 种（本馆流通规则）") % {"n": most} + said,
            remedy=_("请先取消一个，或等取到一种再约"),
        )
