"""The files as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Kept files."""

    name = "shushan.files"
    label = "files"
    verbose_name = _("文件")
