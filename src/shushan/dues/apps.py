"""The dues as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DuesConfig(AppConfig):
    """Dues of members: optional."""

    name = "shushan.dues"
    label = "dues"
    verbose_name = _("党费")

    def ready(self) -> None:
        """Declare measures, notices and records, stand in the menu, at the secretary's desk and in my library."""
        from shushan.dues import jobs, measures, ruling, telling  # noqa: F401  they declare as they are imported
        from shushan.dues.options import is_on_now
        from shushan.dues.terms import DuesAct
        from shushan.dues.web.panels import desk_block, overview_column, own_panel
        from shushan.people import public as people
        from shushan.regulations import public as regulations
        from shushan.ui import menu

        jobs.register()
        ruling.bring()
        menu.register(
            menu.Entry(
                "dues", _("党费"), "dues:overview", "list", DuesAct.SEE_OVERVIEW, "organisation", 55, is_on=is_on_now
            )
        )
        regulations.add_column(10, overview_column)
        regulations.register_desk_panel(10, desk_block)
        people.register_personal_panel(45, own_panel)
