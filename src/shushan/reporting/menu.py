"""Where this room stands in the staff menu."""

from django.utils.translation import gettext_lazy as _

from shushan.reporting.terms import ReportingAct
from shushan.ui import menu


def register() -> None:
    """Register the reports."""
    menu.register(
        menu.Entry("reports", _("工作报告"), "reporting:reports", "file", ReportingAct.SEE_REPORTS, "figures", 40)
    )
