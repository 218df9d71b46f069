"""Where the figures stand in the staff menu."""

from django.utils.translation import gettext_lazy as _

from shushan.figures.terms import FigureAct
from shushan.ui import menu


def register() -> None:
    """Register the list of measures."""
    menu.register(
        menu.Entry(
            code="figures",
            label=_("指标"),
            url_name="figures:list",
            icon="chart",
            verb=FigureAct.SEE_ROWS,
            group="figures",
            order=10,
        )
    )
