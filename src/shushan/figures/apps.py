"""The figures as a Django app."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    """Find the measures that the rooms declare."""

    name = "shushan.figures"
    label = "figures"
    verbose_name = _("指标")

    def ready(self) -> None:
        """Import ``measures`` of every room and put the list of measures into the menu."""
        for config in apps.get_app_configs():
            if config.name.startswith("shushan.") and config.module and module_has_submodule(config.module, "measures"):
                import_module(f"{config.name}.measures")
        from shushan.figures import menu

        menu.register()
