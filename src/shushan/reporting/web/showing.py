"""What a page needs to show a built report."""

from __future__ import annotations

from django.urls import reverse

from shushan.reporting.documents import charts, titles
from shushan.reporting.terms import Built, Piece
from shushan.ui.charts import ChartFigure


def as_shown(built: Built, *, report_id: int | None = None) -> dict[str, object]:
    """Return the pieces with their charts and pictures, what stands against finishing, and what is only to be known.

    ``report_id`` None: a preview; its pictures stand in the page itself.
    """
    return {
        "pieces": [
            (piece, _drawn(piece, n, report_id)) for n, piece in enumerate(built.pieces) if piece.kind != "appendix"
        ],
        "has_charts": any(piece.kind == "chart" for piece in built.pieces),
        "grave": [one for one in built.problems if one.is_grave],
        "notes": [one for one in built.problems if not one.is_grave],
    }


def _drawn(piece: Piece, place: int, report_id: int | None) -> object:
    """Return the chart of a piece as it draws itself, where its picture is, or a heading's stretches that break between words."""
    if piece.kind == "chart":
        caption = piece.caption + "".join(f" [{number + 1}]" for number in piece.figures)
        return ChartFigure(charts.chart(piece.points, title=piece.caption), caption=caption)
    if piece.kind == "heading":
        return [((run,), titles.breakable(run.text)) for run in piece.runs]
    if piece.kind == "picture":
        return piece.picture if report_id is None else reverse("reporting:picture", args=[report_id, place])
    return ""
