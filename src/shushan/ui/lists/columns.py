"""What a list offers (columns, filters, views) and what an address asks of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar

from django.http import QueryDict

Row = TypeVar("Row")

TYPED_UP_TO: Final = 100


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column. ``show`` gives the cell of the page (text, safe markup or a component); ``plain`` that of a file.

    ``sort`` is the name under which the list sorts by it, ``look`` the kind of cell (``code``, ``number``, ``wide`` for sentences),
    ``is_head`` marks the cell that names the row, ``is_shown`` whether it is there before anybody chooses columns,
    ``is_kept_from_files`` and ``is_only_in_files`` where it appears at all.
    """

    code: str
    label: object
    show: Callable[[Row], object]
    plain: Callable[[Row], object] | None = None
    sort: str = ""
    look: Literal["", "code", "number", "wide"] = ""
    is_head: bool = False
    is_shown: bool = True
    is_only_in_files: bool = False
    is_kept_from_files: bool = False

    def cell(self, row: Row) -> object:
        """Return what a file says in this column."""
        return (self.plain or self.show)(row)


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of the address. Without ``choices`` it is typed: a text, or a date where ``kind`` says so."""

    code: str
    label: object
    choices: tuple[tuple[str, object], ...] = ()
    kind: Literal["text", "date", "choice"] = "choice"
    every: object = ""

    def understood(self, typed: str) -> str:
        """Return what was typed, or nothing where it is not among the choices."""
        if self.choices:
            return typed if typed in {value for value, _label in self.choices} else ""
        return " ".join(typed.replace("\x00", "").split())[:TYPED_UP_TO]


@dataclass(frozen=True, slots=True)
class View:
    """A named query of the list that comes with the house."""

    label: object
    query: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as far as the list understands it."""

    values: Mapping[str, str]
    sort: str
    columns: tuple[str, ...]
    after: str

    def __getitem__(self, code: str) -> str:
        return self.values.get(code, "")

    @property
    def is_filtered(self) -> bool:
        """Whether less than everything is asked for."""
        return any(self.values.values())


def read(query: QueryDict, *, filters: Sequence[Filter], sorts: Sequence[str], columns: Sequence[Column[Row]]) -> Asked:
    """Read an address; what it cannot mean is left out."""
    known = {column.code for column in columns if not column.is_only_in_files}
    chosen = tuple(code for code in query.getlist("col") if code in known)
    sort = query.get("sort", "")
    return Asked(
        values={one.code: one.understood(query.get(one.code, "")) for one in filters},
        sort=sort if sort in sorts else (sorts[0] if sorts else ""),
        columns=chosen,
        after=query.get("after", "")[:TYPED_UP_TO],
    )
