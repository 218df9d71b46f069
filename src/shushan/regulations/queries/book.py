"""Read the rule book: versions of any day, drafts, which rules wait for a room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from shushan.kernel.errors import NotFound
from shushan.kernel.periods import Period
from shushan.regulations.models import Content, RuleDraft, RuleVersion
from shushan.regulations.seam import source
from shushan.regulations.states import DraftState
from shushan.regulations.terms import (
    Measuring,
    Modality,
    PeriodKind,
    Rule,
    Standing,
    SubjectKind,
    Verification,
)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft with the rule that it would be, its state, and what the trial said."""

    id: int
    rule: Rule
    state: DraftState
    why: str
    request_id: int | None
    tried: Period | None
    changed: int | None
    tried_of: int | None
    made_label: str
    made_by: str
    made_at: datetime


def rules(*, on: date | None = None, period: Period | None = None, code: str = "") -> list[Rule]:
    """Return the versions in force on a day, or on some day of a period, or all (of one code), by code, in one query."""
    found = RuleVersion.objects.select_related("rule").order_by("rule__code", "valid_from")
    if code:
        found = found.filter(rule__code=code)
    wanted = [rule_of(version, version.pk, version.rule.code, version.number) for version in found]
    if on is not None:
        return [one for one in wanted if one.holds_on(on)]
    if period is not None:
        return [one for one in wanted if one.valid_from < period.until and (one.valid_until or date.max) > period.since]
    return wanted


def history(code: str) -> list[Rule]:
    """Return every version of a rule, newest first.

    :raises NotFound: there is no such rule.
    """
    found = rules(code=code)[::-1]
    if not found:
        raise NotFound(_("没有这条规则"))
    return found


def drafts(*, draft_id: int | None = None, only_open: bool = False, code: str = "") -> list[DraftLine]:
    """Return drafts, newest first, in one query."""
    found = RuleDraft.objects.order_by("-pk")
    if draft_id is not None:
        found = found.filter(pk=draft_id)
    if only_open:
        found = found.filter(state__in=[DraftState.DRAFT, DraftState.ASKED])
    if code:
        found = found.filter(code=code)
    return [_draft(row) for row in found]


def draft(draft_id: int) -> DraftLine:
    """Return one draft.

    :raises NotFound:
    """
    found = drafts(draft_id=draft_id)
    if not found:
        raise NotFound(_("没有这份草稿"))
    return found[0]


def is_measured(rule: Rule) -> bool:
    """Say whether a rule is judged now: its records are offered by some room."""
    if rule.measure is Measuring.NOT_MEASURED or rule.modality is Modality.MAY:
        return False
    if rule.measure is Measuring.STATE:
        return True
    types = {rule.record_type, rule.from_type or rule.record_type}
    return all(source(one, rule.subject) is not None for one in types)


def rule_of(row: Content, row_id: int, code: str, number: int) -> Rule:
    """Return what a row says as a value."""
    return Rule(
        id=row_id, code=code, version=number, text=row.text, text_en=row.text_en, source=row.source, article=row.article,
        verification=Verification(row.verification), valid_from=row.valid_from, valid_until=row.valid_until,
        modality=Modality(row.modality), subject=SubjectKind(row.subject), record_type=row.record_type,
        measure=Measuring(row.measure), period=PeriodKind(row.period), applies_if=row.applies_if,
        from_type=row.from_type, from_where=row.from_where, until_where=row.until_where, where=row.where,
        threshold=row.threshold, threshold_max=row.threshold_max, offset=row.offset, offset_max=row.offset_max,
        standing=Standing(row.standing), evidence=row.evidence, evidence_en=row.evidence_en, figure=row.figure,
    )  # fmt: skip


def _draft(row: RuleDraft) -> DraftLine:
    tried = Period(row.tried_since, row.tried_until) if row.tried_since and row.tried_until else None
    return DraftLine(
        row.pk, rule_of(row, -row.pk, row.code, 0), DraftState(row.state), row.why, row.request_id, tried,
        row.tried_changed, row.tried_of, row.made_label, row.made_by, row.made_at,
    )  # fmt: skip
