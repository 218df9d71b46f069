"""The rules that a library begins with, until it writes its own. A migration writes the same for old libraries."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Final

from shushan.circulation.rules.policy import Scope, Terms

EVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
GROUND: Final = 1  # the number of the rule for everyone and everything: it always stands
FIRST: Final = (
    (GROUND, "基本规则", "Basic rule", Scope(), Terms(most_items=10)),
    (2, "少儿读者", "Children", Scope(category="child"), Terms(most_items=5)),
    (3, "长者读者", "Elders", Scope(category="elder"), Terms(loan_length=60, most_items=10)),
)


def write_first(**_kwargs: object) -> None:
    """Write the first rules where there are none; after every migrate, and after a test emptied the tables."""
    from shushan.circulation.rules.models import LendingRule
    from shushan.circulation.rules.models import LendingRuleVersion as Version
    from shushan.circulation.rules.queries import columns_of

    if LendingRule.objects.exists():
        return
    for number, name, name_en, scope, terms in FIRST:
        rule = LendingRule.objects.create(number=number, **asdict(scope))
        Version.objects.create(
            rule=rule, name=name, name_en=name_en, valid_from=EVER, set_at=EVER, set_by="init", **columns_of(terms)
        )
