"""Where this room stands in the staff menu."""

from django.utils.translation import gettext_lazy as _

from shushan.indicators.terms import IndicatorAct
from shushan.ui import menu


def register() -> None:
    """Register the signed values and the duties."""
    for code, label, icon, url, verb, order in (
        ("indicators-cockpit", _("总览"), "activity", "indicators:cockpit", IndicatorAct.SEE_VALUES, 5),
        ("indicators-values", _("签认数值"), "check", "indicators:values", IndicatorAct.SEE_VALUES, 20),
        ("indicators-duties", _("责任清单"), "list", "indicators:duties", IndicatorAct.SEE_DUTIES, 30),
        ("indicators-sets", _("评价指标"), "building", "indicators:sets", IndicatorAct.SEE_EVALUATION, 40),
        ("indicators-reviews", _("督查链接"), "key", "indicators:review-links", IndicatorAct.LET_REVIEW, 60),
        ("indicators-catalogue", _("指标目录"), "book-open", "indicators:catalogue", IndicatorAct.SEE_VALUES, 50),
        ("indicators-own", _("本馆指标"), "plus", "indicators:own", IndicatorAct.SEE_VALUES, 55),
        ("indicators-my-duties", _("我的责任"), "shield", "indicators:my-duties", "", 31),
    ):
        menu.register(menu.Entry(code, label, url, icon, verb, "figures", order))
