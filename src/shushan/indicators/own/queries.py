"""Read own definitions: in use, drafted, retired; what uses one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from shushan.figures import public as figures
from shushan.figures.public import Measure
from shushan.indicators.duties.models import DutyLink
from shushan.indicators.evaluation.models import Criterion
from shushan.indicators.own import policy, vocabulary
from shushan.indicators.own.models import OwnContent, OwnDraft, OwnRetirement, OwnVersion
from shushan.indicators.own.terms import (
    CountRule,
    DraftLine,
    DraftState,
    Fault,
    OwnLine,
    OwnPlan,
    ProofLine,
    VersionLine,
    Whole,
)
from shushan.indicators.own.words import FAULTS
from shushan.indicators.values.models import SignedValue
from shushan.kernel.errors import NotFound, Refused


class OwnDefinitions:
    """The port of the figures: every definition in use."""

    def all(self) -> tuple[Measure, ...]:
        """Return every version in use, of retired codes too: what was signed under them stays readable. One query."""
        return tuple(
            policy.measure_of(plan_of(row), row.version, retired_on=row.retired_on)  # type: ignore[attr-defined]
            for row in _versions().order_by("code", "version")
        )


def plan_of(row: OwnContent) -> OwnPlan:
    """Return what a row says."""
    return OwnPlan(
        code=row.code, name=row.name, name_en=row.name_en, unit=row.unit, unit_en=row.unit_en,
        definition=row.definition, definition_en=row.definition_en, source=row.source, note=row.note,
        rule=CountRule(row.rule), whole=Whole(row.whole), valid_from=row.valid_from, facts=tuple(row.facts),
        minus=tuple(row.minus), filters=tuple((str(name), tuple(some)) for name, some in row.filters),
        present=tuple(row.present), keys=tuple(row.keys), dim=row.dim, numerator=row.numerator,
        denominator=row.denominator, factor=row.factor, base=row.base, decimals=row.decimals,
        breakdowns=tuple(row.breakdowns), is_personal=row.is_personal, is_internal=row.is_internal,
    )  # fmt: skip


def columns_of(plan: OwnPlan) -> dict[str, Any]:
    """Return a plan as the columns of a row."""
    lists = ("facts", "minus", "present", "keys", "breakdowns")
    said = {name: getattr(plan, name) for name in OwnPlan.__dataclass_fields__}
    said |= {name: list(said[name]) for name in lists}
    return said | {"filters": [[name, list(some)] for name, some in plan.filters]}


def faults(plan: OwnPlan) -> list[Fault]:
    """Return what a plan lacks before it can be proved, in words, beside the fields of its form."""
    taken = frozenset(one.code for one in figures.declared()) | catalogue_codes()
    found = policy.faults(plan, vocabulary.facts(), part, taken)
    before = OwnVersion.objects.filter(code=plan.code).order_by("-version").values_list("valid_from", flat=True).first()
    wrong = [Fault(field, str(FAULTS[code])) for field, code in found]
    if before is not None and plan.valid_from <= before:
        wrong.append(Fault("valid_from", _("新的一版要晚于上一版的启用日 %(day)s") % {"day": before}))
    if OwnRetirement.objects.filter(code=plan.code).exists():
        wrong.append(Fault("code", _("这个编号已经停用，不再使用；请换一个编号")))
    return wrong


def part(code: str) -> Measure | None:
    """Return the figure that a ratio names, None where there is none or it was retired."""
    try:
        found = figures.measure(code)
    except Refused:
        return None
    return None if found.retired_on else found


def catalogue_codes() -> frozenset[str]:
    """Return the codes of the shipped catalogue, those that wait for a room among them."""
    from shushan.indicators.catalogue import shipped_codes

    return shipped_codes()


def draft(draft_id: int) -> DraftLine:
    """Return one draft.

    :raises NotFound:
    """
    found = OwnDraft.objects.filter(pk=draft_id).first()
    if found is None:
        raise NotFound(_("没有这份指标草稿"))
    return DraftLine(
        found.pk, plan_of(found), found.version, DraftState(found.state), found.made_by, found.made_at,
        found.changed_at, tuple(found.editors), found.why,
    )  # fmt: skip


def versions(code: str) -> list[VersionLine]:
    """Return every version of a code in use, newest first; empty where there is none."""
    return [_line(row) for row in _versions().filter(code=code).order_by("-version")]


def own_lines() -> list[OwnLine]:
    """Return every code with its newest version and its open draft, in two queries."""
    newest: dict[str, Any] = {row.code: row for row in _versions().order_by("code", "version")}
    drafts = {row.code: row for row in OwnDraft.objects.filter(state=DraftState.OPEN).order_by("code")}
    found = []
    for code in sorted({*newest, *drafts}):
        row, open_one = newest.get(code), drafts.get(code)
        said: Any = row or open_one
        found.append(
            OwnLine(
                code, said.name, said.name_en, row.version if row else 0, CountRule(said.rule), said.valid_from,
                open_one.pk if open_one else None, row.retired_on if row else None,
            )
        )  # fmt: skip
    return found


def uses(code: str, *, on: date) -> dict[str, int]:
    """Return how many ratios, standing links of duties, criteria and signed values use a code."""
    ratios = {row.code for row in _newest() if code in (row.numerator, row.denominator) and row.retired_on is None}
    return {
        "ratios": len(ratios),
        "duties": DutyLink.objects.filter(code=code, until=None).count(),
        "criteria": Criterion.objects.filter(code=code).count(),
        "values": SignedValue.objects.filter(code=code, until__gt=on).count(),
    }


def _newest() -> list[Any]:
    return list({row.code: row for row in _versions().order_by("code", "version")}.values())


def _versions() -> QuerySet[OwnVersion]:
    retired = OwnRetirement.objects.filter(code=OuterRef("code"))
    return OwnVersion.objects.annotate(
        retired_on=Subquery(retired.values("on")[:1]), retired_by=Subquery(retired.values("by")[:1]),
        retired_why=Subquery(retired.values("reason")[:1]),
    )  # fmt: skip


def _line(row: Any) -> VersionLine:
    proofs = tuple(
        ProofLine(
            date.fromisoformat(p["since"]), date.fromisoformat(p["until"]), p["number"], p["entries"], p["digest"]
        )
        for p in row.proofs
    )
    checked_at: datetime = row.checked_at
    return VersionLine(
        plan_of(row), row.version, policy.measure_of(plan_of(row), row.version, retired_on=row.retired_on), row.made_by,
        row.checked_by, checked_at, row.check_note, proofs, row.retired_on, row.retired_by or "", row.retired_why or "",
    )  # fmt: skip
