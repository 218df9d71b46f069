"""The tree: a past day keeps what it was; a unit never stands under itself or on nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from shushan.kernel.actor import ANONYMOUS, system
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.ledger import public as ledger
from shushan.units import public as units
from shushan.units.checks import parents_stand
from shushan.units.models import UnitVersion

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
AT = datetime(2020, 7, 1, 1, tzinfo=UTC)
FIRST, MAY, JULY = date(2020, 1, 1), date(2020, 5, 1), date(2020, 7, 1)


def found(code: str, parent_id: int | None = None, since: date = FIRST) -> int:
    return units.found_unit(
        actor=SYSTEM, at=AT, code=code, name=f"{code}部", kind="department", since=since, parent_id=parent_id
    )


def change(unit_id: int, *, since: date, name: str = "新名", parent_id: int | None = None) -> None:
    units.change_unit(
        actor=SYSTEM, at=AT, unit_id=unit_id, since=since, name=name, kind="department", parent_id=parent_id
    )


def test_a_renamed_and_moved_unit_keeps_its_past() -> None:
    top, other = found("A"), found("B")
    unit = found("C", top)
    change(unit, since=MAY, name="阅读推广部", parent_id=other)
    assert (units.unit(unit, on=FIRST).name, units.unit(unit, on=FIRST).parent_id) == ("C部", top)
    assert (units.unit(unit, on=MAY).name, units.unit(unit, on=MAY).parent_id) == ("阅读推广部", other)
    assert units.descendants(top, on=FIRST) == {top, unit}
    assert units.descendants(top, on=MAY) == {top}
    assert [value.code for value in units.tree(on=MAY)] == ["A", "B", "C"]
    with pytest.raises(NotFound):
        units.unit(unit, on=date(2019, 12, 31))


def test_a_unit_never_stands_under_itself_nor_changes_before_its_last_change() -> None:
    top = found("A")
    below = found("B", top)
    with pytest.raises(Invalid):
        change(top, since=MAY, parent_id=below)
    change(below, since=MAY, parent_id=top)
    with pytest.raises(Invalid):
        change(below, since=MAY, parent_id=top)


def test_a_unit_closes_once_nothing_stands_under_it() -> None:
    top = found("A")
    below = found("B", top)
    with pytest.raises(Conflict):
        units.close_unit(actor=SYSTEM, at=AT, unit_id=top, until=JULY)
    units.close_unit(actor=SYSTEM, at=AT, unit_id=below, until=JULY)
    units.close_unit(actor=SYSTEM, at=AT, unit_id=top, until=JULY)
    assert units.tree(on=JULY) == []
    assert [value.code for value in units.tree(on=MAY)] == ["A", "B"]
    assert [row.fact for row in ledger.rows_of(f"units.unit:{top}")] == ["units.unit-founded", "units.unit-closed"]
    assert list(parents_stand()) == []


def test_a_stranger_and_a_taken_code_are_refused() -> None:
    found("A")
    with pytest.raises(Conflict):
        found("A")
    with pytest.raises(NotAllowed):
        units.found_unit(actor=ANONYMOUS, at=AT, code="B", name="乙", kind="department", since=FIRST)


def test_the_database_refuses_two_versions_at_a_time() -> None:
    unit = found("A")
    with pytest.raises(DatabaseError), transaction.atomic():
        UnitVersion.objects.create(unit_id=unit, name="又一个", kind="department", since=MAY)


def test_the_doctor_names_a_unit_whose_parent_does_not_stand() -> None:
    top = found("A")
    below = found("B", top)
    UnitVersion.objects.filter(unit_id=top).update(until=MAY)
    assert [finding.where for finding in parents_stand()] == [f"units.unit:{below}"]


def test_two_days_of_the_tree_tell_what_was_founded_renamed_moved_and_closed() -> None:
    top, other, going, still = found("A"), found("B"), found("C"), found("E")
    moved = found("D", top)
    change(moved, since=MAY, name="新名", parent_id=other)
    units.close_unit(actor=SYSTEM, at=AT, unit_id=going, until=MAY)
    new = found("F", since=MAY)
    later = units.changes(first=FIRST, second=MAY)
    assert {(one.after or one.before).id: one.turns for one in later} == {  # type: ignore[union-attr]
        moved: (units.Turn.RENAMED, units.Turn.MOVED),
        going: (units.Turn.CLOSED,),
        new: (units.Turn.FOUNDED,),
    }
    back = {(one.after or one.before).id: one.turns for one in units.changes(first=MAY, second=FIRST)}  # type: ignore[union-attr]
    assert back[going] == (units.Turn.FOUNDED,) and back[new] == (units.Turn.CLOSED,)
    assert units.changes(first=MAY, second=MAY) == [] and still not in back
