"""The kind of request that this room brings to the approvals."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shushan.approvals.public import Kind, register
from shushan.organisation.operations.cases import KIND, decided
from shushan.organisation.terms import OrganisationAct


def bring() -> None:
    """Make the kind known."""
    verbs = {str(OrganisationAct.DECIDE_STRUCTURE): _("审核组织设置")}
    register(Kind(KIND, _("组织设置"), _address, decided, verbs))


def _address(subject: str) -> str:
    return reverse("organisation:case", args=[int(subject.rpartition(":")[2])])
