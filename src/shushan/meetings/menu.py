"""Where this room stands in the staff menu."""

from django.utils.translation import gettext_lazy as _

from shushan.meetings.terms import MeetingAct
from shushan.ui import menu


def register() -> None:
    """Register the meetings, the plan and the record book."""
    for code, label, icon, url, order in (
        ("meetings", _("组织生活"), "users", "meetings:list", 30),
        ("meetings-plan", _("会议计划"), "calendar", "meetings:plan", 40),
        ("meetings-book", _("会议记录簿"), "book", "meetings:books", 50),
    ):
        menu.register(menu.Entry(code, label, url, icon, MeetingAct.SEE, "organisation", order))
