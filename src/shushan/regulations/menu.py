"""Where this room stands in the staff menu."""

from django.utils.translation import gettext_lazy as _

from shushan.regulations.terms import RegulationAct
from shushan.ui import menu


def register() -> None:
    """Register the desk of the secretary, the results and the rule book."""
    for code, label, icon, url, verb, order in (
        ("regulations-desk", _("书记工作台"), "check", "regulations:desks", RegulationAct.SEE_RESULTS, 1),
        ("regulations-results", _("达标情况"), "chart", "regulations:overview", RegulationAct.SEE_RESULTS, 30),
        ("regulations-rules", _("规则手册"), "book", "regulations:rules", RegulationAct.SEE_RULES, 40),
    ):
        menu.register(menu.Entry(code, label, url, icon, verb, "organisation", order))
