"""The Django app of the people room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Persons, readers, cards, staff, grants, devices."""

    name = "shushan.people"
    label = "people"
    verbose_name = _("人员与读者")

    def ready(self) -> None:
        """Put the room's pages into the staff menu, and its nightly work before the worker."""
        from shushan.people import menu, nightly
        from shushan.people.moving_in.readers import Readers
        from shushan.people.moving_in.terms import register_kind

        menu.register()
        nightly.register()
        register_kind("readers", Readers)
