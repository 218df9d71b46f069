"""The kind of request that this room brings to the approvals."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shushan.approvals.public import Kind, register
from shushan.regulations.operations.drafts import KIND, decided
from shushan.regulations.terms import RegulationAct


def bring() -> None:
    """Make the kind known."""
    verbs = {str(RegulationAct.APPROVE_RULES): _("审定规则")}
    register(Kind(KIND, _("规则修改"), _address, decided, verbs))


def _address(subject: str) -> str:
    return reverse("regulations:draft", args=[int(subject.rpartition(":")[2])])
