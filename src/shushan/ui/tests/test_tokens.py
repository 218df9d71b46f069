"""The colours of both faces can be read: WCAG 2.2 AA asks 4.5 : 1 for text and 3 : 1 for edges of controls."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import shushan.frontend

TOKENS = (Path(shushan.frontend.__file__).parent / "css" / "tokens.css").read_text(encoding="utf-8")
TEXT_ON = [
    ("ink", "paper"),
    ("ink", "mist"),
    ("ink", "sea-tint"),
    ("ink-soft", "paper"),
    ("ink-soft", "mist"),
    ("ink-soft", "sea-tint"),
    ("sea", "paper"),
    ("sea", "sea-tint"),
    ("sea-deep", "sea-tint"),
    ("paper", "sea"),
    ("paper", "sea-deep"),
    ("paper", "vermilion"),
    ("paper", "bad"),
    ("vermilion", "vermilion-tint"),
    ("good", "good-tint"),
    ("warn", "warn-tint"),
    ("bad", "bad-tint"),
    ("bad", "paper"),
]

pytestmark = pytest.mark.quick


def _colours(selector: str) -> dict[str, str]:
    block = re.search(re.escape(selector) + r"\s*\{(.*?)\}", TOKENS, re.S)
    assert block
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-fA-F]{6})", block[1]))


def _luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("face", ["ordinary", "elder", "children"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_can_be_read(face: str, text: str, ground: str) -> None:
    colours = _colours(":root")
    if face != "ordinary":
        colours |= _colours(f"html.{face}")
    assert contrast(colours[text], colours[ground]) >= 4.5


def test_large_type_has_high_contrast() -> None:
    colours = _colours(":root") | _colours("html.elder")
    assert contrast(colours["ink"], colours["paper"]) >= 7
    assert contrast(colours["ink-soft"], colours["paper"]) >= 7
    assert contrast(colours["sea"], colours["paper"]) >= 7


def test_edges_of_controls_can_be_seen() -> None:
    colours = _colours(":root")
    assert contrast(colours["line-strong"], colours["paper"]) >= 3
    assert contrast(colours["vermilion"], colours["paper"]) >= 3  # the ring of the focus


def test_white_on_black_is_the_greatest_contrast() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
