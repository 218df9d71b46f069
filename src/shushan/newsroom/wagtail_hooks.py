"""The page editor under our own mark."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")  # type: ignore[untyped-decorator]
def our_colours() -> SafeString:
    """Give the editor our colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("ui/editor.css"))
