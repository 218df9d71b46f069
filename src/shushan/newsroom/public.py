"""The face of the newsroom."""

from shushan.newsroom.pages import add_article, ensure_home
from shushan.newsroom.queries import article_by_slug
from shushan.newsroom.terms import NewsAct

__all__ = ["NewsAct", "add_article", "article_by_slug", "ensure_home"]
