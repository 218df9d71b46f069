"""Grants and actors: who may what, where, from when until when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shushan.kernel.actor import ActorKind
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.people import public as people
from shushan.people import roles
from shushan.people.models import User
from shushan.people.tests.make import PASSWORD, TESTER, actor_of, counted, make_reader, make_staff, make_user

pytestmark = pytest.mark.django_db


def test_a_grant_holds_from_its_first_instant_until_its_last(centre: int, at: datetime) -> None:
    person = make_staff(site_id=centre)
    later = at + timedelta(hours=8)
    people.give_role(actor=TESTER, at=at, role="desk", person_id=person, site_id=centre, until=later)
    may = [
        actor_of(person, at=moment).may("people.see-readers", site_id=centre)
        for moment in (at - timedelta(seconds=1), at, later - timedelta(seconds=1), later)
    ]
    assert may == [False, True, True, False]


def test_a_grant_at_one_site_opens_nothing_at_another(centre: int, branch: int, at: datetime) -> None:
    clerk = actor_of(make_staff("desk", site_id=centre), at=at)
    assert clerk.kind is ActorKind.STAFF and clerk.site_id == centre
    assert clerk.may("people.issue-card", site_id=centre)
    assert not clerk.may("people.issue-card", site_id=branch)
    assert clerk.sites("people.issue-card") == frozenset({centre})


def test_who_left_holds_nothing_though_the_grant_is_open(centre: int, at: datetime) -> None:
    person = make_staff("desk", site_id=centre)
    people.appoint_staff(
        actor=TESTER, at=at, person_id=person, since=date(2019, 1, 2), until=date(2020, 6, 30), site_id=centre
    )
    assert actor_of(person, at=at).grants == ()
    assert actor_of(person, at=at - timedelta(days=1)).may("people.see-readers", site_id=centre)


def test_the_same_role_in_the_same_scope_may_not_overlap(centre: int, branch: int, at: datetime) -> None:
    person = make_staff("desk", site_id=centre)
    with pytest.raises(people.RoleHeldAlready):
        people.give_role(actor=TESTER, at=at, role="desk", person_id=person, site_id=centre)
    people.give_role(actor=TESTER, at=at, role="desk", person_id=person, site_id=branch)
    people.give_role(actor=TESTER, at=at, role="cataloguer", person_id=person, site_id=centre)
    assert len(people.grants_of(person_id=person)) == 3


def test_a_role_is_ended_by_hand_and_given_again(centre: int, at: datetime) -> None:
    person = make_staff("desk", site_id=centre)
    [grant] = people.grants_of(person_id=person)
    people.end_role(actor=TESTER, at=at, grant_id=grant.id)
    assert not actor_of(person, at=at).may("people.see-readers", site_id=centre)
    with pytest.raises(Invalid):
        people.end_role(actor=TESTER, at=at, grant_id=grant.id)
    people.give_role(actor=TESTER, at=at, role="desk", person_id=person, site_id=centre)
    assert (counted("people.role-given"), counted("people.role-ended")) == (2, 1)


def test_nobody_gives_more_than_they_hold(centre: int, at: datetime) -> None:
    director = actor_of(make_staff("director", name="陈馆长"), at=at)
    person = make_staff(site_id=centre)
    people.give_role(actor=director, at=at, role="desk", person_id=person, site_id=centre)
    with pytest.raises(people.BeyondOwnScope):
        people.give_role(actor=director, at=at, role="system-admin", person_id=person)
    clerk = actor_of(person, at=at)
    with pytest.raises(NotAllowed):
        people.give_role(actor=clerk, at=at, role="desk", person_id=person, site_id=centre)


def test_a_director_of_one_site_gives_roles_there_only(centre: int, branch: int, at: datetime) -> None:
    director = actor_of(make_staff("director", site_id=centre), at=at)
    person = make_staff(site_id=centre, name="新人")
    people.give_role(actor=director, at=at, role="desk", person_id=person, site_id=centre)
    with pytest.raises(NotAllowed):
        people.give_role(actor=director, at=at, role="desk", person_id=person, site_id=branch)
    with pytest.raises(NotAllowed):
        people.give_role(actor=director, at=at, role="desk", person_id=person)


def test_roles_are_for_staff_and_device_roles_for_devices(centre: int, at: datetime) -> None:
    reader = make_reader(site_id=centre, at=at)
    with pytest.raises(people.NoSuchPerson):
        people.give_role(actor=TESTER, at=at, role="desk", person_id=reader.person_id)
    with pytest.raises(Invalid):
        people.give_role(actor=TESTER, at=at, role="gate", person_id=make_staff())
    with pytest.raises(Invalid):
        people.give_role(actor=TESTER, at=at, role="no-such", person_id=make_staff(name="二"))


def test_a_device_acts_by_its_token_until_it_is_retired(centre: int, at: datetime) -> None:
    made = people.make_device(actor=TESTER, at=at, name="东门", kind="gate", site_id=centre)
    device = people.device_actor(made.token, at=at)
    assert device is not None and (device.kind, device.id, device.site_id) == (ActorKind.DEVICE, made.id, centre)
    assert people.device_actor("wrong", at=at) is None
    renewed = people.renew_token(actor=TESTER, at=at, device_id=made.id)
    assert people.device_actor(made.token, at=at) is None
    people.retire_device(actor=TESTER, at=at, device_id=made.id)
    assert people.device_actor(renewed.token, at=at) is None


def test_making_an_actor_takes_two_queries(
    centre: int, at: datetime, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    user = make_user(make_staff("desk", "cataloguer", site_id=centre))
    user = User.objects.get(pk=user.pk)
    with django_assert_num_queries(2):  # type: ignore[operator]
        people.actor_for(user, at=at)


def test_signing_in_by_name_and_by_card_number(centre: int, at: datetime) -> None:
    reader = make_reader(site_id=centre, at=at)
    user = make_user(reader.person_id, username="小满")
    for typed in ("小满", " 小满", reader.card_number, f"{reader.card_number[:6]} {reader.card_number[6:]}"):
        assert authenticate(None, username=typed, password=PASSWORD) == user
    assert authenticate(None, username=reader.card_number, password="wrong") is None
    people.report_lost(actor=TESTER, at=at, reader_id=reader.id)
    assert authenticate(None, username=reader.card_number, password=PASSWORD) is None


def test_sign_in_names_are_one_whatever_case_and_width(centre: int, at: datetime) -> None:
    make_user(make_staff(), username="Ｗang")
    with pytest.raises(people.SignInNameTaken):
        make_user(make_staff(name="二"), username="wang")


def test_editor_permissions_follow_from_grants_and_end_with_them(centre: int) -> None:
    from shushan.kernel.clock import now

    person = make_staff("editor")
    user = make_user(person)
    assert user.has_perm("wagtailadmin.access_admin")
    assert list(user.groups.values_list("name", flat=True)) == ["Editors"]
    [grant] = people.grants_of(person_id=person)
    people.end_role(actor=TESTER, at=now(), grant_id=grant.id)
    again = User.objects.get(pk=user.pk)
    assert not again.has_perm("wagtailadmin.access_admin") and not again.groups.exists()


def test_every_role_has_its_own_number_code_and_title() -> None:
    assert len(roles.BY_CODE) == len(roles.BY_NUMBER) == len(roles.ROLES)
    assert all(str(role.title) for role in roles.ROLES)


def test_actors_are_named_by_their_labels(at: datetime) -> None:
    label = actor_of(make_staff("desk", name="叶雅琴"), at=at).label
    with CaptureQueriesContext(connection) as asked:
        names = people.names_of_actors([label, label, "system:nightly", "staff:999999", "staff:x", "reader", ""])
    assert names == {label: "叶雅琴", "system:nightly": "系统自动"}
    assert len(asked) == 1
    assert people.names_of_actors([]) == {}
