"""The visits as a Django app."""

from __future__ import annotations

from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    """People through the doors."""

    name = "shushan.visits"
    label = "visits"
    verbose_name = _("客流")

    def ready(self) -> None:
        """Put the pages into the menu."""
        from shushan.figures import public as figures
        from shushan.jobs import public as jobs
        from shushan.ui import menu
        from shushan.visits.terms import VisitAct

        menu.register(menu.Entry("counter", _("手工计数"), "visits:counter", "plus", VisitAct.COUNT, "desk", 30))
        menu.register(menu.Entry("gates", _("客流计数"), "visits:readings", "door", VisitAct.SEE_READINGS, "house", 20))
        jobs.register_nightly("visits.drop-hour-files", hour=4, run=_drop_files)
        figures.subject_page("visits.reading", url_name="visits:reading", verb=VisitAct.SEE_READINGS)


def _drop_files(at: datetime) -> None:
    from shushan.visits.jobs import drop_files

    drop_files(at)
