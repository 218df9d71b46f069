"""Close a till: count the cash, explain a difference, hand in, carry over; the period is then shut for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from shushan.circulation.errors import ReasonNeeded
from shushan.circulation.money import book, events, policy
from shushan.circulation.money.errors import TillMoved, WrongAmount
from shushan.circulation.money.models import BookEntry, Closing, Till
from shushan.circulation.money.operations.charging import reason_given, within
from shushan.circulation.money.terms import Account, Method
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.policy import LEAST_REASON
from shushan.database.public import write
from shushan.kernel.actor import Actor

MOST_PIECES = 100_000


def subject(site_id: int) -> str:
    """Return the subject of the facts of a site's till."""
    return f"circulation.till:{site_id}"


@write()
def put_change(*, actor: Actor, at: datetime, site_id: int, amount_fen: int, note: str) -> None:
    """Put change into a till.

    :raises NotAllowed: :raises WrongAmount: :raises ReasonNeeded:
    """
    actor.require(MoneyAct.CLOSE, site_id=site_id)
    within(amount_fen)
    _moved(site_id, amount_fen, "in", reason_given(note), period=book.open_period(site_id), actor=actor, at=at)


@write()
def close_till(
    *,
    actor: Actor,
    at: datetime,
    site_id: int,
    coins: Mapping[int, int],
    carried_fen: int,
    seen_fen: int,
    reason: str = "",
) -> int:
    """Close a site's till over what was counted (denomination in fen → pieces) and return the closing's id.

    ``carried_fen`` stays in the till, the rest is handed in. ``seen_fen`` is the cash that the page said there should
    be. A difference needs a reason.

    :raises NotAllowed: :raises WrongAmount: :raises ReasonNeeded: :raises TillMoved: money moved since the page was shown
    """
    actor.require(MoneyAct.CLOSE, site_id=site_id)
    if set(coins) - set(policy.DENOMINATIONS) or not all(0 <= n <= MOST_PIECES for n in coins.values()):
        raise WrongAmount(_("张数不对"), field="coins", remedy=_("请填不小于零的整数"))
    counted = policy.counted(sorted(coins.items()))
    if not 0 <= carried_fen <= counted:
        raise WrongAmount(
            _("留作备用金的比点到的多"), field="carried", remedy=_("最多留 %(n)s 元") % {"n": policy.yuan(counted)}
        )
    period = book.open_period(site_id)
    expected = book.in_till(site_id)
    if expected != seen_fen:
        raise TillMoved(
            _("点钱的时候又有收付：现在应有 %(n)s 元") % {"n": policy.yuan(expected)}, remedy=_("请按新的数再点一次")
        )
    said = reason.strip()[:200]
    if counted != expected and len(said) < LEAST_REASON:
        raise _unexplained(counted, expected)
    by_method = of_period(site_id, period)
    if counted != expected:
        _differed(site_id, counted - expected, said, period=period, actor=actor, at=at)
    if counted > carried_fen:
        _moved(site_id, counted - carried_fen, "out", "", period=period, actor=actor, at=at)
    made = Closing.objects.create(
        site_id=site_id, period=period, at=at, opening_fen=opening(site_id, period), expected_fen=expected,
        counted_fen=counted, carried_fen=carried_fen, coins={str(fen): n for fen, n in coins.items() if n},
        by_method=by_method, reason=said, actor=actor.label, actor_name=actor.name[:80],
    )  # fmt: skip
    Till.objects.filter(site_id=site_id, period=period).update(period=F("period") + 1)
    return made.pk


def _unexplained(counted: int, expected: int) -> ReasonNeeded:
    said = {
        "counted": policy.yuan(counted),
        "expected": policy.yuan(expected),
        "n": policy.yuan(abs(counted - expected)),
    }
    words = _("实点 %(counted)s 元，按账应有 %(expected)s 元，多 %(n)s 元")
    if counted < expected:
        words = _("实点 %(counted)s 元，按账应有 %(expected)s 元，少 %(n)s 元")
    return ReasonNeeded(
        words % said,
        rule=_("钱与账不符，要写明原因才能日结"),
        remedy=_("请再点一遍；确实不符，就写明原因"),
        field="reason",
    )


def opening(site_id: int, period: int) -> int:
    """Return the cash with which a period began, in fen: what the closing before carried over."""
    before = Closing.objects.filter(site_id=site_id, period=period - 1).first()
    return before.carried_fen if before else 0


def of_period(site_id: int, period: int) -> dict[str, list[int]]:
    """Return what came in and went out by method in a period, ``[in, out]`` in fen, change and handing in left out."""
    found = BookEntry.objects.filter(site_id=site_id, period=period).exclude(
        Q(debit__in=[Account.SAFE, Account.DIFFERENCE]) | Q(credit__in=[Account.SAFE, Account.DIFFERENCE])
    )
    sums: dict[str, list[int]] = {}
    for side, place in (("debit", 0), ("credit", 1)):
        rows = found.filter(**{f"{side}__in": list(Method)}).values_list(side).annotate(n=Sum("amount_fen")).order_by()
        for method, n in rows:
            sums.setdefault(method, [0, 0])[place] = n
    return sums


def _moved(site_id: int, amount: int, way: str, note: str, *, period: int, actor: Actor, at: datetime) -> None:
    into, out = (Method.CASH, Account.SAFE) if way == "in" else (Account.SAFE, Method.CASH)
    event = events.CashMoved(site_id=site_id, quantity=amount, method=Method.CASH.value, way=way)
    book.post(event, debit=into, credit=out, subject=subject(site_id), actor=actor, at=at, period=period, note=note)


def _differed(site_id: int, more: int, said: str, *, period: int, actor: Actor, at: datetime) -> None:
    way, into, out = (
        ("more", Method.CASH, Account.DIFFERENCE) if more > 0 else ("less", Account.DIFFERENCE, Method.CASH)
    )
    event = events.CashDiffered(site_id=site_id, quantity=abs(more), method=Method.CASH.value, way=way)
    book.post(event, debit=into, credit=out, subject=subject(site_id), actor=actor, at=at, period=period, note=said)
