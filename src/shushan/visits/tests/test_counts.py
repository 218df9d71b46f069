"""Counts: once each, in any order, taken back with a reason; the doctor sees what does not agree."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from shushan.figures import public as figures
from shushan.kernel.actor import ANONYMOUS, Actor, ActorKind, Grant, system
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.places.tests.make import make_site
from shushan.visits import public as visits
from shushan.visits.checks import readings_match_facts
from shushan.visits.models import Reading
from shushan.visits.tests.make import make_gate

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
AT = datetime(2020, 6, 30, 8, tzinfo=UTC)  # four in the afternoon in Shanghai
NINE = datetime(2020, 6, 30, 1, tzinfo=UTC)


def report(site: int, *counts: visits.Count, at: datetime = AT) -> list[visits.Taken]:
    return visits.report(actor=SYSTEM, at=at, device_id=7, site_id=site, gate="东门", counts=counts)


def visited(until: date = date(2020, 7, 1)) -> int:
    return figures.value("V01", scope=figures.Scope(until=until), at=AT).quantity


def test_the_same_report_counts_once_in_any_order() -> None:
    site = make_site()
    late = visits.Count(1, NINE, 5, 2)
    first = report(site, visits.Count(2, NINE + timedelta(hours=1), 30, 4), late)
    again = report(site, late, at=AT + timedelta(days=1))
    assert [taken.was_known for taken in (*first, *again)] == [False, False, True]
    assert again[0].reading_id == first[1].reading_id
    assert visited() == 35
    assert ledger.rows_of(f"visits.reading:{again[0].reading_id}")[0].dims["gate"] == "东门"


def test_other_numbers_under_a_known_sequence_leave_nothing() -> None:
    site = make_site()
    report(site, visits.Count(1, NINE, 5))
    with pytest.raises(visits.SequenceConflict):
        report(site, visits.Count(2, NINE, 8), visits.Count(1, NINE, 6))
    assert (visited(), Reading.objects.count()) == (5, 1)


def test_a_future_count_a_broken_counter_and_a_stranger_are_refused() -> None:
    site = make_site()
    with pytest.raises(visits.CountInFuture):
        report(site, visits.Count(1, AT + timedelta(hours=1), 5))
    with pytest.raises(Invalid):
        report(site, visits.Count(1, NINE, 1_000_000))
    with pytest.raises(NotAllowed):
        visits.count_by_hand(actor=ANONYMOUS, at=AT, site_id=site)
    assert Reading.objects.count() == 0


@pytest.mark.parametrize(
    "since", [datetime(293, 11, 11, 12, tzinfo=UTC), datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=18)))]
)
def test_a_clock_that_was_lost_is_refused(since: datetime) -> None:
    site = make_site()
    with pytest.raises(visits.CountNotPossible):
        report(site, visits.Count(1, since, 5))
    assert Reading.objects.count() == 0


def test_an_odd_zone_is_the_same_instant() -> None:
    site, odd = make_site(), timezone(timedelta(hours=18, minutes=9))
    [taken] = report(site, visits.Count(1, NINE.astimezone(odd), 5))
    assert Reading.objects.get(pk=taken.reading_id).since == NINE


def test_a_reversed_count_nets_to_nothing_and_both_rows_stay() -> None:
    site = make_site()
    hand = visits.count_by_hand(actor=SYSTEM, at=AT, site_id=site, entered=3)
    with pytest.raises(Invalid):
        visits.reverse(actor=SYSTEM, at=AT, reading_id=hand, reason=" ")
    visits.reverse(actor=SYSTEM, at=AT, reading_id=hand, reason="误按")
    assert [row.quantity for row in ledger.rows_of(f"visits.reading:{hand}")] == [3, -3]
    assert visited() == 0
    with pytest.raises(visits.ReadingReversed):
        visits.reverse(actor=SYSTEM, at=AT, reading_id=hand, reason="误按")


def test_a_wrong_tap_is_taken_back_by_whoever_counts_but_not_later() -> None:
    site = make_site()
    clerk = Actor(ActorKind.STAFF, 1, "王馆员", grants=(Grant(visits.VisitAct.COUNT, site_id=site),))
    tap = visits.count_by_hand(actor=clerk, at=AT, site_id=site)
    visits.undo_by_hand(actor=clerk, at=AT, reading_id=tap)
    assert visited() == 0
    old = visits.count_by_hand(actor=clerk, at=AT, site_id=site)
    with pytest.raises(Invalid):
        visits.undo_by_hand(actor=clerk, at=AT + timedelta(minutes=16), reading_id=old)
    from_gate = report(site, visits.Count(1, NINE, 5))[0].reading_id
    with pytest.raises(Invalid):
        visits.undo_by_hand(actor=clerk, at=AT, reading_id=from_gate)
    assert visited() == 6


def test_a_file_hour_again_changes_nothing_and_other_numbers_replace_it() -> None:
    site = make_site()
    make_gate(site, "西门" * 20)

    def take(entered: int, gate: str = "西门" * 20) -> bool:
        return visits.take_hour(actor=SYSTEM, at=AT, site_id=site, gate=gate, since=NINE, entered=entered, left=0)

    assert [take(10), take(10), take(12)] == [True, False, True]
    assert visited() == 12
    where = figures.value("V01", scope=figures.Scope(until=date(2020, 7, 1)), at=AT)
    assert [row.quantity for row in figures.rows(where)] == [10, -10, 12]


def test_occupancy_is_known_only_where_somebody_counts_who_leaves() -> None:
    north, south = make_site(), make_site("S", "南馆")
    report(north, visits.Count(1, NINE, 30, 12))
    visits.count_by_hand(actor=SYSTEM, at=AT, site_id=south, entered=4)
    found = {one.site_id: one for one in visits.occupancy(at=AT)}
    assert (found[north].inside, found[north].hours) == (18, ((9, 30),))
    assert (found[south].inside, found[south].entered) == (None, 4)


def test_the_doctor_names_a_reading_that_its_facts_do_not_tell() -> None:
    site = make_site()
    taken = report(site, visits.Count(1, NINE, 5), visits.Count(2, NINE, 7, 3))
    visits.reverse(actor=SYSTEM, at=AT, reading_id=taken[1].reading_id, reason="误报")
    assert list(readings_match_facts()) == []
    Reading.objects.filter(pk=taken[0].reading_id).update(entered=6)
    assert [finding.where for finding in readings_match_facts()] == [f"visits.reading:{taken[0].reading_id}"]
