"""The organisation as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    """Branches, members, posts."""

    name = "shushan.organisation"
    label = "organisation"
    verbose_name = _("组织工作")

    def ready(self) -> None:
        """Govern the kinds of branch, bring the kind of request, offer records to the rules, stand in the menu."""
        from shushan.organisation import approval, menu, ruling
        from shushan.organisation.words import UNIT_KINDS
        from shushan.units import public as units

        for kind, words in UNIT_KINDS.items():
            units.govern(kind, words)
        approval.bring()
        ruling.bring()
        menu.register()
