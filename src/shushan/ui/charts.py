"""Charts: one source of the data, drawn three times.

``svg`` draws bars and lines on the server (pages without script, documents, print), ``ChartFigure`` puts that drawing on a page
with its table behind it, and ``frontend/js/charts.js`` reads that very table and draws it anew with ECharts.
A colour never stands alone: what is compared is a line with dots, what is aimed at a dashed one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from xml.sax.saxutils import escape, quoteattr

from django.utils.safestring import SafeString, mark_safe

from shushan.ui.components import Component

WIDTH: Final = 900
HEIGHT: Final = 360
LEFT, RIGHT, TOP, BOTTOM = 16, 16, 36, 40
GRID, TEXT = "#d7ddd9", "#333333"
COLOURS: Final = {"sea": "#0b5384", "pale": "#7b8894", "vermilion": "#b8331c"}


@dataclass(frozen=True, slots=True)
class Series:
    """A row of numbers with how each is printed. ``look``: ``bar``, ``line`` or ``dashes``; None: no number there."""

    name: str
    numbers: tuple[float | None, ...]
    shown: tuple[str, ...]
    look: str = "bar"
    tone: str = "sea"


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: a label for each place, and one or more series as long as the labels. ``heads`` names the labels."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    heads: str = ""
    unit: str = ""

    @property
    def top(self) -> float:
        """The highest number, never 0."""
        found = (n for one in self.series for n in one.numbers if n is not None and math.isfinite(n))
        return max((n for n in found if n > 0), default=1.0)

    def bars(self) -> list[tuple[int, int, float, float, float]]:
        """Return (series, place, x, y, width) of each bar in the drawing."""
        rows = [n for n, one in enumerate(self.series) if one.look == "bar"]
        found = []
        for turn, row in enumerate(rows):
            for place, number in enumerate(self.series[row].numbers):
                step = (WIDTH - LEFT - RIGHT) / max(len(self.labels), 1)
                width = step * 0.64 / len(rows)
                found.append(
                    (row, place, LEFT + place * step + step * 0.18 + turn * width, self.height_of(number), width)
                )
        return found

    def middle(self, place: int) -> float:
        """Return the x of the middle of a place."""
        step = (WIDTH - LEFT - RIGHT) / max(len(self.labels), 1)
        return LEFT + place * step + step / 2

    def height_of(self, number: float | None) -> float:
        """Return the y of a number; what is missing or below nothing lies on the ground."""
        tall = HEIGHT - TOP - BOTTOM
        return HEIGHT - BOTTOM - tall * max(0.0, number if number and math.isfinite(number) else 0.0) / self.top


def grid() -> list[float]:
    """Return the y of the five lines."""
    return [TOP + step * (HEIGHT - TOP - BOTTOM) / 4 for step in range(5)]


def svg(chart: Chart) -> str:
    """Return the chart as SVG; names of any script are shown by the browser's own font. Every word in it is escaped."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label={quoteattr(chart.title)}>'
    ]
    parts += [f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>' for y in grid()]
    alone = len(chart.series) == 1
    for row, place, x, y, width in chart.bars():
        one = chart.series[row]
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{HEIGHT - BOTTOM - y:.1f}"'
            f' fill="{COLOURS[one.tone]}"/>'
        )
        if alone:
            parts.append(_text(x + width / 2, y - 8, one.shown[place]))
    parts += [_line(chart, one) for one in chart.series if one.look != "bar"]
    every = max(1, math.ceil(len(chart.labels) / 9))  # a label needs some room
    last = len(chart.labels) - 1
    parts += [
        _text(chart.middle(place), HEIGHT - 14, label)
        for place, label in enumerate(chart.labels)
        if (last - place) % every == 0
    ]
    return "".join([*parts, "</svg>"])


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="18" fill="{TEXT}">{escape(text)}</text>'


def _line(chart: Chart, one: Series) -> str:
    points = [(chart.middle(n), chart.height_of(number)) for n, number in enumerate(one.numbers) if number is not None]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashes = ' stroke-dasharray="12 8"' if one.look == "dashes" else ""
    colour = COLOURS[one.tone]
    line = f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="4"{dashes}/>'
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{colour}"/>' for x, y in points)
    return line + (dots if one.look == "line" or len(points) == 1 else "")


@dataclass
class ChartFigure(Component):
    """A chart on a page: drawing, caption, and the table behind it. ``addresses``: where each label leads."""

    template: ClassVar[str] = "ui/components/chart.html"

    chart: Chart
    caption: object = ""
    addresses: Sequence[str] = ()

    @property
    def drawn(self) -> SafeString:
        """The drawing; its words were escaped where it was made."""
        return mark_safe(svg(self.chart))  # noqa: S308

    @property
    def rows(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Return (label, address, cells as printed with the plain number) of each place."""
        return [
            (
                label,
                self.addresses[place] if place < len(self.addresses) else "",
                [(one.shown[place], _plain(one.numbers[place])) for one in self.chart.series],
            )
            for place, label in enumerate(self.chart.labels)
        ]


def _plain(number: float | None) -> str:
    """Return a number as a script reads it; empty where there is none."""
    return "" if number is None or not math.isfinite(number) else f"{number:.6g}" if number % 1 else f"{number:.0f}"
