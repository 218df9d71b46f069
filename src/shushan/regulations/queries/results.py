"""Hold the rules against the records, and read what was kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from shushan.kernel.errors import NotFound
from shushan.kernel.periods import Period
from shushan.places import public as places
from shushan.regulations.gates import Workdays
from shushan.regulations.judging import Given, ReasonKey, judge, key_of
from shushan.regulations.models import ReasonGiven, ResultRow
from shushan.regulations.queries import book
from shushan.regulations.seam import Asked, source, subjects_of
from shushan.regulations.terms import (
    Measuring,
    Outcome,
    PeriodKind,
    Reason,
    Record,
    Result,
    Rule,
    Subject,
    SubjectKind,
)

BEGINNING = date(1900, 1, 1)


def evaluate(
    *, window: Period, today: date, known_at: datetime | None = None, unit_ids: Iterable[int] | None = None,
    rules: Sequence[Rule] | None = None, kinds: Iterable[SubjectKind] | None = None,
    subject_ids: Iterable[int] | None = None,
) -> list[Result]:  # fmt: skip
    """Return what the rules come to in every period that touches a window, for everybody or for some units only.

    ``rules`` None: those of the book; ``subject_ids`` goes with one kind. ``known_at``: as the records were known before
    that instant. The number of queries depends on how many sources there are, never on how many units, members or rules.
    """
    chosen = [one for one in (_of_book(window) if rules is None else rules) if book.is_measured(one)]
    if kinds is not None:
        wanted = frozenset(kinds)
        chosen = [one for one in chosen if one.subject in wanted]
    units = None if unit_ids is None else frozenset(unit_ids)
    ids = None if subject_ids is None else frozenset(subject_ids)
    given = _given(chosen, window, today, known_at, units, ids)
    found = judge(chosen, given, window=window)
    begins = _beginnings(chosen)
    return [
        one
        for one in found
        if (units is None or one.unit_id in units or one.subject_kind is SubjectKind.LIBRARY)
        and one.period.since >= begins.get((one.rule.record_type, one.subject_kind), BEGINNING)
    ]


def _beginnings(rules: Sequence[Rule]) -> dict[tuple[str, SubjectKind], date]:
    """Return from which day on the records of an optional room are kept: what it did not keep cannot be missed."""
    known = {(one.record_type, one.subject): source(one.record_type, one.subject) for one in rules if one.record_type}
    return {
        key: day for key, one in known.items() if one and one.since is not None and (day := one.since()) is not None
    }


def duty(key: ReasonKey, *, today: date) -> Result:
    """Return one duty as the records stand, seen from a day.

    :raises NotFound: the rules know no such duty
    """
    _code, kind, subject_id, since, begun_by = key
    window = Period(since, max(today, since) + timedelta(days=1)) if begun_by else Period.day(since)
    found = evaluate(window=window, today=today, kinds=[kind], subject_ids=[subject_id])
    for one in found:
        if key_of(one) == key:
            return one
    raise NotFound(_("没有这一项，或它在这一天还没有开始"))


def workdays() -> Workdays:
    """Return the public holidays that are on record, in one query."""
    return Workdays.of({one.day: not one.is_off for one in places.holidays()})


def reasons(*, since: date) -> dict[ReasonKey, Reason]:
    """Return the newest reason for each duty of periods that begin on a day or later, in one query."""
    found = ReasonGiven.objects.filter(since__gte=since).order_by("pk")
    return {
        (r.code, SubjectKind(r.subject_kind), r.subject_id, r.since, r.begun_by): Reason(r.text, r.by) for r in found
    }


def kept(
    *, window: Period, unit_ids: Iterable[int] | None = None, code: str = "", outcomes: Iterable[Outcome] = ()
) -> list[Result]:
    """Return the kept results that count on a day of the window, in three queries, by rule, subject and time."""
    found = ResultRow.objects.filter(counts_on__gte=window.since, counts_on__lt=window.until)
    if unit_ids is not None:
        found = found.filter(unit_id__in=list(unit_ids))
    if code:
        found = found.filter(code=code)
    if outcomes:
        found = found.filter(outcome__in=[str(one) for one in outcomes])
    known = {one.id: one for one in book.rules()}
    rows = list(found.order_by("code", "subject_kind", "subject_id", "since"))
    said = reasons(since=min((row.since for row in rows), default=window.since))
    return [result_of(row, known[row.version_id], said) for row in rows]


def kept_at() -> datetime | None:
    """Return when results were last made anew; None: never."""
    return ResultRow.objects.order_by("-judged_at").values_list("judged_at", flat=True).first()


def result_of(row: ResultRow, rule: Rule, said: dict[ReasonKey, Reason]) -> Result:
    """Return a kept row as a value."""
    kind = SubjectKind(row.subject_kind)
    outcome = Outcome(row.outcome)
    reason = said.get((row.code, kind, row.subject_id, row.since, row.begun_by)) if outcome is Outcome.EXCUSED else None
    return Result(
        rule, kind, row.subject_id, row.unit_id, Period(row.since, row.until), row.counts_on, outcome,
        tuple(row.record_ids), row.found, row.due_on, row.earliest_on, row.begun_by, row.note, reason,
    )  # fmt: skip


def subject_names(kind: SubjectKind, period: Period, ids: Iterable[int] | None = None) -> dict[int, str]:
    """Return what the subjects of a kind are called, by id."""
    known = subjects_of(kind)
    if known is None:
        return {}
    asked = Asked(period, None if ids is None else frozenset(ids))
    return {one.id: one.name for one in known.read(asked)}


def _of_book(window: Period) -> list[Rule]:
    """The versions that may judge something in a window: what began long ago is judged by the version of its beginning."""
    reach = _reach(window)
    return [
        one
        for one in book.rules()
        if one.valid_from < reach.until
        and (one.period is PeriodKind.ONCE or one.valid_until is None or one.valid_until > reach.since)
    ]


def _given(
    rules: Sequence[Rule], window: Period, today: date, known_at: datetime | None, units: frozenset[int] | None,
    subject_ids: frozenset[int] | None,
) -> Given:  # fmt: skip
    kinds = {rule.subject for rule in rules}
    whole = Period(BEGINNING, max(window.until, today + timedelta(days=1)))
    reach = _reach(window)
    needs_past = {rule.subject for rule in rules if rule.period is PeriodKind.ONCE}
    subjects: dict[SubjectKind, Sequence[Subject]] = {}
    for kind in kinds:
        known = subjects_of(kind)
        ids = subject_ids if subject_ids is not None else units if kind is SubjectKind.UNIT else None
        asked = Asked(whole if kind in needs_past else reach, ids, known_at, units)
        found = list(known.read(asked)) if known else []
        subjects[kind] = found if subject_ids is None else [one for one in found if one.id in subject_ids]
    is_part = units is not None or subject_ids is not None
    of_kind = {kind: frozenset(one.id for one in some) if is_part else None for kind, some in subjects.items()}
    shared: dict[object, object] = {}
    records = {
        key: _records(key, Asked(whole if once else reach, of_kind[key[1]], known_at, units, shared))
        for key, once in sorted(_types(rules).items())
    }
    return Given(subjects, records, today, reasons(since=BEGINNING if needs_past else reach.since), workdays())


def _types(rules: Iterable[Rule]) -> dict[tuple[str, SubjectKind], bool]:
    """Return which types of record are asked of which kind, and whether their whole past is."""
    found: dict[tuple[str, SubjectKind], bool] = {}
    for rule in rules:
        if rule.measure is Measuring.STATE:
            continue
        for record_type in {rule.record_type, rule.from_type or rule.record_type}:
            key = (record_type, rule.subject)
            found[key] = found.get(key, False) or rule.period is PeriodKind.ONCE
    return found


def _records(key: tuple[str, SubjectKind], asked: Asked) -> dict[int, list[Record]]:
    found = source(*key)
    if found is None:
        return {}
    grouped: dict[int, list[Record]] = {}
    for record in found.read(asked):
        grouped.setdefault(record.subject_id, []).append(record)
    for some in grouped.values():
        some.sort(key=lambda record: record.on)
    return grouped


def _reach(window: Period) -> Period:
    """The whole years that a window touches: no period of a rule is longer."""
    return Period(date(window.since.year, 1, 1), date((window.until - timedelta(days=1)).year + 1, 1, 1))
