"""The reports as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    """Templates, reports, documents."""

    name = "shushan.reporting"
    label = "reporting"
    verbose_name = _("工作报告")

    def ready(self) -> None:
        """Stand in the menu, print meetings."""
        from shushan.reporting import menu, organisation_life

        menu.register()
        organisation_life.bring()
