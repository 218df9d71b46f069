"""Where this room stands in the staff menu."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shushan.people.terms import PeopleAct
from shushan.ui import menu


def register() -> None:
    """Register readers, colleagues and devices."""
    for code, label, icon, verb, group, order in (
        ("readers", pgettext_lazy("many", "读者"), "users", PeopleAct.SEE_READERS, "readers", 10),
        ("reader-new", _("办理读者证"), "id-card", PeopleAct.REGISTER_READER, "readers", 20),
        ("doubles", _("疑似重复读者"), "users", PeopleAct.MERGE_READERS, "readers", 40),
        ("moving-in", _("从旧系统迁入"), "upload", PeopleAct.MOVE_IN, "readers", 50),
        ("colleagues", _("馆员与角色"), "briefcase", PeopleAct.SEE_STAFF, "house", 30),
        ("devices", _("设备"), "door", PeopleAct.SEE_DEVICES, "house", 40),
    ):
        menu.register(
            menu.Entry(
                code=code, label=label, url_name=f"people:{code}", icon=icon, verb=verb, group=group, order=order
            )
        )
