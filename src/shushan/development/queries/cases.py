"""Read cases, their steps, what the rules say of them, and what is to be done next. Whoever calls records the look."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shushan.development import policy
from shushan.development.models import Case, Receiving, StepRecord
from shushan.development.states import CaseState
from shushan.development.terms import CaseLine, NextStep, Said, StepLine
from shushan.kernel.errors import NotFound
from shushan.kernel.periods import Period
from shushan.regulations import public as regulations
from shushan.regulations.public import Asked, Fact, FactSpan, Outcome, Record, Subject, SubjectKind

_STEP = re.compile(r"step = ([a-z0-9|-]+)")


def cases(
    *, today: date, case_id: int | None = None, unit_ids: Iterable[int] | None = None, state: str = ""
) -> list[CaseLine]:
    """Return cases, the newest first, in three queries. ``unit_ids``: of these branches, or received by them today."""
    found = Case.objects.select_related("person").order_by("-pk")
    if case_id is not None:
        found = found.filter(pk=case_id)
    if state:
        found = found.filter(state=state)
    if unit_ids is not None:
        held = list(unit_ids)
        received = _holding(today).filter(unit__in=held).values("case")
        found = found.filter(Q(unit__in=held) | Q(pk__in=received))
    rows = list(found)
    ids = [row.pk for row in rows]
    hosts = dict(_holding(today).filter(case__in=ids).values_list("case", "unit"))
    steps: dict[int, list[StepLine]] = {}
    for one in _steps(StepRecord.objects.filter(case__in=ids)):
        steps.setdefault(one.case_id, []).append(one)
    return [_line(row, hosts.get(row.pk), steps.get(row.pk, [])) for row in rows]


def case(case_id: int, *, today: date = date.max) -> CaseLine:
    """Return one case.

    :raises NotFound:
    """
    found = cases(today=today, case_id=case_id)
    if not found:
        raise NotFound(_("没有这个个案"))
    return found[0]


def open_case_of(person_id: int, *, today: date) -> CaseLine | None:
    """Return a person's open case, or None."""
    found = Case.objects.filter(person=person_id, state=CaseState.OPEN).values_list("pk", flat=True).first()
    return case(found, today=today) if found else None


def receivings(case_id: int) -> list[tuple[int, date, date | None, str]]:
    """Return (unit, since, until, basis) of the temporary branches that ever received somebody, newest first."""
    found = Receiving.objects.filter(case=case_id).order_by("-since")
    return list(found.values_list("unit", "since", "until", "basis"))


def results_of(found: CaseLine, *, today: date) -> list[regulations.Result]:
    """Return what the rules come to for one case, seen from a day, in the order of their days."""
    judged = _judged(found, [record_of(one) for one in _standing(found)], today)
    return sorted(judged, key=lambda one: (one.counts_on, one.rule.code))


def pending(found: CaseLine, step: str, on: date, said: Said) -> list[regulations.Result]:
    """Return the results that would become "not met" by recording a step, seen from its day.

    What was missed by then is missed anyway: to record it late is no new breach.
    """
    standing = [record_of(one) for one in _standing(found)]
    more = Record("development.step:0", found.id, on, dims_of(step, said), said.minutes or 1, said.who_id)
    before = {regulations.key_of(one) for one in _judged(found, standing, on) if one.outcome is Outcome.NOT_MET}
    after = _judged(found, [*standing, more], on)
    return [one for one in after if one.outcome is Outcome.NOT_MET and regulations.key_of(one) not in before]


def next_steps(found: CaseLine, results: Iterable[regulations.Result]) -> list[NextStep]:
    """Return what may be recorded next, what is due first; days come from the rules that wait for that step."""
    if found.state is not CaseState.OPEN:
        return []
    waiting: dict[str, list[regulations.Result]] = {}
    for one in results:
        if one.outcome in (Outcome.NOT_DUE, Outcome.NOT_MET) and not (one.found and one.outcome is Outcome.NOT_MET):
            for code in _asked(one):
                waiting.setdefault(code, []).append(one)
    taken = {one.step for one in _standing(found)}
    made = []
    for step in policy.open_steps(taken):
        if step.repeats and step.code in taken and step.code not in waiting:
            continue
        some = waiting.get(step.code, [])
        due = min((one.due_on for one in some if one.due_on), default=None)
        earliest = max((one.earliest_on for one in some if one.earliest_on), default=None)
        made.append(NextStep(step, due, earliest, tuple(some), any(one.note == "provisional" for one in some)))
    return sorted(made, key=lambda one: (one.due_on or date.max, one.step.number))


