"""Make the first pages of a library: the home page under Wagtail's root, and its site."""

from __future__ import annotations

import io
from datetime import date
from typing import Any, cast

from django.conf import settings
from wagtail.models import Locale, Page, Site

from shushan.database.public import write
from shushan.newsroom.editors import ensure_editors
from shushan.newsroom.models import ArticlePage, HomePage


@write()
def ensure_home(title: str = "首页", greeting: str = "", greeting_en: str = "") -> HomePage:
    """Return the home page, made when there is none; Wagtail's welcome page goes."""
    standing = HomePage.objects.first()
    if standing is not None:
        return cast(HomePage, standing)
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="网站", slug="root")
    Page.objects.filter(pk=root.pk).update(title="网站", draft_title="网站")  # editors read it
    home = HomePage(title=title, slug="shouye", greeting=greeting, greeting_en=greeting_en)
    root.add_child(instance=home)
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name=title)
    Page.objects.filter(depth=2, slug="home").exclude(pk=home.pk).delete()
    home.save_revision().publish()
    ensure_editors(root)
    return home


@write()
def add_article(
    home: HomePage, *, slug: str, title: str, title_en: str, published_on: date, **more: Any
) -> ArticlePage:
    """Add a published article under the home page."""
    article = ArticlePage(slug=slug, title=title, title_en=title_en, published_on=published_on, **more)
    home.add_child(instance=article)
    article.save_revision().publish()
    return article


@write()
def add_picture(title: str, data: bytes, *, name: str) -> int:
    """Keep a picture for articles and return its id."""
    from django.core.files.images import ImageFile
    from wagtail.images import get_image_model

    made = get_image_model()(title=title, file=ImageFile(io.BytesIO(data), name=name))
    made.save()
    return int(made.pk)
