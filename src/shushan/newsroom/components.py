"""Components of the newsroom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.newsroom.models import ArticlePage
from shushan.ui.components import Component


@dataclass
class ArticleCard(Component):
    """A published article as a card in results and lists."""

    template: ClassVar[str] = "newsroom/article_card.html"

    article: ArticlePage

    @property
    def address(self) -> str:
        """The article's page."""
        return self.article.get_url() or "/"
