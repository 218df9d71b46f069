"""Facts of the indicators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ValueSigned(Event):
    """A value of a period was signed. ``basis`` says from records, by estimate or by hand, ``method`` CT or ES."""

    FACT: ClassVar[str] = "indicators.value-signed"
    UNIT: ClassVar[str] = "个"

    basis: str = ""
    method: str = ""
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class ValueUnlocked(Event):
    """A signed value was opened again by two persons."""

    FACT: ClassVar[str] = "indicators.value-unlocked"
    UNIT: ClassVar[str] = "个"

    code: str = ""


@dataclass(frozen=True, kw_only=True)
class ValueRestated(Event):
    """A signed value was replaced in the open by another; both stay."""

    FACT: ClassVar[str] = "indicators.value-restated"
    UNIT: ClassVar[str] = "个"

    code: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordsCameLate(Event):
    """So many records came, or were taken back, after the value that counts them had been signed."""

    FACT: ClassVar[str] = "indicators.records-came-late"
    UNIT: ClassVar[str] = "条"

    code: str = ""


@dataclass(frozen=True, kw_only=True)
class DutyStanding(Event):
    """A duty began (+1) or ended (−1)."""

    FACT: ClassVar[str] = "indicators.duty-standing"
    UNIT: ClassVar[str] = "项"
    STOCK: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class DutyUnowned(Event):
    """A standing duty came to have another number of accountable persons than one (+1), or again exactly one (−1)."""

    FACT: ClassVar[str] = "indicators.duty-unowned"
    UNIT: ClassVar[str] = "项"
    STOCK: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class DutyUnmeasured(Event):
    """A standing duty came to have no indicator (+1), or one (−1)."""

    FACT: ClassVar[str] = "indicators.duty-unmeasured"
    UNIT: ClassVar[str] = "项"
    STOCK: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class DutyCovered(Event):
    """A standing duty came to have an owner and an indicator (+1), or lost one of them (−1)."""

    FACT: ClassVar[str] = "indicators.duty-covered"
    UNIT: ClassVar[str] = "项"
    STOCK: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class MeasureDefined(Event):
    """A version of an indicator of the library's own was put in use."""

    FACT: ClassVar[str] = "indicators.measure-defined"
    UNIT: ClassVar[str] = "个"

    code: str = ""


@dataclass(frozen=True, kw_only=True)
class MeasureRetired(Event):
    """An indicator of the library's own was given up; what was signed under it stays."""

    FACT: ClassVar[str] = "indicators.measure-retired"
    UNIT: ClassVar[str] = "个"

    code: str = ""
