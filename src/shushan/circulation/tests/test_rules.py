"""The pure parts: rules, states, scans. Without a database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shushan.circulation import policy
from shushan.circulation.policy import Rule, Rules, Standing
from shushan.circulation.rules import lengths
from shushan.circulation.rules.lengths import ClosedDay, House
from shushan.circulation.rules.policy import Case, Limit, Row, Scope, Terms
from shushan.circulation.scan import LONGEST, is_number, normalise
from shushan.circulation.states import MOVES, LoanMove, LoanState, after

pytestmark = pytest.mark.quick

ZONE = ZoneInfo("Asia/Shanghai")
ROW = Row(1, 1, "试", "", Scope(), Terms(most_items=3), datetime(1970, 1, 1, tzinfo=UTC))
RULES = Rules(ROW, (Limit(3, ROW),))
TODAY = date(2020, 6, 10)
NOON = datetime(2020, 6, 10, 4, tzinfo=UTC)
GOOD = Standing("active", date(2022, 1, 1), "")
ONE = Case("adult")


def end(day: date) -> datetime:
    return lengths.end_of(day, ZONE)


def place(is_open: Callable[[date], bool]) -> House:
    return House(ZONE, is_open, lambda _day: None)


def said(standing: Standing, rules: Rules = RULES) -> list[Rule]:
    return [one.rule for one in policy.against_lending(standing, rules, TODAY)]


def test_nothing_speaks_against_a_good_reader() -> None:
    assert said(GOOD) == []


@pytest.mark.parametrize(
    ("standing", "rule"),
    [
        (Standing("", None, ""), Rule.NO_CARD),
        (Standing("pending", None, ""), Rule.NOT_VERIFIED),
        (Standing("lost", None, ""), Rule.CARD_NOT_VALID),
        (Standing("replaced", None, ""), Rule.CARD_NOT_VALID),
        (Standing("active", TODAY - timedelta(days=1), ""), Rule.CARD_EXPIRED),
        (Standing("active", None, "污损"), Rule.FROZEN),
        (Standing("active", None, "", (TODAY - timedelta(days=1),)), Rule.OVERDUE),
        (Standing("active", None, "", (TODAY,) * 3, (ONE,) * 3), Rule.LIMIT),
    ],
)
def test_each_rule_says_no_alone(standing: Standing, rule: Rule) -> None:
    assert said(standing) == [rule]


def test_the_last_good_day_of_a_card_and_the_due_day_itself_are_good() -> None:
    assert said(Standing("active", TODAY, "", (TODAY, TODAY), (ONE, ONE))) == []


def test_every_rule_that_says_no_is_named() -> None:
    bad = Standing("active", TODAY - timedelta(days=1), "污损", (TODAY - timedelta(days=9),) * 3, (ONE,) * 3)
    assert said(bad) == [Rule.FROZEN, Rule.CARD_EXPIRED, Rule.OVERDUE, Rule.LIMIT]


@pytest.mark.parametrize(
    ("due", "at", "late"),
    [
        ("10T12:00:00", "10T12:00:00", 0),
        ("10T12:00:00", "10T12:00:01", 1),  # an hour's loan is late the same day
        ("10T12:00:00", "11T12:00:00", 1),
        ("10T12:00:00", "11T12:00:01", 2),
        ("10T23:59:59", "11T00:00:00", 1),
        ("10T23:59:59", "11T23:59:59", 1),
        ("10T23:59:59", "12T00:00:00", 2),
    ],
)
def test_a_day_late_begins_when_a_loan_ends(due: str, at: str, late: int) -> None:
    ends, now = (datetime.fromisoformat(f"2020-06-{one}").replace(tzinfo=ZONE) for one in (due, at))
    assert policy.late_days(ends, now, ZONE) == late


def test_renewing_is_refused_late_or_too_often() -> None:
    def against(due_on: date, renewals: int) -> list[Rule]:
        found = policy.against_renewing(GOOD, RULES, NOON, ZONE, due_at=end(due_on), renewals=renewals)
        return [one.rule for one in found]

    assert against(TODAY, 0) == []
    assert against(TODAY - timedelta(days=1), 0) == [Rule.LATE]
    assert against(TODAY, 1) == [Rule.RENEWALS]


@given(
    start=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    days=st.integers(1, 365),
    closed=st.frozensets(st.integers(0, 6), max_size=6),
)
def test_a_due_day_is_open_and_no_earlier_open_day_would_do(start: date, days: int, closed: frozenset[int]) -> None:
    at = datetime.combine(start, time(10), tzinfo=ZONE)
    due = lengths.due(Terms(loan_length=days), at, place(lambda d: d.weekday() not in closed)).at
    day = due.astimezone(ZONE).date()
    assert day.weekday() not in closed
    assert day >= start + timedelta(days=days)
    assert all((start + timedelta(days=days + n)).weekday() in closed for n in range((day - start).days - days))
    assert policy.days_left(due, due, ZONE) == 0
    assert policy.days_left(due, due + timedelta(seconds=1), ZONE) == -1


@given(
    start=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    days=st.integers(1, 60),
    closed=st.frozensets(st.integers(0, 6), max_size=7),
    way=st.sampled_from(ClosedDay),
    card=st.none() | st.integers(-5, 80),
)
def test_a_due_day_keeps_its_promises_in_every_way(
    start: date, days: int, closed: frozenset[int], way: ClosedDay, card: int | None
) -> None:
    def is_open(day: date) -> bool:
        return day.weekday() not in closed

    last = None if card is None else start + timedelta(days=card)
    plain, wanted = lengths.due_day(start, days, way, is_open_day=is_open), start + timedelta(days=days)
    day = lengths.due_day(start, days, way, is_open_day=is_open, last=last)
    assert day >= start
    if way is ClosedDay.KEEP or is_open(wanted) or len(closed) == 7:
        assert plain == wanted
    else:
        assert is_open(plain)
        between = [start + timedelta(days=n) for n in range(1, days) if is_open(start + timedelta(days=n))]
        assert (plain < wanted) == (way is ClosedDay.PREVIOUS and bool(between))
        assert way is not ClosedDay.PREVIOUS or not between or plain == between[-1]
    if last is None or last < start or last >= plain:
        assert day == plain
    else:
        assert day <= last
        assert (
            way is ClosedDay.KEEP
            or is_open(day)
            or not any(is_open(start + timedelta(days=n)) for n in range(1, (last - start).days + 1))
        )


def test_a_card_that_ends_first_refuses_a_renewal_that_would_give_nothing() -> None:
    for ends_in, refused in ((-1, [Rule.CARD_EXPIRED]), (0, [Rule.CARD_ENDS]), (5, [Rule.CARD_ENDS]), (6, [])):
        standing = replace(GOOD, card_expires_on=TODAY + timedelta(days=ends_in))
        found = policy.against_renewing(standing, RULES, NOON, ZONE, due_at=end(TODAY + timedelta(days=5)), renewals=0)
        assert [one.rule for one in found] == refused
        free = policy.against_renewing(
            standing,
            replace(RULES, ends_with_card=False),
            NOON,
            ZONE,
            due_at=end(TODAY + timedelta(days=5)),
            renewals=0,
        )
        assert Rule.CARD_ENDS not in [one.rule for one in free]


@given(old=st.datetimes(datetime(2020, 1, 1), datetime(2029, 1, 1)), today=st.dates(date(2020, 1, 1), date(2029, 1, 1)))
def test_a_renewal_never_shortens(old: datetime, today: date) -> None:
    before = old.replace(tzinfo=UTC)
    at = datetime.combine(today, time(12), tzinfo=ZONE)
    new = lengths.renewed(Terms(), before, at, place(lambda _day: True)).at
    assert new > before
    assert new.astimezone(ZONE).date() >= today + timedelta(days=30)


def test_the_whole_grid_of_moves() -> None:
    allowed = {
        (LoanState.OUT, LoanMove.RENEW): LoanState.OUT,
        (LoanState.OUT, LoanMove.RETURN): LoanState.BACK,
        (LoanState.OUT, LoanMove.LOSE): LoanState.LOST,
        (LoanState.LOST, LoanMove.RETURN): LoanState.BACK,
    }
    for state in LoanState:
        for move in LoanMove:
            assert after(state, move) == allowed.get((state, move))
    assert allowed == MOVES


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("200012345678\n", "200012345678"),
        ("２０００１２３４５６７８", "200012345678"),
        ("　B0000017　", "B0000017"),
        ("b0000017\t", "B0000017"),
        ("b'0000017", "B0000017"),
        ("0000 0017", "00000017"),
        ("\ufeff0000\u200b0017", "00000017"),
        ("TJ—0001", "TJ0001"),
        ("TJ-0001", "TJ-0001"),
        ("0000017。", "0000017"),
        ("  李  小满 ", "李 小满"),
        ("3班李小满", "3班李小满"),
        ("Ann Lee", "Ann Lee"),
        ("", ""),
        ("　\r\n", ""),
    ],
)
def test_a_scan_is_understood(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


@pytest.mark.parametrize(("text", "number"), [("200012345678", True), ("B01", True), ("李小满", False), ("Ann", False)])
def test_numbers_and_names_are_told_apart(text: str, number: bool) -> None:
    assert is_number(text) is number


@given(st.text(max_size=500))
def test_normalising_is_idempotent_and_short(typed: str) -> None:
    once = normalise(typed)
    assert normalise(once) == once
    assert len(once) <= LONGEST
    assert "\n" not in once
