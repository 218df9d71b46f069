"""Keep results: judge anew, write only what changed, and record the facts of duties that count in a figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.periods import Period
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.regulations import events
from shushan.regulations.judging import ReasonKey, key_of, path_of
from shushan.regulations.models import ResultRow
from shushan.regulations.queries import book
from shushan.regulations.queries.results import evaluate
from shushan.regulations.scoping import GROUP
from shushan.regulations.terms import APPLICABLE, RegulationAct, Result, SubjectKind
from shushan.units import public as units

SLICE = 400  # rows written at once, so that a desk never waits long


@dataclass(frozen=True, slots=True)
class Made:
    """How many results were judged, and how many rows came, changed or went."""

    judged: int
    changed: int


@dataclass(frozen=True, slots=True)
class _Home:
    """The branch whose figure a unit's result is, and the site where it is counted."""

    branch_id: int
    site_id: int | None


@dataclass(frozen=True, slots=True)
class _Homes:
    """The versions of units through a window, and the first site of the library."""

    known: dict[int, list[units.UnitValue]]
    first_site: int | None

    def of(self, unit_id: int, on: date) -> _Home | None:
        """Return the branch that a unit's results of a day belong to, and where they are counted: at its own site, else at
        the site of the nearest unit above, else at the first site of the library; None where the unit never stood."""
        unit = self._on(unit_id, on)
        if unit is None:
            return None
        above: units.UnitValue | None = unit
        for _step in range(12):
            if above is None or above.site_id is not None:
                break
            above = self._on(above.parent_id or 0, on)
        site_id = above.site_id if above is not None and above.site_id is not None else self.first_site
        return _Home(unit.parent_id if unit.kind == GROUP and unit.parent_id is not None else unit.id, site_id)

    def _on(self, unit_id: int, on: date) -> units.UnitValue | None:
        """Return a unit as it was on a day; as it was last before, or at first, where it did not stand."""
        found = self.known.get(unit_id, [])
        return next((one for one in reversed(found) if one.since <= on), found[0] if found else None)


@dataclass(frozen=True, slots=True)
class _Given:
    """What writing needs: the day of judging, the figure that each version counts in, the units through the window."""

    today: date
    figures: dict[int, str]
    homes: _Homes

    def recounts(self, result: Result | None, row: ResultRow) -> bool:
        """Say whether what a row counted as holds no more: outcome, day, unit, or the figure it counts in."""
        if not row.is_counted:
            return False
        return result is None or (str(result.outcome), result.counts_on, result.unit_id, result.rule.figure) != (
            row.outcome, row.counts_on, row.unit_id, self.figures.get(row.version_id, ""),
        )  # fmt: skip

    def home(self, result: Result) -> _Home | None:
        """Return where a result counts, by the units of its day."""
        return self.homes.of(result.unit_id, result.counts_on) if result.unit_id is not None else None


def rebuild(*, actor: Actor, at: datetime, window: Period, today: date, unit_ids: Iterable[int] | None = None) -> Made:
    """Make the kept results of a window anew from the records, and return how many there are and how many changed.

    Written in slices; a run that is cut short is made good by the next. Facts of results that became others are
    reversed, so a figure of a past day as known then stays what it was.

    :raises NotAllowed:
    """
    actor.require_somewhere(RegulationAct.REBUILD_RESULTS)
    results = [one for one in evaluate(window=window, today=today, unit_ids=unit_ids) if one.counts_on in window]
    old = {_key(row): row for row in _rows(window, unit_ids)}
    new = {key_of(one): one for one in results}
    gone = [row for key, row in old.items() if key not in new]
    differing = [(old.get(key), one) for key, one in new.items() if key not in old or _differs(old[key], one)]
    counted = [(one, row) for row, one in differing] + [(None, row) for row in gone]
    given = _Given(today, {one.id: one.figure for one in book.rules()}, _homes(today, window)) if counted else None
    for first in range(0, len(counted), SLICE):
        assert given is not None
        _write(counted[first : first + SLICE], actor=actor, at=at, given=given)
    return Made(len(results), len(counted))


