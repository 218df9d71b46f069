"""The units as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    """The as-of tree of organisational units."""

    name = "shushan.units"
    label = "units"
    verbose_name = _("单位")
