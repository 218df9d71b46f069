"""The Django app of the circulation room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CirculationConfig(AppConfig):
    """Loans, the desk, my loans."""

    name = "shushan.circulation"
    label = "circulation"
    verbose_name = _("流通")

    def ready(self) -> None:
        """Declare the room's options and hang its pages into the menu and into my library."""
        from shushan.circulation import notice_kinds, options, receipt_notices, setting_up
        from shushan.circulation.holds import options as hold_options
        from shushan.circulation.money import options as money_options
        from shushan.circulation.rules.first import write_first
        from shushan.circulation.troubles import options as trouble_options

        assert options.CLOSED_DAY
        assert notice_kinds.DUE_SOON
        assert receipt_notices.LENT
        assert hold_options.MOST_HOLDS
        assert money_options.OWING_ALLOWED
        assert trouble_options.LOST_PERCENT
        setting_up.register()
        post_migrate.connect(write_first, sender=self, dispatch_uid="circulation.first-rules")
