"""The newsroom as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """Pages of the library."""

    name = "shushan.newsroom"
    label = "newsroom"
    verbose_name = _("网站")

    def ready(self) -> None:
        """Put the editor into the staff menu, and name the library."""
        from shushan.newsroom.naming import names
        from shushan.newsroom.terms import NewsAct
        from shushan.ui import menu
        from shushan.ui.context import name_library

        name_library(names)
        menu.register(menu.Entry("pages", _("编辑网页"), "wagtailadmin_home", "newspaper", NewsAct.EDIT, "pages", 10))
