"""Where this room stands in the staff menu."""

from django.utils.translation import gettext_lazy as _

from shushan.indicators.terms import IndicatorAct
from shushan.ui import menu


def register() -> None:
    """Register the signed values."""
    for code, label, icon, url, order in (("indicators-values", _("签认数值"), "check", "indicators:values", 20),):
        menu.register(menu.Entry(code, label, url, icon, IndicatorAct.SEE_VALUES, "figures", order))
