"""Read articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shushan.newsroom.models import ArticlePage


@dataclass(frozen=True, slots=True)
class ArticleValue:
    """A published article."""

    id: int
    slug: str
    title: str
    published_on: date
    sentences: tuple[str, ...]


def article_by_slug(slug: str) -> ArticleValue | None:
    """Return a published article, with the figure sentences as they are written."""
    page = ArticlePage.objects.live().filter(slug=slug).first()
    if page is None:
        return None
    sentences = tuple(str(block.value["sentence"]) for block in page.body if block.block_type == "sentence")
    return ArticleValue(page.pk, page.slug, page.title, page.published_on, sentences)
