"""The ledger as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """Load every room's events and subscribers, and keep the table of fact kinds complete."""

    name = "shushan.ledger"
    label = "ledger"
    verbose_name = _("台账")

    def ready(self) -> None:
        """Find the facts that the rooms declare."""
        from shushan.ledger.discovery import discover, keep_kinds

        discover()
        post_migrate.connect(keep_kinds, sender=self, dispatch_uid="ledger.keep-kinds")
