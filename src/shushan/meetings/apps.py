"""The meetings as a Django app."""

from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """Meetings, attendance, votes, the record book."""

    name = "shushan.meetings"
    label = "meetings"
    verbose_name = _("组织生活")

    def ready(self) -> None:
        """Declare measures and notices, stand in the menu and in my library."""
        from shushan.jobs import public as jobs
        from shushan.meetings import measures, menu, options, ruling, telling  # noqa: F401  they declare as they are imported
        from shushan.meetings.web.panel import own_panel
        from shushan.people import public as people

        menu.register()
        ruling.bring()
        people.register_personal_panel(40, own_panel)
        jobs.register_nightly("meetings.task-reminders", hour=7, run=_task_reminders)


def _task_reminders(at: datetime) -> None:
    from shushan.meetings.telling import plan_task_reminders

    plan_task_reminders(at=at)
