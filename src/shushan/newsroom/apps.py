"""The newsroom as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """Pages of the library."""

    name = "shushan.newsroom"
    label = "newsroom"
    verbose_name = _("网站")

    def ready(self) -> None:
        """Put the editor into the staff menu, name the library, and let articles be found."""
        from django.db.models.signals import post_delete
        from wagtail.signals import page_published, page_slug_changed, page_unpublished

        from shushan.newsroom import documents, reporting
        from shushan.newsroom.naming import names
        from shushan.newsroom.terms import NewsAct
        from shushan.search import public as search
        from shushan.ui import menu
        from shushan.ui.context import name_library

        name_library(names)
        reporting.bring()
        menu.register(menu.Entry("pages", _("编辑网页"), "wagtailadmin_home", "newspaper", NewsAct.EDIT, "pages", 10))
        search.register_provider(documents.KIND, load=documents.load, every_id=documents.every_id, live=documents.live)
        search.register_shower(
            documents.KIND, search.Shower(cards=documents.cards, address=documents.address, names=documents.names)
        )
        for signal in (page_published, page_unpublished, page_slug_changed):
            signal.connect(documents.changed, dispatch_uid=f"newsroom.found.{id(signal)}")
        post_delete.connect(documents.gone, sender="newsroom.ArticlePage", dispatch_uid="newsroom.gone")
