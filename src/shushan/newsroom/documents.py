"""Articles as documents: what is published is found by readers, by any part of its text, in pinyin and by initials."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.html import strip_tags

from shushan.database.public import every_key
from shushan.kernel.clock import now
from shushan.newsroom.models import ArticlePage
from shushan.search import public as search
from shushan.ui.components import Component

KIND = "article"
MOST_TEXT = 20_000  # characters of an article that are indexed


def load(ids: Sequence[int]) -> list[search.Document]:
    """Return the documents of the published ones among these articles, in one query."""
    return [_document(page) for page in ArticlePage.objects.live().filter(pk__in=list(ids))]


def every_id() -> Iterator[int]:
    """Yield the id of every published article."""
    return every_key(ArticlePage.objects.live())


def live(ids: Sequence[int]) -> set[int]:
    """Return which of these articles are published, in one query."""
    return set(ArticlePage.objects.live().filter(pk__in=list(ids)).values_list("pk", flat=True))


def names(ids: Sequence[int]) -> dict[int, str]:
    """Return the titles of these articles in the language of the page, in one query."""
    return {page.pk: page.shown_title for page in ArticlePage.objects.live().filter(pk__in=list(ids))}


def cards(ids: Sequence[int]) -> dict[int, Component]:
    """Return the cards of these articles, in one query."""
    from shushan.newsroom.components import ArticleCard

    return {page.pk: ArticleCard(page) for page in ArticlePage.objects.live().filter(pk__in=list(ids))}


def address(article_id: int) -> str:
    """Return the address of an article; the home page's when it is gone."""
    page = ArticlePage.objects.live().filter(pk=article_id).first()
    return (page.get_url() if page else None) or "/"


def changed(instance: Any, **_kwargs: Any) -> None:
    """Note that an article was published, taken down, or changed its address."""
    if isinstance(instance.specific_deferred, ArticlePage):
        gone(instance)


def gone(instance: Any, **_kwargs: Any) -> None:
    """Note that an article is no more, or not as it was."""
    search.changed(KIND, instance.pk, at=now())


def _document(page: ArticlePage) -> search.Document:
    texts = [page.summary, page.summary_en, *_texts(page.body), *_texts(page.body_en)]
    return search.Document(
        kind=KIND,
        id=page.pk,
        title=page.title,
        titles=(page.title_en,) if page.title_en else (),
        text=" ".join(texts)[:MOST_TEXT],
        facets={"material": KIND, "year": str(page.published_on.year), "language": "chi"},
    )


def _texts(body: Any) -> list[str]:
    """Return the words of an article's blocks; a figure's number is no word to be found."""
    found = []
    for block in body:
        if block.block_type == "sentence":
            found.append(str(block.value["sentence"]))
        elif block.block_type == "figure":
            found.append(str(block.value["caption"]))
        elif block.block_type != "image":
            found.append(strip_tags(str(block.value)))
    return found
