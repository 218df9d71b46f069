"""Own definitions for tests: one of each rule over a fact of the tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final

from shushan.indicators import public as indicators
from shushan.indicators.own.models import OwnVersion
from shushan.indicators.own.queries import columns_of
from shushan.indicators.public import CountRule, OwnPlan, Whole
from shushan.indicators.tests.make import AT, CHECKER, MAKER
from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DrumBeaten(Event):
    """A drum was beaten."""

    FACT: ClassVar[str] = "test.drum-beaten"
    UNIT: ClassVar[str] = "次"

    tone: str = ""
    loud: int | None = None
    is_last: bool = False


@dataclass(frozen=True, kw_only=True)
class DrumStilled(Event):
    """A drum was stilled."""

    FACT: ClassVar[str] = "test.drum-stilled"
    UNIT: ClassVar[str] = "次"

    tone: str = ""
    loud: int | None = None


@dataclass(frozen=True, kw_only=True)
class DrumBought(Event):
    """Drums were bought (+) or sold (−)."""

    FACT: ClassVar[str] = "test.drum-bought"
    UNIT: ClassVar[str] = "面"
    STOCK: ClassVar[bool] = True


BEATEN, STILLED, BOUGHT = DrumBeaten.FACT, DrumStilled.FACT, DrumBought.FACT
PLAN: Final = OwnPlan(
    code="Z01", name="鼓声", name_en="Drum beats", unit="次", unit_en="beats", definition="打鼓的次数",
    definition_en="How often a drum was beaten", source="本馆", rule=CountRule.SUM, valid_from=date(2020, 1, 1),
    facts=(BEATEN,), breakdowns=("tone", "unit"), is_personal=False,
)  # fmt: skip
PLANS: Final = {
    plan.code: plan
    for plan in (
        PLAN,
        replace(PLAN, code="Z02", rule=CountRule.COUNT, facts=(BEATEN, BOUGHT), breakdowns=("unit",)),
        replace(PLAN, code="Z03", rule=CountRule.DISTINCT, keys=("reader", "tone"), is_personal=True),
        replace(PLAN, code="Z04", rule=CountRule.DISTINCT, keys=("subject",), filters=(("tone", ("a", "b")),)),
        replace(PLAN, code="Z05", rule=CountRule.STOCK, facts=(BOUGHT,), base=12, decimals=2, breakdowns=()),
        replace(PLAN, code="Z06", rule=CountRule.PEAK, facts=(BEATEN, STILLED), minus=(STILLED,), breakdowns=()),
        replace(PLAN, code="Z07", rule=CountRule.MEDIAN, dim="loud", decimals=1),
        replace(
            PLAN, code="Z08", rule=CountRule.RATIO, facts=(), breakdowns=(), numerator="Z01", denominator="Z02",
            factor=100, decimals=1,
        ),
        replace(PLAN, code="Z09", filters=(("is_last", ("true",)), ("tone", ("a",))), present=("loud",), breakdowns=()),
        replace(PLAN, code="Z10", whole=Whole.LIBRARY),
        replace(PLAN, code="Z11", rule=CountRule.DISTINCT, keys=("unit", "day"), breakdowns=()),
        replace(PLAN, code="Z12", rule=CountRule.COUNT, filters=(("is_last", ("false",)),), breakdowns=("tone",)),
    )
}  # fmt: skip


def written(plan: OwnPlan, *, version: int = 1) -> None:
    """Write a version in use without its proof: tests of the figures record their facts afterwards."""
    OwnVersion.objects.create(
        **columns_of(plan), version=version, made_by=MAKER.label, checked_by=CHECKER.label, checked_at=AT
    )


def drafted_own(plan: OwnPlan = PLAN, **said: Any) -> int:
    """Return a draft."""
    return indicators.draft_definition(actor=MAKER, at=AT, plan=replace(plan, **said))


def in_use(plan: OwnPlan = PLAN, **said: Any) -> int:
    """Put a definition in use and return its version."""
    return indicators.use_definition(actor=CHECKER, at=AT, draft_id=drafted_own(plan, **said))
