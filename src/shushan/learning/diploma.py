"""A certificate as PDF: one page of A4 across, set in the Song type that viewers of Chinese have."""

from __future__ import annotations

import io
from typing import Final

from django.utils.translation import gettext as _

from shushan.learning.queries.companions import CertificateLine
from shushan.ui import song

MM: Final = 72 / 25.4
PAGE: Final = (297 * MM, 210 * MM)


def diploma(found: CertificateLine, *, library: str) -> bytes:
    """Return the page; letters outside the basic plane show as 〓."""
    from reportlab.pdfbase import pdfmetrics  # heavy: loaded by whoever prints
    from reportlab.pdfgen.canvas import Canvas

    song.make_ready()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=PAGE, pageCompression=1)
    canvas.setTitle(found.number)
    canvas.setLineWidth(1.5)
    canvas.rect(12 * MM, 12 * MM, PAGE[0] - 24 * MM, PAGE[1] - 24 * MM)
    canvas.setLineWidth(0.5)
    canvas.rect(14 * MM, 14 * MM, PAGE[0] - 28 * MM, PAGE[1] - 28 * MM)
    lines = (
        (158, 34, _("学习证书")),
        (126, 20, found.name),
        (108, 15, _("学完课程")),
        (94, 20, _("《%(course)s》") % {"course": found.course}),
        (78, 13, _("于 %(day)s 学完全部课程") % {"day": found.completed_on.isoformat()}),
        (44, 15, library),
        (34, 11, _("编号 %(number)s") % {"number": found.number}),
    )
    for height, size, text in lines:
        plain = song.plain(text)
        while size > 9 and pdfmetrics.stringWidth(plain, song.FONT, size) > PAGE[0] - 50 * MM:
            size -= 1
        canvas.setFont(song.FONT, size)
        canvas.drawCentredString(PAGE[0] / 2, height * MM, plain)
    canvas.save()
    return out.getvalue()
