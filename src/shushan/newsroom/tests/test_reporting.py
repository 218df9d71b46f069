"""Articles as events of a report: published, still to be, with the first picture of their text."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from PIL import Image

from shushan.newsroom.models import ArticlePage
from shushan.newsroom.pages import add_article, add_picture, ensure_home
from shushan.reporting.public import build

pytestmark = pytest.mark.django_db
AT = datetime(2020, 7, 1, 4, tzinfo=UTC)


def test_what_was_published_is_printed_with_its_picture_and_what_waits_as_planned() -> None:
    out = io.BytesIO()
    Image.new("RGB", (200, 120), "blue").save(out, "PNG")
    image = add_picture("大厅", out.getvalue(), name="hall.png")
    home = ensure_home()
    body = [{"type": "image", "value": {"image": image, "decorative": False, "alt_text": "书架"}}]
    for slug, day in (("a", date(2020, 3, 28)), ("b", date(2020, 7, 20))):
        page = add_article(home, slug=slug, title=f"文{slug}", title_en="", published_on=day)
        page.body = ArticlePage._meta.get_field("body").stream_block.to_python(body)
        page.save_revision().publish()
    ArticlePage.objects.filter(slug="b").update(live=False, go_live_at=datetime(2020, 7, 20, 1, tzinfo=UTC))
    built = build("# 报告\n\n[事项 文章 2020 配图]\n", as_of=date(2020, 7, 1), at=AT)
    said = [(one.kind, "".join(run.text for run in one.runs) or one.alt) for one in built.pieces[1:]]
    assert said == [
        ("item", "2020年3月28日，发布《文a》"), ("picture", "书架"), ("item", "计划：2020年7月20日，发布《文b》"),
    ]  # fmt: skip
