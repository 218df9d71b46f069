"""The search as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Find documents of every room."""

    name = "shushan.search"
    label = "search"
    verbose_name = _("检索")
