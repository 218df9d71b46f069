"""The units as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UnitsConfig(AppConfig):
    """The as-of tree of organisational units."""

    name = "shushan.units"
    label = "units"
    verbose_name = _("单位")

    def ready(self) -> None:
        """Put the tree into the staff's menu."""
        from shushan.ui.menu import Entry, register
        from shushan.units.terms import UnitAct

        register(
            Entry("units", pgettext_lazy("many", "单位"), "units:tree", "briefcase", UnitAct.EDIT_TREE, "house", 15)
        )
