"""Pictures of the demonstration, drawn by us: a hall with terraced shelves, a meeting around a table."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

SIZE = (1200, 800)
SEA, PALE, VERMILION, WOOD = "#0b5384", "#e9f2f8", "#b8331c", "#c9a27a"


def hall() -> bytes:
    """Return the hall: shelves that rise in terraces, readers on the steps."""
    picture = Image.new("RGB", SIZE, "#ffffff")
    draw = ImageDraw.Draw(picture)
    for n in range(9):
        draw.ellipse(
            (-300 + n * 55, 40 + n * 78, 1500 - n * 55, 900 + n * 60),
            fill=PALE if n % 2 else "#ffffff",
            outline="#bcd5e6",
            width=3,
        )
        for book in range(24 - n):
            x = 60 + n * 40 + book * 46
            draw.rectangle(
                (x, 92 + n * 78, x + 14, 118 + n * 78), fill=(SEA, VERMILION, WOOD, "#7b8894")[(book + n) % 4]
            )
    for x, y in ((240, 620), (520, 560), (760, 660), (960, 600)):
        _reader(draw, x, y)
    return _png(picture)


def table() -> bytes:
    """Return a meeting: people around a long table, a flag of vermilion behind them."""
    picture = Image.new("RGB", SIZE, "#f4f7f9")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((380, 60, 820, 260), fill=VERMILION)
    for x in range(150, 1100, 130):
        _reader(draw, x, 330)
    draw.rounded_rectangle((80, 430, 1120, 600), radius=30, fill=WOOD)
    for x in range(190, 1080, 150):
        draw.rectangle((x, 470, x + 70, 520), fill="#ffffff", outline="#d5dde4")
    return _png(picture)


def _reader(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    draw.ellipse((x - 28, y - 28, x + 28, y + 28), fill="#f0cda6")
    draw.rounded_rectangle((x - 44, y + 30, x + 44, y + 130), radius=24, fill=SEA)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
