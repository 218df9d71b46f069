"""What a page needs to show a built report."""

from __future__ import annotations

from django.utils.safestring import mark_safe

from shushan.reporting.documents import charts
from shushan.reporting.terms import Built, Piece


def as_shown(built: Built) -> dict[str, object]:
    """Return the pieces with their charts drawn, what stands against finishing, and what is only to be known."""
    return {
        "pieces": [(piece, _drawn(piece)) for piece in built.pieces if piece.kind != "appendix"],
        "grave": [one for one in built.problems if one.is_grave],
        "notes": [one for one in built.problems if not one.is_grave],
    }


def _drawn(piece: Piece) -> str:
    """Return the chart of a piece; every word in it was escaped where it was drawn."""
    return mark_safe(charts.svg(piece.points, title=piece.caption)) if piece.kind == "chart" else ""  # noqa: S308
