"""Where the sites stand in the staff menu."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shushan.places.terms import PlaceAct
from shushan.ui import menu


def register() -> None:
    """Register the list of sites."""
    menu.register(
        menu.Entry(
            code="places", label=pgettext_lazy("many", "馆区"), url_name="places:staff-sites", icon="building", verb=PlaceAct.EDIT_SITE,
            group="house", order=10,
        )
    )  # fmt: skip
    menu.register(
        menu.Entry(
            code="holidays", label=_("节假日与调休"), url_name="places:holidays", icon="calendar",
            verb=PlaceAct.EDIT_HOLIDAYS, group="house", order=12,
        )
    )  # fmt: skip
