"""The development of members as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DevelopmentConfig(AppConfig):
    """Cases of applicants."""

    name = "shushan.development"
    label = "development"
    verbose_name = _("发展党员")

    def ready(self) -> None:
        """Offer cases to the rules, stand in the menu and on my own page."""
        from shushan.development import menu, ruling
        from shushan.development.web.my import mine
        from shushan.figures.public import subject_page
        from shushan.people.public import register_panel

        ruling.bring()
        menu.register()
        register_panel(70, mine)
        subject_page("development.case", url_name="development:case", verb="development.see-cases")
