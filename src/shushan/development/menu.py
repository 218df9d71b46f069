"""Where this room stands in the staff menu."""

from django.utils.translation import gettext_lazy as _

from shushan.development.terms import DevelopmentAct
from shushan.ui import menu


def register() -> None:
    """Register the cases."""
    menu.register(
        menu.Entry(
            "development", _("发展党员"), "development:cases", "users", DevelopmentAct.SEE_CASES, "organisation", 35
        )
    )