@write()
def _write(
    some: Sequence[tuple[Result | None, ResultRow | None]], *, actor: Actor, at: datetime, given: _Given
) -> None:
    today = given.today
    subjects = [subject_of(_key(row)) for result, row in some if row is not None and given.recounts(result, row)]
    subjects += [  # a lost row leaves its fact behind: it is taken back before the duty is counted again
        subject_of(key_of(result))
        for result, row in some
        if row is None and result is not None and _counts(result, today)
    ]
    if subjects:
        ledger.reverse_many(subjects, fact=events.DutyJudged.FACT, actor=actor, reason="judged anew", at=at)
    ResultRow.objects.filter(pk__in=[row.pk for _result, row in some if row is not None]).delete()
    made, facts = [], []
    for result, row in some:
        if result is None:
            continue
        stands = row is not None and row.is_counted and not given.recounts(result, row)
        counts = stands or _counts(result, today)
        if counts and not stands:
            facts.append(_fact(result, at=at, home=given.home(result)))
        made.append(_row(result, at, is_counted=counts))
    ResultRow.objects.bulk_create(made)
    ledger.record_many(facts, actor=actor, recorded_at=at)


def _counts(result: Result, today: date) -> bool:
    return bool(result.rule.figure) and result.outcome in APPLICABLE and result.counts_on <= today


def _fact(result: Result, *, at: datetime, home: _Home | None) -> tuple[events.DutyJudged, str, datetime]:
    event = events.DutyJudged(
        site_id=home.site_id if home else None, unit_id=result.unit_id, figure=result.rule.figure, rule=result.rule.code,
        outcome=str(result.outcome), branch=str(home.branch_id if home else result.unit_id or ""),
    )  # fmt: skip
    occurred = datetime.combine(result.counts_on, time(12), tzinfo=ledger.zone())
    return event, subject_of(key_of(result)), min(occurred, at)


def subject_of(key: ReasonKey) -> str:
    """Return how a duty is named in the ledger."""
    return f"regulations.duty:{path_of(key)}"


def _homes(today: date, window: Period) -> _Homes:
    """Read the units through a window, in two queries."""
    known: dict[int, list[units.UnitValue]] = {}
    for value in units.versions(period=Period(window.since, max(window.until, today + timedelta(days=1)))):
        known.setdefault(value.id, []).append(value)
    return _Homes(known, min((site.id for site in places.sites()), default=None))


def _rows(window: Period, unit_ids: Iterable[int] | None) -> list[ResultRow]:
    found = ResultRow.objects.filter(counts_on__gte=window.since, counts_on__lt=window.until)
    if unit_ids is not None:
        found = found.filter(unit_id__in=list(unit_ids))
    return list(found)


def _key(row: ResultRow) -> ReasonKey:
    return (row.code, SubjectKind(row.subject_kind), row.subject_id, row.since, row.begun_by)


def _differs(row: ResultRow, one: Result) -> bool:
    said = (
        row.version_id, row.outcome, row.unit_id, row.until, row.counts_on, row.found, tuple(row.record_ids), row.due_on,
        row.earliest_on, row.note,
    )  # fmt: skip
    return said != (
        one.rule.id, str(one.outcome), one.unit_id, one.period.until, one.counts_on, one.found, one.record_ids, one.due_on,
        one.earliest_on, one.note,
    )  # fmt: skip


def _row(one: Result, at: datetime, *, is_counted: bool) -> ResultRow:
    return ResultRow(
        code=one.rule.code, version_id=one.rule.id, subject_kind=one.subject_kind, subject_id=one.subject_id,
        unit_id=one.unit_id, since=one.period.since, until=one.period.until, counts_on=one.counts_on,
        begun_by=one.begun_by, outcome=one.outcome, found=one.found, record_ids=list(one.record_ids), due_on=one.due_on,
        earliest_on=one.earliest_on, note=one.note,
        is_counted=is_counted, judged_at=at,
    )  # fmt: skip
