"""The jobs as a Django app."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Find the rooms' jobs."""

    name = "shushan.jobs"
    label = "jobs"
    verbose_name = _("作业")

    def ready(self) -> None:
        """Import ``jobs`` of every room and put the page into the menu."""
        for config in apps.get_app_configs():
            if config.name.startswith("shushan.") and config.module and module_has_submodule(config.module, "jobs"):
                import_module(f"{config.name}.jobs")
        from shushan.jobs.terms import JobAct
        from shushan.ui import menu

        menu.register(menu.Entry("jobs", _("作业"), "jobs:list", "activity", JobAct.SEE_JOBS, "house", 50))
