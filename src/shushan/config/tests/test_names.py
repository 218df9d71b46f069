"""Whoever did something is called by name on the pages, not by the label that the ledger keeps."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from shushan.jobs import public as jobs
from shushan.kernel.clock import now
from shushan.options import public as options
from shushan.people import public as people
from shushan.people.tests.make import actor_of, make_staff, make_user, without_second_factor
from shushan.places.tests.make import make_site
from shushan.ui.naming import names_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> tuple[Client, int]:
    """Return a browser signed in as a system administrator called 钱馆员, and the person's id."""
    cache.clear()
    make_site()
    without_second_factor()
    person_id = make_staff("system-admin", name="钱馆员")
    client.force_login(make_user(person_id))
    return client, person_id


def test_the_history_of_a_setting_names_who_set_it(admin: tuple[Client, int]) -> None:
    client, person_id = admin
    at = now()
    options.set_option(
        actor=actor_of(person_id, at=at), at=at, code="people.staff-mfa", value=False, valid_from=at, note="换新"
    )
    page = client.get(reverse("options:edit", args=["people.staff-mfa"])).content.decode()
    assert "钱馆员" in page.split("<table")[1]
    assert f"staff:{person_id}" not in page


def test_jobs_and_roles_name_who_began_and_gave_them(admin: tuple[Client, int]) -> None:
    client, person_id = admin
    at = now()

    @jobs.declare("test.named", title="named")
    def named(work: jobs.Work) -> None:
        """Do nothing."""

    made = jobs.start("test.named", {}, actor=actor_of(person_id, at=at), at=at)
    listed = client.get(reverse("jobs:list")).content.decode()
    assert f"staff:{person_id}" not in listed
    assert "钱馆员" in listed.split("<table")[1]
    shown = client.get(reverse("jobs:job", args=[made])).content.decode()
    assert "<p>0" not in shown  # a job that has not begun shows no bare number
    other = make_staff(name="孙馆员")
    people.give_role(actor=actor_of(person_id, at=at), at=at, role="desk", person_id=other, site_id=None)
    staff_id = next(one.id for one in people.staff_members() if one.person_id == other)
    page = client.get(reverse("people:colleague", args=[staff_id])).content.decode()
    assert f"staff:{person_id}" not in page
    assert "钱馆员" in page.split("<table")[1]


def test_a_label_of_nobody_known_stays_as_it_is() -> None:
    assert names_of(["staff:999999"]) == {}
