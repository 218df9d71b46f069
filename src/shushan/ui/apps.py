"""The common look as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Templates, icons, menu, preferences."""

    name = "shushan.ui"
    label = "ui"
    verbose_name = _("界面")
