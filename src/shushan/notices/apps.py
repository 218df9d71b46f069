"""The Django app of the notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """What is told to whom."""

    name = "shushan.notices"
    label = "notices"
    verbose_name = _("通知")

    def ready(self) -> None:
        """Declare the room's options and kinds, and hang it into menu, my library and worker."""
        from shushan.notices import kinds, options, setting_up

        assert options.ORDER
        assert kinds.CARD_ENDING
        setting_up.register()
