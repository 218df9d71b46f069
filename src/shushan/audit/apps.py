"""The audit as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Who looked."""

    name = "shushan.audit"
    label = "audit"
    verbose_name = _("查阅记录")

    def ready(self) -> None:
        """Put the page into the menu."""
        from shushan.audit.terms import AuditAct
        from shushan.ui import menu

        menu.register(
            menu.Entry("audit", _("查阅记录"), "audit:list", "eye", AuditAct.SEE_LOOKS, group="house", order=60)
        )
