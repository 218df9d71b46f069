"""The catalogue as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    """Records, items, imports."""

    name = "shushan.catalogue"
    label = "catalogue"
    verbose_name = _("馆藏")

    def ready(self) -> None:
        """Declare the options; register menu, subject pages and searchable documents."""
        from shushan.catalogue import options, setting_up

        assert options.PREFIX
        setting_up.register()
