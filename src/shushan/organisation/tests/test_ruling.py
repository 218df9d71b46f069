"""Branches and members through time, as the rules ask for them: true on any day, in a fixed number of queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shushan.kernel.periods import Period
from shushan.organisation import public as organisation
from shushan.organisation.models import Member
from shushan.organisation.queries import subjects as reads
from shushan.organisation.tests.make import AT, FIRST, WRITER, enrol, found, plan
from shushan.regulations.public import Asked, SubjectKind, source, subjects_of
from shushan.regulations.seam import address_of

pytestmark = pytest.mark.django_db
YEAR = Period(date(2020, 1, 1), date(2021, 1, 1))


@pytest.fixture
def branches() -> dict[str, int]:
    return found(plan("found", "Z", "general-branch"), plan("found", "A", parent="Z"), plan("found", "G", "group", "A"))


def fill(unit_id: int, member: int, kind: organisation.PostKind, since: date, term_until: date | None = None) -> int:
    person = organisation.history(member)[0].person_id
    return organisation.fill_post(
        actor=WRITER,
        at=AT,
        unit_id=unit_id,
        kind=kind,
        person_id=person,
        since=since,
        basis="选举",
        term_until=term_until,
    )


def test_a_branch_has_the_facts_of_each_day(branches: dict[str, int]) -> None:
    members = [enrol(branches["A"]) for _ in range(7)] + [enrol(branches["A"], full=False)]
    organisation.end_membership(actor=WRITER, at=AT, member_id=members[0], until=date(2020, 5, 1), basis="退党")
    kinds = organisation.PostKind
    fill(branches["A"], members[1], kinds.SECRETARY, date(2020, 2, 1), date(2020, 10, 1))
    fill(branches["A"], members[2], kinds.ORGANISATION_MEMBER, date(2020, 2, 1))
    fill(branches["A"], members[3], kinds.PUBLICITY_MEMBER, date(2020, 3, 1))
    by_id = {one.id: one for one in reads.unit_subjects(Asked(YEAR))}
    assert set(by_id) == {branches["Z"], branches["A"], branches["G"]}
    branch = by_id[branches["A"]]
    january, may, october = (branch.facts_on(day) for day in (date(2020, 1, 31), date(2020, 5, 1), date(2020, 10, 1)))
    assert january is not None and may is not None and october is not None
    assert (january["members"], january["full_members"], january["has_committee"]) == (8, 7, False)
    assert (may["full_members"], may["has_committee"], may["has_secretary"], may["has_groups"]) == (6, True, True, True)
    assert (may["terms_over"], october["terms_over"]) == (0, 1)
    top = by_id[branches["Z"]]
    assert [(top.facts_on(day) or {})["all_members"] for day in (date(2020, 4, 30), date(2020, 5, 1))] == [8, 7]
    assert branch.facts_on(date(2019, 12, 31)) is None, "before the days that were asked for"
    temporary = found(plan("found", "T", "temporary-branch", parent="A"), on=date(2020, 5, 10))["T"]
    enrol(temporary, since=date(2020, 5, 10))
    for asked in (Asked(YEAR), Asked(YEAR, frozenset({branches["Z"]}))):
        top = next(one for one in reads.unit_subjects(asked) if one.id == branches["Z"])
        told = [(top.facts_on(day) or {})["all_members"] for day in (date(2020, 5, 9), date(2020, 5, 10))]
        assert told == [7, 8], "a branch's temporary branch stands under the general branch too"


def test_a_member_belongs_to_a_branch_and_holds_posts_on_each_day(branches: dict[str, int]) -> None:
    member = enrol(branches["A"], since=date(2020, 2, 1))
    fill(branches["A"], member, organisation.PostKind.SECRETARY, date(2020, 6, 1))
    [one] = reads.member_subjects(Asked(YEAR))
    assert one.facts_on(date(2020, 1, 31)) is None
    before, after = one.facts_on(date(2020, 5, 31)), one.facts_on(date(2020, 6, 1))
    assert before is not None and after is not None
    assert (before["unit_id"], before["secretary"], after["secretary"], after["committee"]) == (
        branches["A"], False, True, True,
    )  # fmt: skip
    assert list(reads.member_subjects(Asked(YEAR, frozenset({member + 1})))) == []


def test_the_sources_tell_posts_changes_and_joining(branches: dict[str, int]) -> None:
    member = enrol(branches["A"])
    fill(branches["A"], member, organisation.PostKind.SECRETARY, date(2020, 6, 1), date(2023, 6, 1))
    asked = Asked(Period(FIRST, date(2021, 1, 1)))
    of_unit, of_member = (source("organisation.post", kind) for kind in (SubjectKind.UNIT, SubjectKind.MEMBER))
    assert of_unit is not None and of_member is not None
    [post] = of_unit.read(asked)
    assert (post.subject_id, post.on, post.dims["term_days"]) == (branches["A"], date(2020, 6, 1), 1095)
    assert [one.subject_id for one in of_member.read(asked)] == [member]
    changes = source("organisation.structure-change", SubjectKind.UNIT)
    assert changes is not None
    assert {(one.on, one.dims["approved"]) for one in changes.read(asked)} == {(FIRST, True)}


def test_acceptance_and_confirmation_are_two_records_each_with_the_way_to_the_member(branches: dict[str, int]) -> None:
    member = enrol(branches["A"], full=False)
    Member.objects.filter(pk=member).update(joined_on=date(2019, 8, 1), full_on=date(2020, 8, 1))
    joining = source("organisation.joining", SubjectKind.MEMBER)
    assert joining is not None
    found = list(joining.read(Asked(Period(FIRST, date(2021, 1, 1)))))
    assert [(one.id, one.dims["step"]) for one in found] == [
        (f"organisation.joining:{member}:accepted", "accepted"), (f"organisation.joining:{member}:confirmed", "confirmed"),
    ]  # fmt: skip
    assert {address_of(one.id, SubjectKind.MEMBER) for one in found} == {f"/staff/organisation/members/{member}/"}


def test_the_number_of_queries_does_not_grow(branches: dict[str, int]) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as said:
            for kind in (SubjectKind.UNIT, SubjectKind.MEMBER):
                subjects = subjects_of(kind)
                assert subjects is not None
                list(subjects.read(Asked(YEAR)))
        return len(said)

    enrol(branches["A"])
    one = asked()
    more = found(plan("found", "B", parent="Z"), plan("found", "C", parent="Z"))
    for code in ("A", "B", "C"):
        fill(more[code], enrol(more[code]), organisation.PostKind.SECRETARY, date(2020, 6, 1))
    assert asked() == one
