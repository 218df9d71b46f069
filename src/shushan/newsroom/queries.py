"""Read articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from shushan.newsroom.models import ArticlePage


@dataclass(frozen=True, slots=True)
class ArticleValue:
    """A published article."""

    id: int
    slug: str
    title: str
    published_on: date
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """A published article in one line, in both languages where somebody wrote the second; ``address`` is its path."""

    id: int
    title: str
    title_en: str
    summary: str
    summary_en: str
    published_on: date
    address: str


def articles(*, after: tuple[date, int] | None = None, limit: int) -> list[ArticleLine]:
    """Return published articles, newest first, those that follow (day, id); in one query besides the sites' roots."""
    found = ArticlePage.objects.live().order_by("-published_on", "-pk")
    if after is not None:
        day, number = after
        found = found.filter(Q(published_on__lt=day) | Q(published_on=day, pk__lt=number))
    return [
        ArticleLine(p.pk, p.title, p.title_en, p.summary, p.summary_en, p.published_on, p.get_url() or "/")
        for p in found[:limit]
    ]


def article_by_slug(slug: str) -> ArticleValue | None:
    """Return a published article, with the figure sentences as they are written."""
    page = ArticlePage.objects.live().filter(slug=slug).first()
    if page is None:
        return None
    sentences = tuple(str(block.value["sentence"]) for block in page.body if block.block_type == "sentence")
    return ArticleValue(page.pk, page.slug, page.title, page.published_on, sentences)
