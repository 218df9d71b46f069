"""What this room offers to the rules: branches and members through time, posts, changes, and the days of joining."""

from __future__ import annotations

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shushan.organisation.queries import subjects as reads
from shushan.regulations import public as regulations
from shushan.regulations.public import SubjectKind


def bring() -> None:
    """Declare subjects and sources."""
    regulations.declare_subject(
        regulations.Subjects(
            SubjectKind.UNIT, _("党组织"), reads.unit_subjects, facts=UNIT_FACTS,
            address=lambda unit_id: reverse("organisation:unit", args=[unit_id]),
        )
    )  # fmt: skip
    regulations.declare_subject(
        regulations.Subjects(
            SubjectKind.MEMBER, _("党员"), reads.member_subjects, facts=MEMBER_FACTS,
            address=lambda member_id: reverse("organisation:member", args=[member_id]),
        )
    )  # fmt: skip
    by_unit, by_member = partial(reads.post_records, by_member=False), partial(reads.post_records, by_member=True)
    for kind, read in ((SubjectKind.UNIT, by_unit), (SubjectKind.MEMBER, by_member)):
        regulations.declare_source(
            regulations.Source("organisation.post", _("任职登记"), kind, read, dims=POST_DIMS, act=_to_fill(kind))
        )
    regulations.declare_source(
        regulations.Source(
            "organisation.structure-change", _("设置变动"), SubjectKind.UNIT, reads.change_records,
            dims={"approved": _("有批复")},
        )
    )  # fmt: skip
    regulations.declare_source(
        regulations.Source(
            "organisation.joining", _("入党与转正"), SubjectKind.MEMBER, reads.joining_records,
            address=lambda record: reverse("organisation:member", args=[int(record.split(":")[1])]),
            dims={"step": _("哪一步：accepted 接收、confirmed 转正")},
        )
    )  # fmt: skip


def _to_fill(kind: SubjectKind) -> tuple[object, regulations.ActAddress] | None:
    if kind is not SubjectKind.UNIT:
        return None
    return _("登记任职"), lambda unit_id, _period, _where: reverse("organisation:unit", args=[unit_id])


UNIT_FACTS = {
    "kind": _("类别：general-branch 党总支、branch 党支部、group 党小组、temporary-branch 临时党支部"),
    "approved": _("有批复"),
    "members": _("本单位名册上的党员数"),
    "all_members": _("连同下属支部的党员数"),
    "full_members": _("正式党员数"),
    "voters": _("有表决权的党员数"),
    "has_committee": _("设有支部委员会"),
    "committee_size": _("委员会人数"),
    "deputies": _("副书记人数"),
    "has_secretary": _("有书记"),
    "has_groups": _("设有党小组"),
    "groups": _("党小组数"),
    "branches": _("下属支部数"),
    "terms_over": _("任期已满而未换届的任职数"),
}
MEMBER_FACTS = {
    "kind": _("类别：full 正式、probationary 预备"),
    "votes": _("有表决权"),
    "secretary": _("任书记"),
    "committee": _("任委员会成员"),
    "group_leader": _("任党小组长"),
}
POST_DIMS = {"post": pgettext_lazy("post", "职务"), "term_days": _("任期天数"), "has_term": _("有任期")}
