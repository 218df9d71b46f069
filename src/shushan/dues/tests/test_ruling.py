"""The rules on dues are judged from these records, by the shipped rows, as of any day and as known."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shushan.dues import public as dues
from shushan.dues.tests.make import BOSS, Branch, call, fix, month, take, turn_on
from shushan.kernel.periods import Period
from shushan.organisation import public as organisation
from shushan.organisation.tests.make import WRITER
from shushan.people.tests.make import make_staff
from shushan.regulations import public as regulations
from shushan.regulations.public import Outcome, SubjectKind

pytestmark = pytest.mark.django_db


def _judged(
    code: str, subject_id: int, of: date, *, today: date, known: datetime | None = None
) -> regulations.Result | None:
    rules = [rule for rule in regulations.rules() if rule.code == code]
    kind = rules[0].subject
    found = regulations.evaluate(
        window=Period.day(of), today=today, rules=rules, kinds=[kind], subject_ids=[subject_id], known_at=known
    )
    return next((one for one in found if of in one.period), None)


def _accepted(branch: Branch, on: date) -> int:
    member = organisation.enrol_member(
        actor=WRITER, at=datetime(on.year, on.month, on.day, 4, tzinfo=UTC), person_id=make_staff(name="新"), unit_id=branch.id,
        kind=organisation.MemberKind.PROBATIONARY, since=on, came=organisation.Came.ACCEPTED, basis="支部大会",
    )  # fmt: skip
    fix(branch.id, {member: 500})
    return member


def test_the_shipped_rules_on_dues_are_judged_only_while_dues_are_kept() -> None:
    shipped = {rule.code: rule for rule in regulations.rules() if rule.code.startswith("DUE-")}
    assert not any(regulations.is_measured(rule) for rule in shipped.values())
    turn_on()
    measured = {code for code, rule in shipped.items() if regulations.is_measured(rule)}
    assert measured == {"DUE-03", "DUE-04", "DUE-05"}  # the rates are no duty of a record: no salary is kept


def test_a_probationary_member_owes_the_month_of_acceptance(branch: Branch) -> None:
    paid, unpaid = _accepted(branch, date(2020, 3, 20)), _accepted(branch, date(2020, 3, 5))
    call(month(3), at=datetime(2020, 3, 21, tzinfo=UTC))
    take(branch.id, paid, {month(3): None}, on=date(2020, 3, 31))

    def outcome(member: int, today: date) -> Outcome:
        found = _judged("DUE-04", member, month(3), today=today)
        assert found is not None
        return found.outcome

    assert outcome(paid, date(2020, 4, 1)) is Outcome.MET
    assert outcome(unpaid, date(2020, 4, 1)) is Outcome.NOT_MET
    assert outcome(branch.members[0], date(2020, 4, 1)) is Outcome.NOT_APPLICABLE  # no first month
    call(month(4))
    assert _judged("DUE-04", paid, month(4), today=date(2020, 5, 1)).outcome is Outcome.NOT_APPLICABLE  # type: ignore[union-attr]


def test_six_months_decide_and_until_then_nothing_is_said(branch: Branch) -> None:
    early, late, never = branch.members
    call(month(1))
    take(branch.id, early, {month(1): None}, on=date(2020, 1, 20))
    take(branch.id, late, {month(1): None}, on=date(2020, 8, 1), note="支部同意")

    def outcome(member: int, known: datetime) -> Outcome:
        found = _judged("DUE-05", member, month(1), today=known.date(), known=known)
        assert found is not None
        return found.outcome

    june, august = datetime(2020, 6, 1, tzinfo=UTC), datetime(2020, 8, 2, tzinfo=UTC)
    assert [outcome(member, june) for member in branch.members] == [Outcome.MET, Outcome.NOT_DUE, Outcome.NOT_DUE]
    assert [outcome(member, august) for member in branch.members] == [Outcome.MET, Outcome.NOT_MET, Outcome.NOT_MET]
    assert organisation.history(never)[0].until is None  # shown, never acted on
    found = _judged("DUE-05", late, month(1), today=august.date(), known=august)
    assert found is not None and found.record_ids[0].startswith("dues.due:")


def test_a_branch_publishes_once_a_year(branch: Branch) -> None:
    call(month(1))

    def outcome(today: date) -> Outcome:
        found = _judged("DUE-03", branch.id, month(6), today=today)
        assert found is not None
        return found.outcome

    assert outcome(date(2020, 6, 1)) is Outcome.NOT_DUE and outcome(date(2021, 1, 1)) is Outcome.NOT_MET
    at = datetime(2020, 12, 30, tzinfo=UTC)
    dues.publish(actor=BOSS, at=at, today=at.date(), unit_id=branch.id, year=2020)
    assert outcome(date(2021, 1, 1)) is Outcome.MET
    assert _judged("DUE-03", branch.id, date(2019, 7, 2), today=date(2021, 1, 1)) is None  # dues were not kept then


def test_records_are_read_in_a_fixed_number_of_queries(branch: Branch, django_assert_max_num_queries: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    source = regulations.source("dues.due", SubjectKind.MEMBER)
    assert source is not None
    seen = []
    for number in (1, 2, 3):
        call(month(number))
        with CaptureQueriesContext(connection) as held:
            assert len(list(source.read(regulations.Asked(Period.year(2020))))) == 3 * number
        seen.append(len(held))
    assert seen[0] == seen[2] == 2


@pytest.fixture
def branch() -> Branch:
    turn_on()
    return Branch()
