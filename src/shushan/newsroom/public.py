"""The face of the newsroom."""

from shushan.newsroom.pages import add_article, add_picture, ensure_home
from shushan.newsroom.queries import ArticleLine, article_by_slug, articles
from shushan.newsroom.terms import NewsAct

__all__ = ["ArticleLine", "NewsAct", "add_article", "add_picture", "article_by_slug", "articles", "ensure_home"]
