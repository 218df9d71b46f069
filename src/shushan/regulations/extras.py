"""What rooms above hang into the superior's overview: a column. (A panel of the secretary's desk: see ``seam``.)

Called from their ``AppConfig.ready``; a room that is turned off answers None and is not drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from shushan.ui.http import Request


@dataclass(frozen=True, slots=True)
class Cell:
    """What a column says of one unit, and the page where one sees more."""

    words: object
    address: str = ""
    tone: str = ""  # good, warn, bad


@dataclass(frozen=True, slots=True)
class ColumnOf:
    """A column of the overview: its title, and its cells by unit."""

    title: object
    cells: Mapping[int, Cell]


AddColumn: TypeAlias = Callable[[Request, Iterable[int], date], ColumnOf | None]
_columns: list[tuple[int, AddColumn]] = []


def add_column(order: int, column: AddColumn) -> None:
    """Add a column to the superior's overview; it is asked with the request, the units and the last day looked at."""
    _columns.append((order, column))


def columns(request: Request, unit_ids: Iterable[int], on: date) -> list[ColumnOf]:
    """Return the columns that have something to say, in their order."""
    ids = list(unit_ids)
    found = (column(request, ids, on) for _order, column in sorted(_columns, key=lambda pair: pair[0]))
    return [one for one in found if one is not None]
