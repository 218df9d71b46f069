"""Bring a version of an evaluation set; put evidence beside a criterion."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.figures import public as figures
from shushan.indicators.evaluation import policy
from shushan.indicators.evaluation.models import Criterion, Evidence, SetVersion
from shushan.indicators.evaluation.terms import SetPlan
from shushan.indicators.terms import IndicatorAct
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound


@write()
def bring_set(*, actor: Actor, at: datetime, plan: SetPlan) -> int:
    """Write the next version of a set and return its id; earlier versions stay as they were.

    :raises NotAllowed: :raises Invalid: a criterion is neither mapped nor marked, stands twice, or names no indicator
    """
    actor.require(IndicatorAct.EDIT_EVALUATION)
    if not plan.code.strip() or not plan.name.strip() or not plan.source.strip():
        raise Invalid(_("请填写编号、名称和出处"), field="name")
    if not plan.criteria:
        raise Invalid(_("请至少写一条指标要求"), field="criteria")
    known = {one.code for one in figures.every_measure()} | waiting_codes()
    wrong = policy.faults(plan.criteria, known)
    if wrong:
        words = _fault_words()
        said = "；".join(f"{number}：{words[fault]}" for number, fault in wrong[:8])
        raise Invalid(said, field="criteria")
    last = SetVersion.objects.filter(code=plan.code.strip()).aggregate(last=Max("version"))["last"] or 0
    made = SetVersion.objects.create(
        code=plan.code.strip()[:24], version=last + 1, name=plan.name.strip()[:160], name_en=plan.name_en.strip()[:200],
        valid_from=plan.valid_from, source=plan.source.strip()[:400], note=plan.note.strip()[:1000],
        grades=[[one.name, one.points] for one in plan.grades], made_by=actor.label, made_at=at,
    )  # fmt: skip
    Criterion.objects.bulk_create(
        Criterion(
            version=made, position=position, number=one.number[:16], name=one.name[:200], name_en=one.name_en[:240],
            points=one.points, code=one.code, why_not="" if one.code else one.why_not[:300], comparison=one.comparison,
            threshold="" if one.threshold is None else str(one.threshold),
            bands=[[str(bar), points] for bar, points in one.bands], source=one.source[:300], is_checked=one.is_checked,
        )
        for position, one in enumerate(plan.criteria, 1)
    )  # fmt: skip
    return made.pk


@write()
def add_evidence(
    *, actor: Actor, at: datetime, criterion_id: int, year: int, text: str, file_id: UUID | None = None,
    points: int | None = None,
) -> int:  # fmt: skip
    """Put words, a file or points given by hand beside a criterion for a year.

    Points are given by hand only where no indicator of this platform gives them.

    :raises NotAllowed: :raises NotFound: :raises Invalid:
    """
    actor.require(IndicatorAct.EDIT_EVALUATION)
    found = Criterion.objects.filter(pk=criterion_id).first()
    if found is None:
        raise NotFound(_("没有这条指标要求"))
    if not text.strip():
        raise Invalid(_("请写明依据"), field="text")
    if points is not None and (points < 0 or points > found.points):
        raise Invalid(_("得分在 0 到 %(n)d 之间") % {"n": found.points}, field="points")
    if points is not None and found.code in {one.code for one in figures.every_measure()}:
        raise Invalid(_("这条由指标计分，不能手填"), field="points")
    return Evidence.objects.create(
        criterion=found, year=year, text=text.strip()[:500], file=file_id, points=points, by=actor.label, at=at
    ).pk


@write()
def withdraw_evidence(*, actor: Actor, at: datetime, evidence_id: int) -> None:
    """Take evidence back; it stays on record.

    :raises NotAllowed: :raises Conflict:
    """
    actor.require(IndicatorAct.EDIT_EVALUATION)
    if not Evidence.objects.filter(pk=evidence_id, is_withdrawn=False).update(is_withdrawn=True):
        raise Conflict(_("这条依据已经撤回"))


def waiting_codes() -> set[str]:
    """Return the codes of indicators that wait for a room: a criterion may be mapped to one already."""
    from shushan.indicators.catalogue import waiting

    return {one.code for one in waiting()}


def _fault_words() -> dict[str, str]:
    """Return what can be wrong with a criterion, in words."""
    return {
        "twice": _("编号重复"), "name": _("缺编号或名称"), "points": _("分值不对"), "unknown": _("没有这个指标"),
        "unplaced": _("要么对应一个指标，要么写明“不由本平台提供”的原因"),
    }  # fmt: skip
