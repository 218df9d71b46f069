"""Judging: applicability before frequency, the rules of the day, reasons, and what a property promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given as drawn
from hypothesis import strategies as st

from shushan.kernel.periods import Period
from shushan.regulations.judging import compliance, key_of
from shushan.regulations.public import APPLICABLE, Measuring, Modality, Outcome, PeriodKind, Reason, Standing
from shushan.regulations.tests.make import given, record, results, rule, subject

YEAR = Period.year(2020)
MARCH = Period.month(2020, 3)
TODAY = date(2021, 1, 15)


def outcomes(*args: object) -> list[str]:
    return [str(one.outcome) for one in results(*args)]  # type: ignore[arg-type]


def test_a_branch_without_a_committee_owes_no_committee_meeting() -> None:
    monthly = rule(applies_if="full_members >= 7 & has_committee")
    small, large = subject(1, full_members=6, has_committee=True), subject(2, full_members=7, has_committee=True)
    said = given([record(date(2020, 3, 31), subject_id=2)], today=TODAY, subjects=[small, large])
    found = results([monthly], said, MARCH)
    assert [(one.outcome, one.note, one.record_ids) for one in found] == [
        (Outcome.NOT_APPLICABLE, "condition", ()), (Outcome.MET, "", ("x:1",)),
    ]  # fmt: skip
    assert compliance(found).rate == 100.0


def test_a_month_is_not_due_before_its_end_and_missed_after_it() -> None:
    for today, expected in ((date(2020, 3, 31), Outcome.NOT_DUE), (date(2020, 4, 1), Outcome.NOT_MET)):
        assert outcomes([rule()], given([], today=today), MARCH) == [str(expected)]
    on_the_last_day = given([record(date(2020, 3, 31))], today=date(2020, 3, 31))
    assert outcomes([rule()], on_the_last_day, MARCH) == ["met"]


def test_a_reason_excuses_what_is_normal_and_never_what_must_be() -> None:
    for modality, expected in ((Modality.NORMALLY, Outcome.EXCUSED), (Modality.MUST, Outcome.NOT_MET)):
        bare = given([], today=TODAY)
        [missed] = results([rule(modality=modality)], bare, MARCH)
        said = replace(bare, reasons={key_of(missed): Reason("疫情闭馆", "书记")})
        [found] = results([rule(modality=modality)], said, MARCH)
        assert found.outcome is expected
        assert compliance([found]).applicable == 1 and compliance([found]).met == 0
        assert found.is_breach is (modality is Modality.MUST)


def test_a_past_month_is_judged_by_the_rules_of_that_month() -> None:
    old = rule(id=1, version=1, threshold=1, valid_until=date(2020, 7, 1))
    new = rule(id=2, version=2, threshold=2, valid_from=date(2020, 7, 1))
    said = given([record(date(2020, 6, 5), 1), record(date(2020, 7, 5), 2)], today=TODAY)
    assert outcomes([old, new], said, Period(date(2020, 6, 1), date(2020, 8, 1))) == ["met", "not-met"]


def test_a_new_rule_and_a_new_branch_begin_with_the_next_period() -> None:
    late = rule(valid_from=date(2020, 3, 10))
    said = given([], today=TODAY, subjects=[subject(since=date(2020, 1, 1))])
    assert [(r.outcome, r.note) for r in results([late], said, MARCH)] == [(Outcome.NOT_APPLICABLE, "new-rule")]
    young = given([], today=TODAY, subjects=[subject(since=date(2020, 3, 2)), subject(2, until=date(2020, 3, 31))])
    assert [r.note for r in results([rule()], young, MARCH)] == ["absent", "absent"]
    at_end = rule(standing=Standing.AT_END)
    assert outcomes([at_end], young, MARCH) == ["not-met", "not-applicable"]


def test_every_record_must_fit_and_the_bad_ones_are_named() -> None:
    plain = rule(measure=Measuring.EVERY, where="quorum", modality=Modality.MUST)
    good, bad = record(date(2020, 3, 2), 1, quorum=True), record(date(2020, 3, 9), 2, quorum=False)
    [found] = results([plain], given([good, bad], today=TODAY), MARCH)
    assert (found.outcome, found.record_ids, found.is_breach) == (Outcome.NOT_MET, ("x:2",), True)
    [none] = results([plain], given([], today=TODAY), MARCH)
    assert (none.outcome, none.note) == (Outcome.NOT_APPLICABLE, "nothing")


days = st.dates(date(2019, 6, 1), date(2021, 6, 30))


@drawn(
    records=st.lists(st.tuples(days, st.integers(1, 4)), max_size=40),
    sizes=st.lists(st.integers(0, 12), min_size=4, max_size=4),
    kind=st.sampled_from([PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR]),
    threshold=st.integers(1, 3), today=days, excused=st.sets(st.integers(0, 60)), modality=st.sampled_from(Modality),
)  # fmt: skip
def test_compliance_is_met_by_applicable_whatever_happens(
    records: list[tuple[date, int]], sizes: list[int], kind: PeriodKind, threshold: int, today: date,
    excused: set[int], modality: Modality,
) -> None:  # fmt: skip
    """Against a count made independently: the duties of periods that are over, or were reached before their end."""
    one = rule(period=kind, threshold=threshold, applies_if="full_members >= 7", modality=modality)
    rows = [record(day, n, subject_id) for n, (day, subject_id) in enumerate(records)]
    subjects = [subject(n + 1, full_members=size) for n, size in enumerate(sizes)]
    bare = given(rows, today=today, subjects=subjects)
    first = results([one], bare, YEAR)
    reasons = {key_of(result): Reason("r", "b") for n, result in enumerate(first) if n in excused}
    found = results([one], replace(bare, reasons=reasons), YEAR)
    met = applicable = 0
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[kind]
    for n, size in enumerate(sizes):
        for month in range(0, 12, months):
            inside = sum(s == n + 1 and d.year == 2020 and month < d.month <= month + months for d, s in records)
            over = date(2020 + (month + months) // 12, (month + months) % 12 + 1, 1) <= today
            if size >= 7 and (over or inside >= threshold):
                applicable += 1
                met += inside >= threshold
    total = compliance(found)
    assert (total.met, total.applicable) == (met, applicable)
    assert (total.rate is None) == (applicable == 0)
    assert total.rate is None or abs(total.rate - 100 * met / applicable) < 1e-9
    assert compliance(first).rate == total.rate, "a reason never raises the number"
    assert all(
        result.outcome in APPLICABLE or result.outcome in (Outcome.NOT_DUE, Outcome.NOT_APPLICABLE) for result in found
    )
    assert all(result.record_ids == tuple(r.id for r in _inside(rows, result.subject_id, result.period))
               for result in found if result.note == "")  # fmt: skip


def _inside(rows: list, subject_id: int, period: Period) -> list:  # type: ignore[type-arg]
    ordered = sorted(rows, key=lambda r: r.on)
    return [
        r for r in ordered if r.subject_id == subject_id and period.since <= r.on <= period.until - timedelta(days=1)
    ]
