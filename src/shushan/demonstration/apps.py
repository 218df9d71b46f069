"""The demonstration as a Django app: only its banner."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext as _


class DemonstrationConfig(AppConfig):
    """Say on every page that this is a demonstration, where it is one."""

    name = "shushan.demonstration"
    label = "demonstration"

    def ready(self) -> None:
        """Show the banner."""
        from shushan.ui.context import show_banner

        if (Path(settings.HOME) / "demonstration.json").exists():
            show_banner(lambda: _("演示图书馆：人物虚构，数字与日期取自工作报告。馆员登录的第二道验证在演示中关闭。"))
