"""The regulations as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegulationsConfig(AppConfig):
    """Rules as rows, results from the records."""

    name = "shushan.regulations"
    label = "regulations"
    verbose_name = _("规则与达标")
