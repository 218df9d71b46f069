"""Erasing a person: the row is empty, the account closed, every total as it was."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.contrib.auth import authenticate

from shushan.kernel.errors import NotAllowed
from shushan.people import panels
from shushan.people import public as people
from shushan.people.models import Card, Person, User
from shushan.people.queries.own import what_is_kept
from shushan.people.tests.make import PASSWORD, TESTER, actor_of, counted, make_reader, make_staff, make_user

pytestmark = pytest.mark.django_db


def test_readers_erase_themselves_and_the_totals_stay(centre: int, at: datetime) -> None:
    reader = make_reader(site_id=centre, id_number="11010519491231002X", phone="13812345678", at=at)
    user = make_user(reader.person_id, username="xiaoman", email="x@example.org")
    before = counted("people.reader-registered", "people.card-issued")
    people.erase_person(actor=actor_of(reader.person_id, at=at), at=at, person_id=reader.person_id)
    person = Person.objects.get(pk=reader.person_id)
    assert (person.name, person.phone, person.id_number_sealed, person.erased_at) == ("", "", None, at)
    assert not Card.objects.filter(number=reader.card_number).exists()
    assert authenticate(None, username="xiaoman", password=PASSWORD) is None
    assert not User.objects.get(pk=user.pk).is_active
    assert counted("people.reader-registered", "people.card-issued") == before
    assert people.find_readers("李") == []
    with pytest.raises(people.NoSuchPerson):
        people.erase_person(actor=TESTER, at=at, person_id=reader.person_id)


def test_nobody_erases_another_and_staff_not_while_they_work_here(centre: int, at: datetime) -> None:
    one, other = make_reader(site_id=centre, at=at), make_reader(site_id=centre, name="钱二", at=at)
    with pytest.raises(NotAllowed):
        people.erase_person(actor=actor_of(one.person_id, at=at), at=at, person_id=other.person_id)
    with pytest.raises(people.StillOpenMatters):
        people.erase_person(actor=TESTER, at=at, person_id=make_staff("desk", site_id=centre))


def test_open_matters_of_other_rooms_and_a_freeze_stand_against_it(
    centre: int, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = make_reader(site_id=centre, at=at)
    monkeypatch.setitem(panels._hindrances, "test", lambda reader_id, at: "还有1册图书未还。")
    with pytest.raises(people.StillOpenMatters, match="还有1册"):
        people.erase_person(actor=TESTER, at=at, person_id=reader.person_id)
    monkeypatch.delitem(panels._hindrances, "test")
    people.freeze(actor=TESTER, at=at, reader_id=reader.id, reason="损坏图书")
    with pytest.raises(people.StillOpenMatters, match="损坏图书"):
        people.erase_person(actor=TESTER, at=at, person_id=reader.person_id)
    assert Person.objects.get(pk=reader.person_id).name == "李小满"


def test_what_is_kept_is_told_with_the_document_masked(centre: int, at: datetime) -> None:
    reader = make_reader(site_id=centre, id_number="11010519491231002X", at=at)
    make_user(reader.person_id, username="xiaoman")
    parts = {part.code: part for part in what_is_kept(reader.person_id, at=at)}
    assert set(parts) == {"particulars", "account", "cards"}
    told = repr(parts)
    assert "xiaoman" in told and reader.card_number in told
    assert "19491231" not in told and "password" not in told
