"""Read honours and criteria; pull the evidence of twelve months from the results of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from shushan.honours.models import Criteria, EvidenceRow, Honour
from shushan.honours.states import HonourState
from shushan.honours.terms import CriteriaLine, Criterion, Evidence, HonourLine
from shushan.kernel.errors import NotFound
from shushan.kernel.periods import Period, add_months
from shushan.regulations import public as regulations
from shushan.regulations.public import SubjectKind

MONTHS = 12


def criteria(*, on: date | None = None, criteria_id: int | None = None) -> list[CriteriaLine]:
    """Return what issuers ask, the newest first, in one query."""
    found = Criteria.objects.order_by("-since", "-pk")
    if on is not None:
        found = found.filter(since__lte=on)
    if criteria_id is not None:
        found = found.filter(pk=criteria_id)
    return [_criteria(row) for row in found]


def honours(
    *, honour_id: int | None = None, unit_ids: Iterable[int] | None = None, on: date | None = None
) -> list[HonourLine]:
    """Return honours with their evidence, the newest first, in two queries. ``on``: recommended by that day."""
    found = Honour.objects.select_related("criteria").order_by("-recommended_on", "-pk")
    if honour_id is not None:
        found = found.filter(pk=honour_id)
    if unit_ids is not None:
        found = found.filter(unit__in=list(unit_ids))
    if on is not None:
        found = found.filter(recommended_on__lte=on)
    rows = list(found)
    evidence: dict[int, list[Evidence]] = {}
    for one in EvidenceRow.objects.filter(honour__in=[row.pk for row in rows]).order_by("criterion", "month"):
        said = Evidence(one.month, one.met, one.applicable, one.excused, one.criterion)
        evidence.setdefault(one.honour_id, []).append(said)
    return [
        HonourLine(
            row.pk, row.unit_id, _criteria(row.criteria), HonourState(row.state), row.body, row.recommended_on, row.words,
            row.decided_on, row.number, tuple(evidence.get(row.pk, [])),
        )
        for row in rows
    ]  # fmt: skip


def honour(honour_id: int) -> HonourLine:
    """Return one honour.

    :raises NotFound:
    """
    found = honours(honour_id=honour_id)
    if not found:
        raise NotFound(_("没有这项荣誉"))
    return found[0]


def pulled(unit_id: int, asked: CriteriaLine, *, on: date) -> list[Evidence]:
    """Return the compliance of a unit in the twelve months that end with a day's month, as it stood on that day.

    One line a month over all duties of the unit, and one a month for each criterion that names rules.
    """
    last = on.replace(day=1)
    window = Period(add_months(last, 1 - MONTHS), add_months(last, 1))
    results = regulations.evaluate(window=window, today=on, unit_ids=[unit_id], kinds=[SubjectKind.UNIT])
    asked_for = [("", None), *((one.text, one.rules) for one in asked.criteria if one.rules)]
    return [_month(results, month, text, rules) for text, rules in asked_for for month in window.months()]


def _month(results: list[regulations.Result], month: Period, text: str, rules: tuple[str, ...] | None) -> Evidence:
    some = [one for one in results if one.counts_on in month and (rules is None or one.rule.code in rules)]
    total = regulations.compliance(some)
    return Evidence(month.since, total.met, total.applicable, total.excused, text)


def _criteria(row: Criteria) -> CriteriaLine:
    items = tuple(Criterion(one["text"], tuple(one.get("rules", ()))) for one in row.items)
    return CriteriaLine(row.pk, row.issuer, row.title, row.source, row.since, items)
