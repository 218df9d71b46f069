"""Articles as events of a report: what was published, what is still to be, each with its first picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.db.models import Q

from shushan.ledger.public import local_day
from shushan.newsroom.models import ArticlePage
from shushan.reporting import public as reporting

MOST = 500


def bring() -> None:
    """Offer articles to reports."""
    reporting.declare(reporting.KindOfHappening("articles", "文章", _asked))


def _asked(since: date, until: date, as_of: date) -> Sequence[reporting.Happening]:
    """Return articles published in a period, the earliest first; those that wait for their hour are planned."""
    live = Q(live=True, published_on__gte=since, published_on__lt=until)
    waiting = Q(live=False, go_live_at__isnull=False, published_on__gte=as_of)
    found = ArticlePage.objects.filter(live | waiting).order_by("published_on", "pk")[:MOST]
    return [_happening(page, as_of) for page in found]


def _happening(page: ArticlePage, as_of: date) -> reporting.Happening:
    day = max(page.published_on, local_day(page.go_live_at)) if page.go_live_at and not page.live else page.published_on
    is_done = page.live and day < as_of
    return reporting.Happening(
        day, f"发布《{page.title}》", is_done=is_done, picture=_picture(page) if is_done else None
    )


def _picture(page: ArticlePage) -> reporting.Picture | None:
    """Return the first picture of an article's text."""
    for block in page.body:
        if block.block_type == "image" and block.value is not None:
            image = block.value
            said = str(getattr(image, "contextual_alt_text", "") or image.title)
            return reporting.Picture(said, said, partial(_bytes, image))
    return None


def _bytes(image: object) -> bytes:
    from wagtail.images.models import AbstractImage

    assert isinstance(image, AbstractImage)
    with image.file.open("rb") as file:
        return bytes(file.read())
