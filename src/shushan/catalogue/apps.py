"""The catalogue as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    """Records, items, imports."""

    name = "shushan.catalogue"
    label = "catalogue"
    verbose_name = _("馆藏")

    def ready(self) -> None:
        """Register menu, subject pages and searchable documents."""
        from shushan.catalogue import setting_up

        setting_up.register()
