"""The approvals as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    """Requests, their steps and their trail."""

    name = "shushan.approvals"
    label = "approvals"
    verbose_name = _("审批")

    def ready(self) -> None:
        """Put the requests into the staff's menu."""
        from shushan.approvals.terms import ApprovalAct
        from shushan.ui.menu import Entry, register

        register(Entry("approvals", _("审批"), "approvals:list", "check", ApprovalAct.SEE_REQUESTS, "house", 18))
