"""Events: facts in the past tense, before they are written into the ledger."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

type_of_dim = str | int | bool | None
_ENVELOPE = frozenset({"site_id", "unit_id", "reader_id", "quantity"})
registry: dict[str, type[Event]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened and counts. Rooms subclass it in ``events.py``, one class per fact.

    ``FACT`` is ``room.noun-verbed`` (``circulation.item-lent``), ``UNIT`` the unit of count (册次),
    ``quantity`` a signed integer in base units. ``reader_id`` never reaches the ledger: it becomes
    a pseudonym. Every other field of the subclass is a small dimension of the fact.
    """

    FACT: ClassVar[str] = ""
    UNIT: ClassVar[str] = ""
    STOCK: ClassVar[bool] = False  # running sums of a stock fact are the stock on a day

    site_id: int | None
    unit_id: int | None = None
    reader_id: int | None = None
    quantity: int = 1

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.FACT:
            known = registry.setdefault(cls.FACT, cls)
            if known.__qualname__ != cls.__qualname__:
                raise ValueError(f"the fact {cls.FACT} is declared twice")

    def dims(self) -> dict[str, type_of_dim]:
        """Return the small dimensions of the fact, without empty ones."""
        named = zip(dim_names(type(self)), self.dim_values(), strict=True)
        return {name: value for name, value in named if value is not None and value != ""}

    def dim_values(self) -> tuple[type_of_dim, ...]:
        """Return the values of every dimension that the class has, empty ones too."""
        return tuple([getattr(self, name) for name in dim_names(type(self))])


_names: dict[type[Event], tuple[str, ...]] = {}


def dim_names(kind: type[Event]) -> tuple[str, ...]:
    """Return the names of the dimensions that a class of events has."""
    known = _names.get(kind)
    if known is None:
        known = _names[kind] = tuple(f.name for f in fields(kind) if f.name not in _ENVELOPE)
    return known