def case_subjects(asked: Asked) -> Iterable[Subject]:
    """Yield the cases as subjects of the rules, in two queries. They are named by number, never by person."""
    found = Case.objects.filter(opened_on__lt=asked.period.until).order_by("pk")
    if asked.subject_ids is not None:
        found = found.filter(pk__in=list(asked.subject_ids)[:500])
    received: dict[int, list[Receiving]] = {}
    for one in Receiving.objects.order_by("since"):
        received.setdefault(one.case_id, []).append(one)
    for row in found:
        yield Subject(row.pk, _("个案 %(n)s") % {"n": row.pk}, tuple(_spans(row, received.get(row.pk, []))))


def step_records(asked: Asked) -> Iterable[Record]:
    """Yield the standing steps of cases, and the applicant's birth, in two queries."""
    found = StepRecord.objects.filter(on__gte=asked.period.since, on__lt=asked.period.until)
    births = Case.objects.exclude(person__birth_on=None)
    if asked.subject_ids is not None:
        some = list(asked.subject_ids)[:500]
        found, births = found.filter(case__in=some), births.filter(pk__in=some)
    for one in _steps(found):
        if not one.is_taken_back and asked.wants(one.case_id, one.on):
            yield record_of(one)
    for case_id, born in births.values_list("pk", "person__birth_on"):
        if born is not None and asked.wants(case_id, born):
            yield Record(f"development.case:{case_id}", case_id, born, {"step": "birth"})


def record_of(one: StepLine) -> Record:
    """Return a step as a record for the rules."""
    return Record(
        f"development.step:{one.id}", one.case_id, one.on, dims_of(one.step, one.said), one.said.minutes or 1,
        one.said.who_id,
    )  # fmt: skip


def dims_of(step: str, said: Said) -> dict[str, Fact]:
    """Return what conditions may ask of a step."""
    dims: dict[str, Fact] = {"step": step}
    if step == "review":
        dims["passed"] = said.is_passed
    if step in policy.VOTED:
        accepted = policy.is_accepted(said)
        dims |= {
            "accepted": accepted, "rejected": not accepted, "majority": said.yes * 2 > said.entitled,
            "secret": said.is_secret, "separately": said.is_separate,
        }  # fmt: skip
    return dims


def _judged(found: CaseLine, records: list[Record], today: date) -> list[regulations.Result]:
    wanted = [one for one in regulations.rules() if one.subject is SubjectKind.CASE]
    [subject] = list(case_subjects(Asked(Period(found.opened_on, date(2200, 1, 1)), frozenset({found.id}))))
    born = Case.objects.filter(pk=found.id).values_list("person__birth_on", flat=True).first()
    if born:
        records = [*records, Record(f"development.case:{found.id}", found.id, born, {"step": "birth"})]
    ordered = {found.id: sorted(records, key=lambda one: one.on)}
    given = regulations.Given(
        {SubjectKind.CASE: [subject]}, {("development.step", SubjectKind.CASE): ordered}, today,
        calendar=regulations.workdays(),
    )  # fmt: skip
    window = Period(date(1900, 1, 1), date(2200, 1, 1))
    return list(regulations.judge(wanted, given, window=window))


def _asked(one: regulations.Result) -> list[str]:
    found = _STEP.search(one.rule.where)
    return found[1].split("|") if found else []


def _standing(found: CaseLine) -> list[StepLine]:
    return [one for one in found.steps if not one.is_taken_back]


def _holding(day: date) -> QuerySet[Receiving]:
    return Receiving.objects.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


def _steps(found: QuerySet[StepRecord]) -> list[StepLine]:
    rows = found.filter(corrects=None).select_related("who", "taken_back_by").order_by("on", "pk")
    return [
        StepLine(
            r.pk, r.case_id, r.step, r.on,
            Said(r.who_id, r.minutes, r.entitled, r.present, r.yes, r.is_secret, r.is_separate, r.is_passed),
            r.who.name if r.who else "", r.basis, r.note, r.despite, r.file, r.by, r.at, hasattr(r, "taken_back_by"),
        )
        for r in rows
    ]  # fmt: skip


def _line(row: Case, host: int | None, steps: list[StepLine]) -> CaseLine:
    taken = [one.step for one in steps if not one.is_taken_back]
    return CaseLine(
        row.pk, row.person_id, row.person.name, row.unit_id, host, CaseState(row.state), row.opened_on,
        policy.stage_of(taken), taken[-1] if taken else "", tuple(steps),
    )  # fmt: skip


def _spans(row: Case, received: list[Receiving]) -> Iterable[FactSpan]:
    day, end = row.opened_on - timedelta(days=366 * 80), None
    for one in received:
        if day < one.since:
            yield FactSpan(day, one.since, {"unit_id": row.unit_id, "deployed": False})
        yield FactSpan(one.since, one.until, {"unit_id": one.unit_id, "deployed": True})
        if one.until is None:
            return
        day = one.until
    yield FactSpan(day, end, {"unit_id": row.unit_id, "deployed": False})
