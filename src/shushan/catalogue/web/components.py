"""Components of the catalogue."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from shushan.catalogue import ports
from shushan.catalogue.models import Item
from shushan.catalogue.queries import record_lines
from shushan.catalogue.terms import RecordLine
from shushan.ui.components import Component


@dataclass
class RecordCard(Component):
    """A record as a card in results and lists."""

    template: ClassVar[str] = "catalogue/record_card.html"

    line: RecordLine
    copies: int = 0
    ready: int = 0

    @property
    def cover(self) -> Cover:
        """The drawn cover."""
        return cover(self.line)


@dataclass
class Cover(Component):
    """A drawn cover: the main class gives its hue (0 to 7), the title stands on it."""

    template: ClassVar[str] = "catalogue/cover.html"

    title: str
    author: str
    hue: int

    @property
    def lines(self) -> list[str]:
        """The title in lines of six 汉字, at most four."""
        short = self.title.split("：")[0].split(" : ")[0]
        if not any("\u3400" <= c <= "\u9fff" for c in short):
            return textwrap.wrap(short, 13)[:4]
        step = 6
        return [short[n : n + step] for n in range(0, min(len(short), step * 4), step)]


def cover(line: RecordLine) -> Cover:
    """Return the drawn cover of a record."""
    return Cover(line.title, line.author, ord(line.clc[:1] or "Z") % 8)


def cards(ids: Sequence[int]) -> dict[int, Component]:
    """Return the cards of records with how many copies are in right now, in four queries."""
    held = Item.objects.filter(record_id__in=list(ids)).exclude(state="withdrawn")
    rows = list(held.values_list("record_id", "pk", "state"))
    out = ports.out_of([pk for _record, pk, state in rows if state == "in-stock"])
    counts: dict[int, list[int]] = {}
    for record_id, pk, state in rows:
        count = counts.setdefault(record_id, [0, 0])
        count[0] += 1
        count[1] += state == "in-stock" and pk not in out
    return {pk: RecordCard(line, *counts.get(pk, (0, 0))) for pk, line in record_lines(ids).items()}
