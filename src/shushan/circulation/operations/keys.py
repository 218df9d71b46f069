"""Idempotency keys: whoever sends an act twice under one key gets the first answer, and the act is done once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from shushan.circulation.errors import KeyOfAnotherAct
from shushan.circulation.models import KeyedAct
from shushan.circulation.rules.queries import version
from shushan.circulation.rules.terms import RuleName
from shushan.circulation.terms import Lent, LoanAct
from shushan.database.public import Prepared, insert_row, write
from shushan.kernel.actor import Actor

KEPT: Final = timedelta(days=90)  # a desk that was off line sends again within days, never after a quarter
SLICE: Final = 1000  # rows in one transaction, so that desks do not wait


def answered(
    key: UUID | None,
    act: LoanAct,
    *,
    item_id: int | None = None,
    loan_id: int | None = None,
    reader_id: int | None = None,
) -> Lent | None:
    """Return the answer that was given under a key, or None when it is new. Whoever asks holds the key's lock.

    :raises KeyOfAnotherAct: the key was used for another act, item, loan or reader
    """
    if key is None:
        return None
    found = next(iter(_GIVEN.rows(key)), None)
    if found is None:
        return None
    was, loan, item, reader, due_at, site, came_from, rule_id = found
    is_other_reader = reader_id is not None and reader not in (reader_id, None)
    if was != act or item_id not in (item, None) or loan_id not in (loan, None) or is_other_reader:
        raise KeyOfAnotherAct(_("这个请求编号已经用在另一笔借阅上"), remedy=_("请用新的编号再发一次"))
    row = version(rule_id) if rule_id else None
    return Lent(loan, item, reader, due_at, site, True, came_from, rule=RuleName.of(row) if row else None)


_GIVEN = Prepared(
    lambda key: KeyedAct.objects.filter(pk=key).values_list(
        "act", "loan_id", "loan__item_id", "loan__reader_id", "due_at", "site_id", "came_from_id", "loan__rule_id"
    ),
    UUID,
)


def keep(key: UUID | None, act: LoanAct, done: Lent, at: datetime) -> Lent:
    """Keep an answer under its key, in the transaction of the act, and return it."""
    if key is not None:
        kept = KeyedAct(
            key=key, act=act.value, loan_id=done.loan_id, due_at=done.due_at, site_id=done.at_site_id,
            came_from_id=done.came_from, done_at=at,
        )  # fmt: skip
        insert_row(kept)
    return done


@write()
def drop_old_keys(*, actor: Actor, at: datetime, limit: int = SLICE) -> int:
    """Forget one slice of keys older than ninety days; return how many.

    :raises NotAllowed:
    """
    actor.require(LoanAct.ANONYMISE)
    old = list(KeyedAct.objects.filter(done_at__lt=at - KEPT).order_by("done_at").values_list("pk", flat=True)[:limit])
    KeyedAct.objects.filter(pk__in=old).delete()
    return len(old)
