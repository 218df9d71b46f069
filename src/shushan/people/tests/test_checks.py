"""The doctor's questions to this room: silent when well, naming the row when something is wrong."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from shushan.people import public as people
from shushan.people import vault
from shushan.people.checks import checks
from shushan.people.models import Person, RoleGrant, User
from shushan.people.tests.make import LONG_AGO, TESTER, make_reader, make_staff, make_user

pytestmark = pytest.mark.django_db


def found() -> dict[str, list[str]]:
    return {check.code: [finding.where for finding in check.run()] for check in checks()}


def test_a_house_in_order_has_nothing_to_say(centre: int, at: datetime) -> None:
    reader = make_reader(site_id=centre, id_number="11010519491231002X")
    make_user(reader.person_id)
    make_user(make_staff("desk", site_id=centre))
    people.erase_person(actor=TESTER, at=at, person_id=make_reader(site_id=centre, name="钱二").person_id)
    assert not any(found().values())


def test_each_thing_that_is_wrong_is_named(centre: int) -> None:
    reader = make_reader(site_id=centre, id_number="11010519491231002X")
    Person.objects.filter(pk=reader.person_id).update(id_number_sealed=vault.seal("1", b"another purpose"))
    User.objects.create(username="nobody", date_joined=LONG_AGO)
    by_hand = make_user(reader.person_id)
    User.objects.filter(pk=by_hand.pk).update(is_superuser=True)
    gone = make_staff("desk", site_id=centre)
    people.appoint_staff(
        actor=TESTER, at=LONG_AGO, person_id=gone, since=date(2019, 1, 2), until=date(2019, 2, 1), site_id=centre
    )
    unknown = RoleGrant.objects.create(person_id=gone, role=999, since=LONG_AGO, given_by="system:test")
    told = found()
    assert told["people.documents"] == [f"people.person:{reader.person_id}"]
    assert f"people.user:{by_hand.pk}" in told["people.accounts"] and len(told["people.accounts"]) == 2
    assert f"people.grant:{unknown.pk}" in told["people.grants"] and len(told["people.grants"]) == 3
