"""Alerts at three and five months, to the member and the secretary, once each, without an amount."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shushan.dues import public as dues
from shushan.dues.tests.make import Branch, call, month, take, turn_on
from shushan.notices.models import Notice
from shushan.organisation import public as organisation
from shushan.organisation.tests.make import WRITER
from shushan.people.models import Reader
from shushan.people.tests.make import make_reader, make_user

pytestmark = pytest.mark.django_db


def _night(day: date) -> int:
    return dues.tell_behind(at=datetime(day.year, day.month, day.day, 2, tzinfo=UTC))


def _with_card(branch: Branch, member_id: int) -> int:
    """Give a member a reader's card, and return the reader's id."""
    person_id = organisation.history(member_id)[0].person_id
    reader = make_reader(site_id=branch.site_id)
    Reader.objects.filter(pk=reader.id).update(person=person_id)
    return reader.id


def test_the_member_and_the_secretary_are_told_at_three_and_five_months_once_each() -> None:
    turn_on()
    branch = Branch()
    late, secretary, _other = branch.members
    readers = {"late": _with_card(branch, late), "secretary": _with_card(branch, secretary)}
    organisation.fill_post(
        actor=WRITER, at=datetime(2020, 1, 1, tzinfo=UTC), unit_id=branch.id, kind=organisation.PostKind.SECRETARY,
        person_id=organisation.history(secretary)[0].person_id, since=date(2020, 1, 1), basis="选举",
    )  # fmt: skip
    for number in range(1, 7):
        call(month(number))
        for member in branch.members[1:]:
            take(branch.id, member, {month(number): None}, on=date(2020, number, 11))
    assert _night(date(2020, 3, 31)) == 0
    assert _night(date(2020, 4, 1)) == 2
    assert _night(date(2020, 4, 2)) == 0  # told once
    told = {(one.kind, one.reader_id) for one in Notice.objects.all()}
    assert told == {("dues.behind", readers["late"]), ("dues.member-behind", readers["secretary"])}
    assert all("30" not in str(one.said) for one in Notice.objects.all())  # three thousand fen stand nowhere
    assert _night(date(2020, 5, 1)) == 0 and _night(date(2020, 6, 1)) == 2 and _night(date(2020, 7, 1)) == 0
    take(branch.id, late, {month(number): None for number in range(1, 7)}, on=date(2020, 6, 2))
    assert _night(date(2020, 7, 2)) == 0


def test_who_has_no_card_is_told_in_the_account_and_a_person_without_either_on_their_page_only() -> None:
    turn_on()
    branch = Branch(members=2)
    with_account = organisation.history(branch.members[0])[0].person_id
    make_user(with_account)
    for number in (1, 2, 3):
        call(month(number))
    assert _night(date(2020, 4, 1)) == 1
    assert [(one.kind, one.reader_id, one.person_id) for one in Notice.objects.all()] == [
        ("dues.behind", None, with_account)
    ]
    assert {one.standing for one in dues.behind(today=date(2020, 4, 1))} == {dues.Standing.THREE}
