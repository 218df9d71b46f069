"""The regulations as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegulationsConfig(AppConfig):
    """Rules as rows, results from the records."""

    name = "shushan.regulations"
    label = "regulations"
    verbose_name = _("规则与达标")

    def ready(self) -> None:
        """Know the library, bring the kind of request, the measures, the nightly work, and stand in the menu."""
        from shushan.regulations import approval, jobs, library, measures, menu  # noqa: F401

        library.bring()
        approval.bring()
        jobs.register()
        menu.register()
