"""Components of the catalogue."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from shushan.catalogue import ports
from shushan.catalogue.headings import works
from shushan.catalogue.models import Item
from shushan.catalogue.queries import record_lines
from shushan.catalogue.terms import RecordLine
from shushan.catalogue.themes import covers
from shushan.ui.components import Component


@dataclass
class RecordCard(Component):
    """A record as a card in results and lists."""

    template: ClassVar[str] = "catalogue/record_card.html"

    line: RecordLine
    copies: int = 0
    ready: int = 0
    editions: int = 1
    image: str = ""

    @property
    def cover(self) -> Cover:
        """The cover: a picture, or drawn."""
        return cover(self.line, self.image)


@dataclass
class Cover(Component):
    """A cover: the picture at an address, or drawn. The main class gives its hue (0 to 7), the title stands on it."""

    template: ClassVar[str] = "catalogue/cover.html"

    title: str
    author: str
    hue: int
    image: str = ""

    @property
    def lines(self) -> list[str]:
        """The title in lines of six 汉字, at most four."""
        short = self.title.split("：")[0].split(" : ")[0]
        if not any("\u3400" <= c <= "\u9fff" for c in short):
            return textwrap.wrap(short, 13)[:4]
        step = 6
        return [short[n : n + step] for n in range(0, min(len(short), step * 4), step)]


@dataclass
class TitleShelf(Component):
    """Some titles side by side with their covers: same author, similar ones, a theme. ``more`` leads to all of them."""

    template: ClassVar[str] = "catalogue/title_shelf.html"

    code: str
    title: object
    titles: list[tuple[RecordLine, Cover]]
    address: str = ""
    more: object = ""


def title_shelf(
    code: str, title: object, lines: Sequence[RecordLine], *, address: str = "", more: object = ""
) -> TitleShelf:
    """Return titles as a shelf in the colours of their numbers, with one query for the pictures."""
    images = covers.addresses([line.id for line in lines])
    return shelf_of(code, title, lines, images, address=address, more=more)


def shelf_of(
    code: str,
    title: object,
    lines: Sequence[RecordLine],
    images: Mapping[int, str],
    *,
    address: str = "",
    more: object = "",
) -> TitleShelf:
    """Return the same with the pictures known: record id → address."""
    drawn = [(line, Cover(line.title, line.author, line.id % 8, images.get(line.id, ""))) for line in lines]
    return TitleShelf(code, title, drawn, address, more)


def cover(line: RecordLine, image: str = "") -> Cover:
    """Return the cover of a record: its picture, or drawn."""
    return Cover(line.title, line.author, ord(line.clc[:1] or "Z") % 8, image)


def cards(ids: Sequence[int]) -> dict[int, Component]:
    """Return the cards of records with how many copies are in right now and how many editions, in seven queries."""
    held = Item.objects.filter(record_id__in=list(ids)).exclude(state="withdrawn")
    rows = list(held.values_list("record_id", "pk", "state"))
    out = ports.out_of([pk for _record, pk, state in rows if state == "in-stock"])
    counts: dict[int, list[int]] = {}
    for record_id, pk, state in rows:
        count = counts.setdefault(record_id, [0, 0])
        count[0] += 1
        count[1] += state == "in-stock" and pk not in out
    images, of_work = covers.addresses(ids), works.works_of(ids)
    editions = works.editions_count(set(of_work.values()))
    drawn: dict[int, Component] = {}
    for pk, line in record_lines(ids).items():
        copies, ready = counts.get(pk, (0, 0))
        drawn[pk] = RecordCard(line, copies, ready, editions.get(of_work[pk], 1), images.get(pk, ""))
    return drawn
