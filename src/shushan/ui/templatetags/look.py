"""Tags of the common look: ``{% icon "book" %}``, ``{% here_in "en" %}``, ``{{ form|draw }}``."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.forms import BaseForm
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the sprite; without a label it is decoration and hidden from screen readers."""
    address = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', address)


@register.simple_tag(takes_context=True)
def here_in(context: template.Context, language: str) -> str:
    """Return the address of this page in another language."""
    request: HttpRequest = context["request"]
    return translate_url(request.get_full_path(), language)


@register.simple_tag
def colon() -> str:
    """Return the colon of the page's language: ``：`` between Chinese words, ``: `` between English ones."""
    return ": " if (get_language() or "").startswith("en") else "："


@register.simple_tag
def bracketed(thing: object) -> str:
    """Return a thing in the brackets of the page's language, to stand behind a word: ``（13）``, or `` (13)`` in English."""
    return f" ({thing})" if (get_language() or "").startswith("en") else f"（{thing}）"


@register.filter
def called(thing: object) -> str:
    """Return the name of a site, unit or library in the language of the page: ``name_en`` in English where there is one."""
    english = getattr(thing, "name_en", "") if get_language() == "en" else ""
    return str(english or getattr(thing, "name", thing))


@register.filter
def named(label: str, names: Mapping[str, str]) -> str:
    """Return the name behind an actor's label (``staff:12``), or the label where nobody is known by it."""
    return names.get(label, label)


@register.filter
def draw(form: BaseForm) -> SafeString:
    """Draw the fields of a form by the house's one pattern: label, help, field, error beside it."""
    return SafeString(render_to_string("ui/components/fields.html", {"form": form}))


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: object) -> str:
    """Return this page's query with some values changed (an empty value removes one)."""
    kept = context["request"].GET.copy()
    for name, value in changes.items():
        kept.pop(name, None)
        if value not in ("", None):
            kept[name] = str(value)
    return f"?{kept.urlencode()}"
