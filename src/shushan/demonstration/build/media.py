"""Other things than books: serials and recordings, catalogued from the templates; covers that we drew ourselves."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from math import sin
from pathlib import Path

from PIL import Image, ImageDraw

from shushan.catalogue import bulk, operations
from shushan.kernel.actor import Actor

TABLE = Path(__file__).resolve().parents[1] / "data" / "media.tsv"
_TEMPLATE = {"serial": "serial", "speech": "audio", "music": "audio"}
_SIZE = (360, 520)
COVERED = (("边城", "沈从文"), ("小王子", "圣埃克苏佩里"))


def build_media(actor: Actor, site_id: int, now: datetime) -> None:
    """Add the serials and recordings, a copy each, bought lately, and draw two covers."""
    at = now - timedelta(days=3)
    for number, row in enumerate(rows(), start=1):
        made = bulk.add_filled(filled(row), actor=actor, at=at)
        operations.add_item(
            actor=actor, at=at, record_id=made, barcode=f"HCM{number:06d}", site_id=site_id,
            call_number=f"{row['clc']}/{made}", shelf="期刊室" if row["kind"] == "serial" else "视听室",
        )  # fmt: skip
    for (title, author), draw in zip(COVERED, (_river, _planet), strict=True):
        for record_id in bulk.titled(title, author):
            bulk.put_cover(record_id, draw(), actor=actor, at=now)


def rows() -> list[dict[str, str]]:
    """Return the serials and recordings of the table; blank is unknown."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def filled(row: dict[str, str]) -> bulk.Filled:
    """Return a row as a filled template of its kind."""
    said = {
        "011a": row["issn"], "200a": row["title"], "200e": row["title_more"], "200f": row["author"],
        "207a": f"{row['year']}-" if row["year"] else "", "210a": row["place"], "210c": row["publisher"],
        "326a": row["frequency"], "606a": row["subject"], "690a": row["clc"],
    }  # fmt: skip
    names = [name for name in row["author"].split("；") if name]
    return bulk.Filled(_TEMPLATE[row["kind"]], said, names, "i" if row["kind"] == "speech" else "")


def _river() -> bytes:
    """Draw hills, a white tower and a river, for 边城."""
    picture = Image.new("RGB", _SIZE, "#eef3ee")
    pen = ImageDraw.Draw(picture)
    for base, colour in ((250, "#b8cdbd"), (300, "#7fa08a"), (350, "#4d7560")):
        hills = [(x, base - 40 * sin(x / 60 + base) - 20 * sin(x / 23)) for x in range(0, _SIZE[0] + 12, 12)]
        pen.polygon([(0, _SIZE[1]), *hills, (_SIZE[0], _SIZE[1])], fill=colour)
    for step in range(5):
        top, half = 170 + 34 * step, 14 + 6 * step
        pen.polygon(
            [(250 - half / 2, top), (250 + half / 2, top), (250 + half, top + 12), (250 - half, top + 12)],
            fill="#ffffff",
        )
        pen.rectangle((250 - half * 0.6, top + 12, 250 + half * 0.6, top + 34), fill="#f6f6f2")
    pen.line((250, 152, 250, 170), fill="#ffffff", width=4)
    pen.polygon([(0, 420), (180, 400), (360, 430), (360, 520), (0, 520)], fill="#3f7f9c")
    for y in (440, 465, 490):
        pen.line([(x, y + 5 * sin(x / 15)) for x in range(0, 361, 6)], fill="#a9cfdc", width=3)
    pen.polygon([(90, 452), (190, 452), (172, 470), (108, 470)], fill="#5b3a29")
    return _png(picture)


def _planet() -> bytes:
    """Draw a small planet under stars, for 小王子."""
    picture = Image.new("RGB", _SIZE, "#16335b")
    pen = ImageDraw.Draw(picture)
    for x, y, size in (
        (60, 70, 5),
        (150, 40, 3),
        (270, 90, 6),
        (320, 200, 3),
        (40, 210, 4),
        (200, 160, 3),
        (110, 130, 2),
    ):
        pen.polygon([(x, y - 2 * size), (x + size / 2, y - size / 2), (x + 2 * size, y), (x + size / 2, y + size / 2),
                     (x, y + 2 * size), (x - size / 2, y + size / 2), (x - 2 * size, y), (x - size / 2, y - size / 2)],
                    fill="#ffe9a8")  # fmt: skip
    pen.ellipse((80, 290, 280, 490), fill="#d9c7a0")
    for x, y, size in ((130, 340, 18), (220, 380, 24), (150, 430, 14)):
        pen.ellipse((x - size, y - size / 2, x + size, y + size / 2), fill="#c2ad80")
    pen.line((180, 292, 180, 245), fill="#4d8a4d", width=5)
    for dx, dy in ((-9, 0), (9, 0), (0, -9), (0, 9), (0, 0)):
        pen.ellipse((172 + dx, 230 + dy, 188 + dx, 246 + dy), fill="#d9483b")
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
