"""The style guide draws every token and icon there is."""

from __future__ import annotations

import pytest
from django.test import Client

from shushan.ui.guide import FRONTEND, colours, icons

pytestmark = pytest.mark.django_db


def test_the_style_guide_shows_every_colour_and_icon(client: Client) -> None:
    page = client.get("/style-guide/")
    assert page.status_code == 200
    text = page.content.decode()
    sheet = (FRONTEND / "css" / "pages" / "guide.css").read_text(encoding="utf-8")
    for name in colours():
        assert f"--{name}</code>" in text
        assert f".swatch__ink--{name} {{" in sheet, f"the guide has no swatch for --{name}"
    for name in icons():
        assert f"#{name}&quot;" in text or f'#{name}"' in text


def test_the_style_guide_is_there_in_english(client: Client) -> None:
    assert "Style guide" in client.get("/en/style-guide/").content.decode()
