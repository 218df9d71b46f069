"""The organisation as a Django app."""

from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    """Branches, members, posts."""

    name = "shushan.organisation"
    label = "organisation"
    verbose_name = _("组织工作")

    def ready(self) -> None:
        """Govern the kinds of branch, bring the kind of request, offer records to the rules, stand in the menu."""
        from shushan.jobs import public as jobs
        from shushan.organisation import approval, menu, ruling, telling  # noqa: F401  telling declares its kind
        from shushan.organisation.web.panels import terms_panel
        from shushan.organisation.words import UNIT_KINDS
        from shushan.regulations import public as regulations
        from shushan.units import public as units

        for kind, words in UNIT_KINDS.items():
            units.govern(kind, words)
        approval.bring()
        ruling.bring()
        menu.register()
        regulations.register_desk_panel(10, terms_panel)
        jobs.register_nightly("organisation.term-reminders", hour=7, run=_term_reminders)


def _term_reminders(at: datetime) -> None:
    from shushan.organisation.telling import plan_term_reminders

    plan_term_reminders(at=at)
