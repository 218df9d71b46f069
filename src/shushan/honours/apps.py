"""The honours as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HonoursConfig(AppConfig):
    """Recommendations and awards."""

    name = "shushan.honours"
    label = "honours"
    verbose_name = _("荣誉")

    def ready(self) -> None:
        """Stand in the menu and lead from facts to pages."""
        from shushan.figures.public import subject_page
        from shushan.honours.terms import HonourAct
        from shushan.ui import menu

        menu.register(
            menu.Entry("honours", _("荣誉"), "honours:honours", "activity", HonourAct.SEE, "organisation", 60)
        )
        subject_page("honours.honour", url_name="honours:honour", verb=HonourAct.SEE)
