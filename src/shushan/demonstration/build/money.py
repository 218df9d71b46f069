"""Charges, payments, deposits and one closing of a till, through the operations: no visit and no issue is added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from shushan.circulation import public as circulation
from shushan.kernel.actor import Actor


def build_money(
    actor: Actor, sites: dict[str, int], readers: Sequence[int], items: Sequence[int], now: datetime
) -> None:
    """Let the first reader owe a little, others have paid, been waived and left deposits; close yesterday's till.

    ``readers`` and ``items`` are ids; ``sites`` are ids by code. Every act lies in the days before ``now``.
    """
    centre, river = sites["C"], sites["H"]

    def charge(reader_id: int, kind: str, fen: int, reason: str, days: float, site: int = centre, item: int = 0) -> int:
        return circulation.charge_reader(
            actor=actor, at=now - timedelta(days=days), reader_id=reader_id, site_id=site, kind=kind, amount_fen=fen,
            reason=reason, item_id=item or None,
        )  # fmt: skip

    def pay(reader_id: int, charge_id: int, fen: int, days: float, method: str = "cash", site: int = centre) -> int:
        return circulation.pay(
            actor=actor, at=now - timedelta(days=days), reader_id=reader_id, site_id=site, charge_ids=[charge_id],
            amount_fen=fen, method=method,
        )  # fmt: skip

    me, others = readers[0], list(readers[61:75])
    circulation.put_change(actor=actor, at=now - timedelta(days=3), site_id=centre, amount_fen=20000, note="财务备用金")
    pay(me, charge(me, "card", 1000, "补办读者证", 2.9), 1000, 2.9)
    charge(me, "damage", 350, "书页有水渍", 2.5, item=items[7])
    pay(me, charge(me, "other", 400, "复印", 2.4), 200, 2.4)
    for n, reader_id in enumerate(others[:4]):
        kind, fen = (("damage", 1200), ("other", 300), ("lost", 4560), ("card", 1000))[n]
        made = charge(reader_id, kind, fen, "演示", 2.3, item=items[20 + n] if kind in ("damage", "lost") else 0)
        pay(reader_id, made, fen, 2.2, method=("cash", "pos")[n % 2])
    for reader_id in others[4:7]:
        circulation.take_deposit(
            actor=actor, at=now - timedelta(days=2.1), reader_id=reader_id, site_id=centre, amount_fen=10000, method="cash"
        )  # fmt: skip
    expected = circulation.till(centre).cash_fen
    coins = {10000: expected // 10000, 100: expected % 10000 // 100, 10: expected % 100 // 10}
    circulation.close_till(
        actor=actor, at=now - timedelta(days=1.5), site_id=centre, coins=coins, carried_fen=20000, seen_fen=expected
    )
    circulation.waive(
        actor=actor, at=now - timedelta(days=1), charge_id=charge(others[7], "damage", 800, "封面折角", 1.4, river),
        amount_fen=300, reason="低保家庭",
    )  # fmt: skip
    mistaken = pay(others[8], charge(others[8], "other", 500, "打印", 1.3), 500, 1.2)
    circulation.reverse_payment(actor=actor, at=now - timedelta(days=1.1), receipt_id=mistaken, reason="收错了读者")
    charge(others[9], "lost", 3800, "遗失", 1, item=items[30])
    circulation.return_deposit(
        actor=actor,
        at=now - timedelta(days=0.9),
        reader_id=_with_nothing_out(others[4:7]),
        site_id=centre,
        method="cash",
    )


def _with_nothing_out(reader_ids: Sequence[int]) -> int:
    return next((one for one in reader_ids if not circulation.count_open(one)), reader_ids[0])
