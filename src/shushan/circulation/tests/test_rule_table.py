"""Which row wins, how lateness is counted, when loans end. Pure: without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shushan.circulation.rules import lengths, policy
from shushan.circulation.rules.lengths import ClosedDay, House
from shushan.circulation.rules.overdue import Lateness, lateness
from shushan.circulation.rules.policy import Base, Case, Grace, Row, Scope, Terms, Unit

pytestmark = pytest.mark.quick

EVER = datetime(1970, 1, 1, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
CASE = Case("adult", "book", "3F-01", 7)


def row(number: int, scope: Scope, *, version: int = 0, since: datetime = EVER, **said: object) -> Row:
    terms = said.pop("terms", Terms())
    return Row(number, version or number, f"规则{number}", "", scope, terms, since, **said)  # type: ignore[arg-type]


scopes = st.builds(
    Scope,
    category=st.sampled_from(["", "adult", "child"]),
    kind=st.sampled_from(["", "book", "serial"]),
    shelf=st.sampled_from(["", "3", "3F", "3F-01", "3F-01-2", "4F"]),
    site_id=st.sampled_from([None, 7, 8]),
)
cases = st.builds(
    Case,
    category=st.sampled_from(["adult", "child"]),
    kind=st.sampled_from(["", "book", "serial"]),
    shelf=st.sampled_from(["", "3", "3F", "3F-01", "3F-01-2", "3F-012", "4F"]),
    site_id=st.sampled_from([7, 8]),
)


@given(st.lists(scopes, max_size=40), cases)
def test_the_order_is_total_no_two_scopes_of_one_case_tie(found: list[Scope], case: Case) -> None:
    covering = {scope for scope in found if scope.covers(case)}
    assert len({scope.rank for scope in covering}) == len(covering)


@given(st.sets(scopes, max_size=40), cases, st.randoms(use_true_random=False))
def test_the_winner_does_not_hang_on_the_order_of_the_rows(found: set[Scope], case: Case, chance) -> None:  # type: ignore[no-untyped-def]
    rows = [row(n, scope) for n, scope in enumerate(sorted(found | {Scope()}, key=repr), start=1)]
    wanted = policy.matching(policy.table_of(rows).at(EVER), case)
    mixed = list(rows)
    chance.shuffle(mixed)
    assert policy.matching(policy.table_of(mixed).at(EVER), case) == wanted
    assert wanted[-1].scope.is_everything
    assert wanted[0].scope.rank == max(one.scope.rank for one in rows if one.scope.covers(case))


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        (Scope(), Scope(category="adult")),
        (Scope(category="adult"), Scope(kind="book")),
        (Scope(category="adult", kind="book"), Scope(shelf="3F")),
        (Scope(shelf="3F"), Scope(shelf="3F-01")),
        (Scope("adult", "book", "3F-01"), Scope(site_id=7)),
        (Scope(site_id=7), Scope("adult", site_id=7)),
        (Scope("adult", "book", "3F", 7), Scope(shelf="3F-01", site_id=7)),
    ],
)
def test_site_before_shelf_before_kind_before_category(weaker: Scope, stronger: Scope) -> None:
    rows = policy.table_of([row(1, weaker), row(2, stronger)]).at(EVER)
    assert [one.number for one in policy.matching(rows, CASE)] == [2, 1]


@pytest.mark.parametrize(
    ("mark", "shelf", "lies"),
    [("3F-01", "3F", True), ("3F-01", "3F-01", True), ("3F1", "3F", False), ("3", "3F", False), ("3F 乙", "3F", True)],
)
def test_a_shelf_covers_what_lies_below_it(mark: str, shelf: str, lies: bool) -> None:
    assert policy.lies_on(mark, shelf) is lies


def test_of_the_versions_that_hold_the_last_written_speaks_and_an_end_silences() -> None:
    june, july = datetime(2020, 6, 1, tzinfo=UTC), datetime(2020, 7, 1, tzinfo=UTC)
    table = policy.table_of(
        [
            row(1, Scope(), version=1),
            row(1, Scope(), version=2, since=june, valid_until=july),
            row(2, Scope("child"), version=3),
            row(2, Scope("child"), version=4, since=july, is_ended=True),
        ]
    )

    def said(at: datetime) -> list[int]:
        return [one.version_id for one in table.at(at)]

    assert said(EVER) == [3, 1]
    assert said(june) == [3, 2]
    assert said(july - timedelta(seconds=1)) == [3, 2]
    assert said(july) == [1]


def test_limits_nest_over_items_and_not_over_categories() -> None:
    rows = policy.table_of(
        [
            row(1, Scope(), terms=Terms(most_items=10)),
            row(2, Scope("adult"), terms=Terms(most_items=20)),
            row(3, Scope(kind="book"), terms=Terms(most_items=2)),
            row(4, Scope(site_id=7), terms=Terms(most_items=5)),
            row(5, Scope("adult", "book"), terms=Terms()),
            row(6, Scope(kind="serial"), terms=Terms(most_items=1)),
        ]
    ).at(EVER)
    found = policy.limits(policy.matching(rows, CASE))
    assert [(limit.row.number, limit.most) for limit in found] == [(2, 20), (3, 2), (4, 5)]


def at(text: str, zone: ZoneInfo = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def not_monday(day: date) -> bool:
    return day.weekday() != 0


def late(terms: Terms, due: str, back: str, price_fen: int | None = None) -> Lateness | None:
    return lateness(terms, at(due), at(back), zone=ZONE, is_open_day=not_monday, price_fen=price_fen)


@pytest.mark.parametrize(
    ("terms", "back", "fen", "days"),
    [
        # due Wednesday 10 June 2020, 10 fen a day; closed on Mondays (15 June)
        (Terms(fine_fen=10), "2020-06-11T00:00", 10, 0),
        (Terms(fine_fen=10), "2020-06-11T23:59", 10, 0),
        (Terms(fine_fen=10), "2020-06-20T09:00", 100, 0),
        (Terms(fine_fen=10, counts_closed=False), "2020-06-20T09:00", 90, 0),
        (Terms(fine_fen=10, counts_closed=False), "2020-06-15T09:00", 40, 0),
        (Terms(fine_fen=10, grace=3), "2020-06-13T09:00", 0, 0),
        (Terms(fine_fen=10, grace=3), "2020-06-14T09:00", 10, 0),
        (Terms(fine_fen=10, grace=3, grace_reading=Grace.DELAYS), "2020-06-13T09:00", 0, 0),
        (Terms(fine_fen=10, grace=3, grace_reading=Grace.DELAYS), "2020-06-14T09:00", 40, 0),
        (Terms(fine_fen=10, fine_cap_fen=50), "2020-06-15T09:00", 50, 0),
        (Terms(fine_fen=10, fine_cap_fen=50), "2020-06-16T09:00", 50, 0),
        (Terms(fine_fen=10, caps_at_price=True), "2021-06-10T09:00", 2500, 0),
        (Terms(suspend_days=2), "2020-06-13T09:00", 0, 6),
        (Terms(suspend_days=2, suspend_grace=2), "2020-06-12T09:00", 0, 0),
        (Terms(suspend_days=2, suspend_grace=2), "2020-06-13T09:00", 0, 2),
        (Terms(suspend_days=1, suspend_cap=30), "2021-06-10T09:00", 0, 30),
        (Terms(fine_fen=5, suspend_days=1, grace=1), "2020-06-13T09:00", 10, 3),
    ],
)
def test_what_a_late_return_costs(terms: Terms, back: str, fen: int, days: int) -> None:
    found = late(terms, "2020-06-10T23:59:59", back, price_fen=2500)
    assert found is not None
    assert (found.fine_fen, found.suspension_days) == (fen, days)


def test_in_time_is_in_time_to_the_last_second_and_an_unknown_price_caps_nothing() -> None:
    terms = Terms(fine_fen=10, caps_at_price=True)
    assert late(terms, "2020-06-10T23:59:59", "2020-06-10T23:59:59") is None
    for price in (None, 0):
        far = late(terms, "2020-06-10T23:59:59", "2021-06-10T09:00", price)
        assert far is not None and (far.fine_fen, far.capped_by) == (3650, "")
    near = late(terms, "2020-06-10T23:59:59", "2021-06-10T09:00", 2500)
    assert near is not None and near.capped_by == "price"


@pytest.mark.parametrize(
    ("terms", "back", "late_hours", "fen", "days"),
    [
        (Terms(Unit.HOURS, 2, fine_fen=100), "2020-06-14T18:00:01", 1, 100, 0),
        (Terms(Unit.HOURS, 2, fine_fen=100), "2020-06-14T20:00", 2, 200, 0),
        (Terms(Unit.HOURS, 2, fine_fen=100, grace=1), "2020-06-14T20:00", 2, 100, 0),
        # closed the whole Monday: 6 hours of Sunday and 9 of Tuesday count
        (Terms(Unit.HOURS, 2, fine_fen=100, counts_closed=False), "2020-06-16T09:00", 39, 1500, 0),
        (Terms(Unit.HOURS, 2, suspend_days=1), "2020-06-15T18:00:01", 25, 0, 2),
    ],
)
def test_hours_are_counted_as_begun(terms: Terms, back: str, late_hours: int, fen: int, days: int) -> None:
    found = late(terms, "2020-06-14T18:00", back)
    assert found is not None
    assert (found.late, found.fine_fen, found.suspension_days) == (late_hours, fen, days)


@given(
    days=st.integers(1, 400),
    grace=st.integers(0, 40),
    reading=st.sampled_from(Grace),
    cap=st.none() | st.integers(0, 500),
)
def test_later_never_costs_less_and_a_cap_holds(days: int, grace: int, reading: Grace, cap: int | None) -> None:
    terms = Terms(fine_fen=7, grace=grace, grace_reading=reading, fine_cap_fen=cap, suspend_days=1, suspend_grace=grace)
    due = at("2020-06-10T23:59:59")

    def cost(n: int) -> Lateness:
        back = due + timedelta(days=n) - timedelta(hours=1)
        found = lateness(terms, due, back, zone=ZONE, is_open_day=not_monday)
        assert found is not None
        return found

    now, then = cost(days), cost(days + 1)
    assert now.fine_fen <= then.fine_fen and now.suspension_days <= then.suspension_days
    assert cap is None or then.fine_fen <= cap


def house(zone: ZoneInfo = ZONE, way: ClosedDay = ClosedDay.KEEP) -> House:
    return House(zone, not_monday, lambda _day: None, way)


def due(terms: Terms, start: str, zone: ZoneInfo = ZONE, way: ClosedDay = ClosedDay.KEEP) -> str:
    found = lengths.due(terms, at(start, zone), house(zone, way))
    return found.at.astimezone(zone).isoformat(sep=" ", timespec="seconds")[:19]


@pytest.mark.parametrize(
    ("terms", "start", "end"),
    [
        (Terms(Unit.MONTHS, 1), "2020-01-31T10:00", "2020-02-29 23:59:59"),
        (Terms(Unit.MONTHS, 1), "2021-01-31T10:00", "2021-02-28 23:59:59"),
        (Terms(Unit.MONTHS, 12), "2020-02-29T10:00", "2021-02-28 23:59:59"),
        (Terms(Unit.MONTHS, 2), "2020-12-31T10:00", "2021-02-28 23:59:59"),
        (Terms(Unit.UNTIL, loan_until=date(2020, 7, 10)), "2020-06-10T10:00", "2020-07-10 23:59:59"),
        (Terms(Unit.UNTIL, loan_until=date(2020, 7, 10)), "2020-07-10T10:00", "2020-07-10 23:59:59"),
        (Terms(Unit.UNTIL, loan_until=date(2020, 7, 10)), "2020-07-12T10:00", "2020-07-12 23:59:59"),
        (Terms(Unit.HOURS, 3), "2020-06-10T22:30", "2020-06-11 01:30:00"),
        (Terms(on_site=True, most_renewals=0), "2020-06-10T10:00", "2020-06-10 23:59:59"),
    ],
)
def test_lengths(terms: Terms, start: str, end: str) -> None:
    assert due(terms, start) == end


def test_what_is_read_in_the_house_is_due_at_closing_and_later_at_the_end_of_the_day() -> None:
    closing = at("2020-06-10T18:00")
    place = House(ZONE, not_monday, lambda _day: closing)
    terms = Terms(on_site=True, most_renewals=0)
    assert lengths.due(terms, at("2020-06-10T17:59"), place).at == closing
    assert lengths.due(terms, at("2020-06-10T18:30"), place).at == at("2020-06-10T23:59:59")
    last_second = at("2020-06-10T23:59:59") + timedelta(milliseconds=500)
    assert lengths.due(terms, last_second, place).at > last_second


def test_a_loan_of_hours_that_would_end_on_a_closed_day_ends_with_an_open_one() -> None:
    terms = Terms(Unit.HOURS, 24)
    assert due(terms, "2020-06-14T16:00", way=ClosedDay.NEXT) == "2020-06-16 23:59:59"
    assert due(terms, "2020-06-13T16:00", way=ClosedDay.NEXT) == "2020-06-14 16:00:00"


NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2020-03-08T00:30", "2020-03-08 03:30:00"),  # 02:00 to 03:00 do not exist that night
        ("2020-11-01T00:30", "2020-11-01 01:30:00"),  # 01:00 to 02:00 come twice: the second half past one
    ],
)
def test_an_hour_is_an_hour_when_the_clocks_change(start: str, end: str) -> None:
    terms = Terms(Unit.HOURS, 2)
    assert due(terms, start, NEW_YORK) == end
    begun = at(start, NEW_YORK)
    assert lengths.due(terms, begun, house(NEW_YORK)).at.timestamp() - begun.timestamp() == 7200


def test_a_day_is_a_calendar_day_when_the_clocks_change() -> None:
    assert due(Terms(loan_length=1), "2020-03-07T22:00", NEW_YORK) == "2020-03-08 23:59:59"
    assert due(Terms(loan_length=1), "2020-10-31T22:00", NEW_YORK) == "2020-11-01 23:59:59"
    found = lateness(
        Terms(fine_fen=10), at("2020-10-31T23:59:59", NEW_YORK), at("2020-11-01T23:30", NEW_YORK), zone=NEW_YORK,
        is_open_day=not_monday,
    )  # fmt: skip
    assert found is not None and found.fine_fen == 10


def test_the_last_second_of_a_day_that_ends_twice_is_its_last() -> None:
    azores = ZoneInfo("Atlantic/Azores")  # clocks went back at 01:00 to 00:00 on 25 October 2020
    havana = ZoneInfo("America/Sao_Paulo")  # clocks went back at midnight to 23:00 on 18 February 2018
    assert lengths.end_of(date(2018, 2, 17), havana).utcoffset() == timedelta(hours=-3)
    assert lengths.end_of(date(2020, 10, 25), azores).timestamp() + 1 == at("2020-10-26T00:00", azores).timestamp()


@given(
    base=st.sampled_from(Base),
    unit=st.sampled_from([Unit.HOURS, Unit.DAYS, Unit.MONTHS]),
    length=st.integers(1, 40),
    before=st.integers(-60, 60),
    way=st.sampled_from(ClosedDay),
)
def test_a_renewal_never_shortens_whatever_the_terms(
    base: Base, unit: Unit, length: int, before: int, way: ClosedDay
) -> None:
    terms = Terms(unit, renewal_length=length, renewal_base=base)
    now = at("2020-06-10T10:00")
    old = lengths.end_of(now.date() + timedelta(days=before), ZONE)
    new = lengths.renewed(terms, old, now, house(way=way)).at
    assert new >= old
    if base is Base.DUE and before >= 0:
        assert new > old
