"""Lost, missing, disputed, damaged, recalled and strange items and a desk's upload: no visit, issue or return is added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.kernel.actor import Actor
from shushan.people import public as people

LOST = 4
CLERK = "贺小满"
DESK = f"中心馆 2 号台 {CLERK}"  # where the acts without the server were done


def build_troubles(
    actor: Actor, sites: dict[str, int], readers: Sequence[int], items: Sequence[int], now: datetime
) -> None:
    """Let others have lost four books (one paid, one paid in part), two say that theirs came back, one damage stand open.

    The first reader's last loan is called back; two books were taken in that the catalogue does not know; one is missing
    on its shelf. ``readers`` and ``items`` are ids; ``sites`` are ids by code. Every act lies in the days before ``now``.
    """
    centre = sites["C"]
    out = circulation.loans(circulation.LoanFilter(site_ids=(centre,)), at=now, limit=60)
    loans = [line.loan for line in out if line.loan.reader_id not in (readers[0], None)]
    by_reader = list({loan.reader_id: loan for loan in loans}.values())
    lost, claimed, damaged = by_reader[:LOST], by_reader[LOST : LOST + 2], by_reader[LOST + 2]
    for n, loan in enumerate(lost):
        at = now - timedelta(days=1.2 - n / 10)
        made = circulation.declare_lost(actor=actor, at=at, loan_id=loan.id, reason="读者来馆报失")
        if n < 2:
            owed = [circulation.charge(one).left_fen for one in made]
            circulation.pay(
                actor=actor, at=now - timedelta(hours=20), reader_id=loan.reader_id or 0, site_id=centre,
                charge_ids=made, amount_fen=sum(owed) if n == 0 else owed[0], method="pos",
            )  # fmt: skip
    for loan, note in zip(claimed, ("六月投进还书箱了", "家人代还，在服务台"), strict=True):
        circulation.claim_returned(
            actor=actor, at=now - timedelta(hours=18), loan_id=loan.id, site_id=centre, note=note
        )
    circulation.note_damage(
        actor=actor,
        at=now - timedelta(hours=16),
        loan_id=damaged.id,
        site_id=centre,
        note="封底被水浸过",
        amount_fen=600,
    )
    circulation.recall_loan(
        actor=actor, at=now - timedelta(hours=12), loan_id=_last_due(readers[0], now), reason="教学参考，有班级要用"
    )
    for barcode in ("B0099871", "HC-OLD-0417"):
        circulation.take_stray(actor=actor, at=now - timedelta(hours=10), barcode=barcode, site_id=centre)
    catalogue.miss_item(_standing(items, centre), actor=actor, at=now - timedelta(hours=8))
    _send_up(actor, centre, by_reader[LOST + 3].item_id, by_reader[LOST + 3].reader_id or 0, now)


def _send_up(actor: Actor, site_id: int, item_id: int, reader_id: int, now: datetime) -> None:
    """Send up what a desk did the evening before without the server; settle one of the two acts that must be looked at."""
    way, happened = circulation.cut_off.Way, now - timedelta(hours=14)
    card, copy = people.reader(reader_id, at=now).card_number, catalogue.item(item_id).barcode
    acts = [
        (way.RENEW, card, copy, "读者在台前，机器断网"),
        (way.RETURN, "", "YC-2206-118", ""),
        (way.LEND, card, "B00888", ""),
        (way.LEND, "9910000", copy, ""),
    ]
    keys = []
    for n, (what, shown, barcode, reason) in enumerate(acts):
        at = happened + timedelta(minutes=3 * n)
        keys.append(uuid5(NAMESPACE_URL, f"shushan:demonstration:cut-off:{n}"))
        act = circulation.cut_off.PastAct(keys[-1], what, shown, barcode, at, at, DESK, site_id, reason=reason)
        circulation.cut_off.take_past_act(actor=actor, at=now - timedelta(hours=6), act=act)
    circulation.cut_off.settle_past_act(
        actor=replace(actor, name=CLERK),
        at=now - timedelta(hours=5),
        key=keys[2],
        note="条码抄漏一位，书在架上，读者没有借走",
    )


def _last_due(reader_id: int, now: datetime) -> int:
    """Return the loan of a reader that is due last."""
    return circulation.loans_of(reader_id, at=now)[-1].loan.id


def _standing(items: Sequence[int], site_id: int) -> int:
    """Return a copy that stands at its site, out with nobody and wanted by nobody, far from those used elsewhere."""
    some = [one for one in catalogue.items(items[-400:]).values() if one.site_id == one.home_site_id == site_id]
    taken = circulation.availability([one.id for one in some])
    return next(one.id for one in some if one.id not in taken)
