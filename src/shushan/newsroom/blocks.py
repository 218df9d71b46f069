"""The blocks of an article."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from shushan.figures.registry import every_measure
from shushan.kernel.clock import now
from shushan.newsroom.sentences import number, parts, signed


def _codes() -> list[tuple[str, str]]:
    return [(measure.code, f"{measure.code} {measure.name}") for measure in every_measure() if not measure.is_internal]


class _Figure(blocks.StructBlock):  # type: ignore[misc]
    """What both figure blocks share: to which day, and as known when."""

    last_day = blocks.DateBlock(required=False, label=_("统计到哪一天"), help_text=_("空为到今天，数字会一直变"))
    known_on = blocks.DateBlock(required=False, label=_("定格在哪一天所知"), help_text=_("空为随更正而变；填了就定格"))


class FigureSentenceBlock(_Figure):
    """A sentence whose numbers come from the figures."""

    sentence = blocks.TextBlock(
        label=_("句子"), help_text=_("把数字写成 {V01} 这样的指标编号，或 {#12} 这样的签认数值编号")
    )

    class Meta:
        template = "newsroom/blocks/sentence.html"
        icon = "doc-full"
        label = _("带指标的句子")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask the numbers."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        asked = {"last_day": value["last_day"], "known_on": value["known_on"], "at": now()}
        context["parts"] = parts(value["sentence"], **asked)
        return context


class FigureBlock(_Figure):
    """One figure, large, with its card."""

    code = blocks.ChoiceBlock(choices=_codes, label=_("指标"))
    caption = blocks.CharBlock(required=False, label=_("说明"))
    value_id = blocks.IntegerBlock(
        required=False, min_value=1, label=_("签认数值编号"), help_text=_("填了就用这个已公开的签认数值，不再随记录变")
    )

    class Meta:
        template = "newsroom/blocks/figure.html"
        icon = "order"
        label = _("指标")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask the number."""
        from shushan.figures.registry import measure

        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        asked = {"last_day": value["last_day"], "known_on": value["known_on"], "at": now()}
        chosen = value.get("value_id")
        context["part"] = signed(chosen) if chosen else number(value["code"], **asked)
        context["measure"] = measure(value["code"])
        return context


class Body(blocks.StreamBlock):  # type: ignore[misc]
    """What an article may hold."""

    heading = blocks.CharBlock(label=_("小标题"), template="newsroom/blocks/heading.html", icon="title")
    paragraph = blocks.RichTextBlock(label=_("段落"), features=["bold", "italic", "link", "ol", "ul"], icon="pilcrow")
    sentence = FigureSentenceBlock()
    figure = FigureBlock()
    image = ImageBlock(label=_("图片"))
    quote = blocks.BlockQuoteBlock(label=_("引文"))
