"""What may be chosen: the facts of the house, their dimensions, and how both are called."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from shushan.figures import public as figures
from shushan.figures.public import Breakdown
from shushan.indicators.own.words import DIMS, FACTS, ROOMS
from shushan.kernel.events import Event, dim_names, registry

SENSITIVE = frozenset({"organisation", "learning", "meetings", "development", "honours", "regulations", "dues"})
"""Rooms whose facts say something of members: figures over them stay inside the house."""
ALWAYS = ("site", "unit", "day")  # what every fact says


@dataclass(frozen=True, slots=True)
class DimWord:
    """A dimension of a fact: how it is called, whether it is a number, whether it says something of persons."""

    code: str
    name: object
    is_number: bool
    is_yes_no: bool
    is_personal: bool


@dataclass(frozen=True, slots=True)
class FactWord:
    """A fact that may be chosen."""

    code: str
    room: object
    name: object
    unit: str
    is_stock: bool
    dims: tuple[DimWord, ...]

    @property
    def is_sensitive(self) -> bool:
        """Whether it says something of members of the organisation."""
        return self.code.partition(".")[0] in SENSITIVE


def facts() -> dict[str, FactWord]:
    """Return every fact that rooms declare, by room and name."""
    return {code: _fact(code) for code in sorted(registry)}


def shared_dims(chosen: tuple[str, ...]) -> dict[str, DimWord]:
    """Return the dimensions that all of the chosen facts have."""
    known = [{dim.code: dim for dim in _fact(code).dims} for code in chosen if code in registry]
    if not known:
        return {}
    return {code: dim for code, dim in known[0].items() if all(code in one for one in known)}


def breakdown_of(dim: str, chosen: tuple[str, ...]) -> Breakdown:
    """Return how a dimension is called and worded: as a room of the house does it for these facts, else by its code."""
    found = _shipped(dim, chosen)
    if found is not None:
        return found
    return Breakdown(dim, DIMS.get(dim, dim), (dim,), is_personal=_is_personal(dim))


def _shipped(dim: str, chosen: tuple[str, ...]) -> Breakdown | None:
    fitting = [
        breakdown
        for measure in figures.declared()
        for breakdown in measure.breakdowns
        if breakdown.keys == (dim,) and set(chosen) & set(measure.facts)
    ]
    return fitting[0] if fitting else None


@lru_cache(maxsize=512)
def _fact(code: str) -> FactWord:
    kind: type[Event] = registry[code]
    room = kind.FACT.partition(".")[0]
    types = {field.name: str(field.type) for field in fields(kind)}
    dims = tuple(
        DimWord(
            name, _shipped_name(name, kind.FACT), types[name].startswith("int"), types[name].startswith("bool"),
            _is_personal(name)
        )
        for name in dim_names(kind)
    )  # fmt: skip
    return FactWord(kind.FACT, ROOMS.get(room, room), FACTS.get(kind.FACT, kind.FACT), kind.UNIT, kind.STOCK, dims)


def _shipped_name(dim: str, fact: str) -> object:
    if dim in DIMS:
        return DIMS[dim]
    shipped = _shipped(dim, (fact,))
    return shipped.name if shipped else dim


def _is_personal(dim: str) -> bool:
    return dim in ("category", "age_band")
