"""Learning as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    """Courses, study elsewhere, reading months."""

    name = "shushan.learning"
    label = "learning"
    verbose_name = _("学习")

    def ready(self) -> None:
        """Stand in the menus and in my library, bring the jobs."""
        from shushan.learning import jobs, measures, setting_up

        assert jobs and measures
        setting_up.register()
