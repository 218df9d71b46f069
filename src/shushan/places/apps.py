"""The places as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    """Sites, hours, closures, population."""

    name = "shushan.places"
    label = "places"
    verbose_name = _("馆区")

    def ready(self) -> None:
        """Put the sites into the staff menu, and the nightly work before the worker."""
        from shushan.places import menu, nightly

        menu.register()
        nightly.register()
