"""Where this room stands in the staff menu."""

from django.utils.translation import gettext_lazy as _

from shushan.organisation.terms import OrganisationAct
from shushan.ui import menu


def register() -> None:
    """Register the organisation and its cases."""
    for code, label, icon, url, order in (
        ("organisation", _("组织设置"), "library", "organisation:overview", 10),
        ("organisation-cases", _("设置调整"), "file", "organisation:cases", 20),
    ):
        menu.register(menu.Entry(code, label, url, icon, OrganisationAct.SEE_STRUCTURE, "organisation", order))
