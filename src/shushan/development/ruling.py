"""What this room offers to the rules: cases, and the steps that were taken."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shushan.development.queries import cases as reads
from shushan.regulations import public as regulations
from shushan.regulations.public import SubjectKind


def bring() -> None:
    """Declare the subject and the source."""
    regulations.declare_subject(
        regulations.Subjects(
            SubjectKind.CASE, _("发展党员个案"), reads.case_subjects, facts={"deployed": _("下沉期间")},
            address=lambda case_id: reverse("development:case", args=[case_id]),
        )
    )  # fmt: skip
    regulations.declare_source(
        regulations.Source(
            "development.step", _("发展党员步骤"), SubjectKind.CASE, reads.step_records,
            act=(_("登记步骤"), lambda case_id, _period, _where: reverse("development:case", args=[case_id])), dims=DIMS,
        )
    )  # fmt: skip


DIMS = {
    "step": _("哪一步，例如 application、talk、activist、target、meeting、approval"),
    "passed": _("政治审查合格"),
    "accepted": _("大会有效并通过"),
    "rejected": _("大会没有通过"),
    "majority": _("赞成过应到的半数"),
    "secret": _("无记名投票"),
    "separately": _("逐人讨论和表决"),
}
