"""The page editor under our own mark."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("insert_global_admin_css")  # type: ignore[untyped-decorator]
def our_colours() -> SafeString:
    """Give the editor our colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("ui/editor.css"))


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def back_to_the_staff_desk() -> MenuItem:
    """Lead from the page editor back to the staff's own pages."""
    return MenuItem(_("工作台"), reverse("staff:home"), name="staff-desk", icon_name="home", order=10)


@hooks.register("construct_help_menu")  # type: ignore[untyped-decorator]
def only_our_help(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out what praises and explains the editor's own releases, in English, elsewhere."""
    items[:] = [item for item in items if not item.name.startswith(("whats-new", "editor-guide"))]
