"""A list of rows with everything that the pages around it need."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Final, Generic, TypeVar

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from shushan.ui.http import Request, is_htmx
from shushan.ui.lists import bulk, saved
from shushan.ui.lists.columns import Asked, Column, Filter, View, read
from shushan.ui.lists.drawing import Drawing, drawn
from shushan.ui.lists.files import csv_response, xlsx_response

Row = TypeVar("Row")

SLICE: Final = 1000


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """Some rows; ``following`` is what ``after`` must be for the next ones ("" = none), ``total`` None = not counted."""

    rows: Sequence[Row]
    following: str = ""
    total: int | None = None
    number: int = 0
    pages: int = 0


class DataList(ABC, Generic[Row]):
    """A list on a page of its own address. Use ``KeyedList`` or ``NumberedList``.

    ``ordinary`` names what stands there without any filter. ``sorts`` are the names that the address may sort by, the
    first is the ordinary one. ``views`` come with the house; people save their own beside them. ``acts`` work on the
    chosen rows, each after a page that says what will change.
    """

    code: ClassVar[str]
    title: ClassVar[object]
    lead: ClassVar[object] = ""
    ordinary: ClassVar[object] = _("全部")
    nothing: ClassVar[object] = _("还没有记录。")
    columns: ClassVar[Sequence[Column]]  # type: ignore[type-arg]
    sorts: ClassVar[Sequence[str]] = ()
    views: ClassVar[Sequence[View]] = ()
    acts: ClassVar[Sequence[bulk.BulkAct]] = ()
    template: ClassVar[str] = "ui/lists/page.html"
    page_size: ClassVar[int] = 50
    is_cards: ClassVar[bool] = False  # on a phone each row stands as a card (for lists that are read, not sorted)

    def __init__(self, request: Request) -> None:
        self.request = request

    # What a room writes ---------------------------------------------------------------------------------------

    @property
    def filters(self) -> Sequence[Filter]:
        """Return the filters, with their choices as they are now."""
        return ()

    @abstractmethod
    def fetch(self, asked: Asked, *, after: str, limit: int) -> Slice[Row]:
        """Return the rows that follow ``after`` ("" = from the beginning), at most ``limit``."""

    def identify(self, row: Row) -> str:
        """Return the id under which bulk acts know a row."""
        raise NotImplementedError

    def counted(self, total: int) -> object:
        """Return how many there are, in words."""
        return _("共 %(n)s 条") % {"n": f"{total:,}"}

    def more(self) -> dict[str, object]:
        """Return what the list's own template needs besides."""
        return {}

    # What follows from it -------------------------------------------------------------------------------------

    @cached_property
    def asked(self) -> Asked:
        """What the address asks for."""
        return read(self.request.GET, filters=self.filters, sorts=self.sorts, columns=self.columns)

    def response(self) -> HttpResponseBase:
        """Answer the request: the page, its body for HTMX, a file, a saved view or a bulk act."""
        if self.request.method == "POST":
            return self._posted()
        wanted = self.request.GET.get("format", "")
        if wanted in ("csv", "xlsx"):
            return self._file(wanted)
        template = "ui/lists/body.html" if is_htmx(self.request) else self.template
        return render(self.request, template, {"list": self.drawing()} | self.more())

    def drawing(self) -> Drawing:
        """Return the page of the list that the address asks for, ready to be drawn."""
        return drawn(self, self.fetch(self.asked, after=self.asked.after, limit=self.page_size))

    def rows(self) -> Iterator[Row]:
        """Yield every row under the filters, slice by slice."""
        after = ""
        while True:
            some = self.fetch(self.asked, after=after, limit=SLICE)
            yield from some.rows
            after = some.following
            if not after:
                return

    def _posted(self) -> HttpResponseBase:
        if "view" in self.request.POST:
            return saved.posted(self.request, list_code=self.code)
        return bulk.posted(self)

    def _file(self, wanted: str) -> HttpResponseBase:
        columns = [column for column in self.columns if not column.is_kept_from_files]
        head = [column.label for column in columns]
        lines = ([column.cell(row) for column in columns] for row in self.rows())
        name = f"{self.code.replace('.', '-')}.{wanted}"
        if wanted == "csv":
            return csv_response(name, head, lines)
        return xlsx_response(name, head, lines, title=str(self.title))


class KeyedList(DataList[Row]):
    """A list of any length, paged by the key of its last row; nothing is counted."""

    @abstractmethod
    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[Row]:
        """Return at most ``limit`` rows that follow the key ``after`` ("" = from the beginning)."""

    def fetch(self, asked: Asked, *, after: str, limit: int) -> Slice[Row]:
        """Return a slice by key."""
        rows = self.some(asked, after=after, limit=limit + 1)
        following = self.identify(rows[limit - 1]) if len(rows) > limit else ""
        return Slice(rows[:limit], following)


class NumberedList(DataList[Row]):
    """A list with a total and numbered pages."""

    @abstractmethod
    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[Row], int]:
        """Return at most ``limit`` rows from position ``first`` (0 = the first), and how many there are in all."""

    def fetch(self, asked: Asked, *, after: str, limit: int) -> Slice[Row]:
        """Return a slice by position; ``after`` is the number of the page before."""
        before = int(after) if after.isdecimal() and len(after) < 7 else 0
        rows, total = self.some(asked, first=before * limit, limit=limit)
        pages = max(1, -(-total // limit))
        following = str(before + 1) if before + 1 < pages else ""
        return Slice(rows, following, total=total, number=before + 1, pages=pages)
