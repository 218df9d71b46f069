"""Read evaluation sets, score them, and say what a grade would still need."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from shushan.figures import public as figures
from shushan.figures.public import Kind
from shushan.indicators.duties.terms import Comparison
from shushan.indicators.evaluation import policy
from shushan.indicators.evaluation.models import Criterion, Evidence, SetVersion
from shushan.indicators.evaluation.terms import (
    CriterionPlan,
    EvidenceLine,
    Grade,
    Need,
    ScoreLine,
    SetLine,
    Sheet,
)
from shushan.indicators.terms import Asked, PeriodKind, ValueLine
from shushan.indicators.values.computing import compute
from shushan.indicators.values.queries import frozen_values
from shushan.kernel.errors import NotFound, Refused
from shushan.kernel.periods import Period


def sets(*, on: date | None = None) -> list[SetLine]:
    """Return the sets in the version in force on a day (None: every version), in one query."""
    rows = SetVersion.objects.annotate(
        n=Count("criteria"), mapped=Count("criteria", filter=~Q(criteria__code="")),
        marked=Count("criteria", filter=Q(criteria__code="") & ~Q(criteria__why_not="")),
    ).order_by("code", "-version")  # fmt: skip
    found = [_line(row, row.n, row.mapped, row.n - row.mapped - row.marked) for row in rows]
    if on is None:
        return found
    newest: dict[str, SetLine] = {}
    for line in found:
        if line.valid_from <= on:
            newest.setdefault(line.code, line)
    return list(newest.values())


def set_line(set_id: int) -> SetLine:
    """Return one version of a set.

    :raises NotFound:
    """
    found = next((line for line in sets() if line.id == set_id), None)
    if found is None:
        raise NotFound(_("没有这套评价指标"))
    return found


def criteria(set_id: int) -> list[tuple[int, CriterionPlan]]:
    """Return the criteria of a version with their ids, in order."""
    return [(row.pk, _plan(row)) for row in Criterion.objects.filter(version=set_id).order_by("position")]


def sheet(set_id: int, *, year: int, at: datetime) -> Sheet:
    """Score a set for a calendar year: from the signed value of the year where there is one, else from the records now.

    :raises NotFound:
    """
    line, span = set_line(set_id), Period.year(year)
    rows = criteria(set_id)
    questions = {pk: Asked(one.code, PeriodKind.YEAR, span.until, span.since) for pk, one in rows if one.code}
    signed = frozen_values(list(questions.values()))
    evidence = _evidence([pk for pk, _one in rows], year)
    scores = tuple(
        _score(pk, one, questions.get(pk), signed, tuple(evidence[pk]), at) for pk, one in rows
    )  # fmt: skip
    points = sum(score.points or 0 for score in scores)
    possible = sum(score.plan.points for score in scores if score.points is not None)
    total = sum(score.plan.points for score in scores)
    return Sheet(line, span.since, span.until, scores, points, possible, total, policy.grade(line.grades, points))


def needs(found: Sheet) -> list[Need]:
    """Return what each grade above the reached one would still need, the nearest first."""
    open_to = sorted(
        ((score, score.plan.points - (score.points or 0)) for score in found.scores if not score.is_met),
        key=lambda pair: (-pair[1], pair[0].plan.number),
    )
    said = []
    for grade in sorted(found.line.grades, key=lambda one: one.points):
        lacking = grade.points - found.points
        if lacking <= 0:
            continue
        steps, sum_of = [], 0
        for score, adds in open_to:
            if sum_of >= lacking or not adds:
                break
            steps.append((score, adds))
            sum_of += adds
        said.append(Need(grade, lacking, tuple(steps), sum_of >= lacking))
    return said


def _score(
    pk: int, plan: CriterionPlan, asked: Asked | None, signed: dict[str, ValueLine],
    evidence: tuple[EvidenceLine, ...], at: datetime,
) -> ScoreLine:  # fmt: skip
    by_hand = next((one.points for one in reversed(evidence) if one.points is not None), None)
    if asked is None:
        return _by_hand(pk, plan, by_hand, evidence, plan.why_not)
    value = signed.get(asked.key)
    actual, absence, above = (value.number, value.absence, None) if value else _live(plan, asked, at)
    if actual is None and by_hand is not None:
        return _by_hand(pk, plan, by_hand, evidence, absence)
    met = actual is not None and policy.is_met(plan, actual)
    points = None if actual is None else policy.points(plan, actual)
    lacking = policy.gap(plan, actual)
    return ScoreLine(pk, plan, actual, absence, value, points, met, lacking, above, False, evidence)


def _by_hand(
    pk: int, plan: CriterionPlan, points: int | None, evidence: tuple[EvidenceLine, ...], absence: str
) -> ScoreLine:
    met = points is not None and points >= plan.points
    return ScoreLine(pk, plan, None, absence, None, points, met, None, None, points is not None, evidence)


def _live(plan: CriterionPlan, asked: Asked, at: datetime) -> tuple[Fraction | None, str, Fraction | None]:
    """Return the number now, why there is none, and what the numerator of a ratio still needs."""
    try:
        found = compute(asked, at=at)
    except figures.NoSuchMeasure:
        return None, _("这个指标还在等它的记录"), None
    except Refused as refusal:
        return None, refusal.message, None
    lacking = policy.gap(plan, found.number)
    if lacking is None or found.found.measure.kind is not Kind.RATIO or not found.found.operands:
        return found.number, found.absence, None
    below = found.found.operands[1].number or Fraction(0)
    return found.number, found.absence, lacking * below / found.found.measure.factor


def _evidence(ids: list[int], year: int) -> dict[int, list[EvidenceLine]]:
    found: dict[int, list[EvidenceLine]] = defaultdict(list)
    for one in Evidence.objects.filter(criterion__in=ids, year=year, is_withdrawn=False).order_by("pk"):
        found[one.criterion_id].append(EvidenceLine(one.pk, one.text, one.file, one.points, one.by))
    return found


def _line(row: SetVersion, count: int, mapped: int, unplaced: int) -> SetLine:
    grades = tuple(Grade(str(name), int(points)) for name, points in row.grades)
    return SetLine(
        row.pk, row.code, row.name, row.name_en, row.version, row.valid_from, row.source, row.note, grades, count,
        mapped, unplaced,
    )  # fmt: skip


def _plan(row: Criterion) -> CriterionPlan:
    return CriterionPlan(
        row.number, row.name, row.points, row.code, Comparison(row.comparison),
        Fraction(row.threshold) if row.threshold else None,
        tuple((Fraction(bar), int(points)) for bar, points in row.bands), row.source, row.why_not, row.name_en,
        row.is_checked,
    )  # fmt: skip
