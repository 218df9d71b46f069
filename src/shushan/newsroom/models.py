"""The pages of the newsroom. They hold text and pointers, never rules."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from shushan.newsroom.blocks import Body


class HomePage(Page):  # type: ignore[misc]
    """The first page: open or not, how full, search, figures, what is new."""

    greeting = models.CharField(_("一句话"), max_length=120, blank=True)
    greeting_en = models.CharField(_("一句话（英文）"), max_length=160, blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("greeting"), FieldPanel("greeting_en")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["newsroom.ArticlePage"]
    template = "newsroom/home.html"

    class Meta:
        verbose_name = _("首页")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the home page answers."""
        from shushan.newsroom.home import answers

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | answers(self, request)


class ArticlePage(Page):  # type: ignore[misc]
    """An article in Chinese, with an English text where somebody wrote one."""

    title_en = models.CharField(_("英文标题"), max_length=255, blank=True)
    published_on = models.DateField(_("发布日期"))
    summary = models.CharField(_("摘要"), max_length=200, blank=True)
    summary_en = models.CharField(_("英文摘要"), max_length=300, blank=True)
    body = StreamField(Body(), verbose_name=_("正文"), blank=True)
    body_en = StreamField(Body(), verbose_name=_("英文正文"), blank=True)

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("published_on"),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("title_en"),
        FieldPanel("summary_en"),
        FieldPanel("body_en"),
    ]
    parent_page_types: ClassVar[list[str]] = ["newsroom.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "newsroom/article.html"

    class Meta:
        verbose_name = _("文章")

    @property
    def is_english_shown(self) -> bool:
        """Whether the English text is what the reader asked for, and is there."""
        return get_language() == "en" and bool(self.body_en)

    @property
    def shown_title(self) -> str:
        """The title in the language of the page, where there is one."""
        return str(self.title_en if get_language() == "en" and self.title_en else self.title)

    @property
    def shown_summary(self) -> str:
        """The summary in the language of the page, where there is one."""
        return str(self.summary_en if get_language() == "en" and self.summary_en else self.summary)
