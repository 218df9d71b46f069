"""The options as a Django app."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _


class OptionsConfig(AppConfig):
    """Find the options that the rooms declare."""

    name = "shushan.options"
    label = "options"
    verbose_name = _("设置")

    def ready(self) -> None:
        """Import ``options`` of every room and put the page into the menu."""
        for config in apps.get_app_configs():
            if config.name.startswith("shushan.") and config.module and module_has_submodule(config.module, "options"):
                import_module(f"{config.name}.options")
        from shushan.options.terms import OptionAct
        from shushan.ui import menu

        menu.register(
            menu.Entry("options", _("设置"), "options:list", "settings", OptionAct.SET, group="house", order=40)
        )
