"""A plausible table of lending rules, from the day of building on: the report's year keeps the rules it had."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from shushan.catalogue.public import ItemKind
from shushan.circulation import public as circulation
from shushan.circulation.public import Grace, Scope, Terms, Unit
from shushan.kernel.actor import Actor

WHY = "演示：开馆以来的规则表"


def build_rules(actor: Actor, sites: dict[str, int], now: datetime) -> None:
    """Let late returns cost days instead of money, and give serials, discs, reference books and a site their rows."""

    def add(name: str, name_en: str, scope: Scope, **terms: Any) -> None:
        circulation.add_rule(
            actor=actor, at=now, scope=scope, name=name, name_en=name_en, valid_from=now, note=WHY,
            terms=Terms(**(late | terms)),
        )  # fmt: skip

    late: dict[str, Any] = {"suspend_days": 1, "suspend_grace": 3, "suspend_cap": 30, "counts_closed": False}
    for row in circulation.table().at(now):
        circulation.change_rule(
            actor=actor, at=now, number=row.number, name=row.name, name_en=row.name_en, valid_from=now, note=WHY,
            terms=replace(row.terms, **late),
        )  # fmt: skip
    add("馆内阅览", "Reference", Scope(kind=ItemKind.REFERENCE), on_site=True, most_renewals=0, may_hold=False)
    add(
        "期刊", "Serials", Scope(kind=ItemKind.SERIAL), loan_length=14, renewal_length=14, most_items=4,
        renew_days_before=3,
    )  # fmt: skip
    add(
        "音像", "Video", Scope(kind=ItemKind.VIDEO), loan_length=7, most_renewals=0, most_items=2, fine_fen=20,
        grace=1, grace_reading=Grace.DELAYS, fine_cap_fen=1000, caps_at_price=True, suspend_days=0, home_only=True,
    )  # fmt: skip
    add(
        "少儿绘本", "Picture books for children", Scope(category="child", kind=ItemKind.PICTURE_BOOK),
        loan_unit=Unit.MONTHS, loan_length=1, renewal_length=1, renews_itself=True,
    )  # fmt: skip
    add("盐湾短期", "Short loans at Yanwan", Scope(site_id=sites["Y"]), loan_length=21, renewal_length=21, most_items=6)
