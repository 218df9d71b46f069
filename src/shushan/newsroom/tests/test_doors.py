"""The page editor opens to editors and refuses others in words."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Workflow

from shushan.newsroom.pages import ensure_home
from shushan.people.tests.make import make_reader, make_staff, make_user, without_second_factor
from shushan.places.tests.make import make_site

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/admin/", "/en/admin/", "/admin/pages/", "/admin/images/"])
def test_who_may_not_write_pages_is_refused_and_not_sent_around(client: Client, address: str) -> None:
    without_second_factor()
    client.force_login(make_user(make_staff("cataloguer")))
    answer = client.get(address)
    assert answer.status_code == 403 and 'class="refused' in answer.content.decode()


def test_a_reader_is_refused_too(client: Client) -> None:
    reader = make_reader(site_id=make_site())
    client.force_login(make_user(reader.person_id))
    assert client.get("/admin/").status_code == 403


@pytest.mark.parametrize("role", ["editor", "director", "system-admin"])
def test_who_writes_pages_comes_in(client: Client, role: str) -> None:
    without_second_factor()
    client.force_login(make_user(make_staff(role)))
    assert client.get("/admin/").status_code == 200


def test_nobody_is_led_to_sign_in(client: Client) -> None:
    answer = client.get("/admin/")
    assert answer.status_code == 302 and "/account/login/" in answer["Location"]


def test_deleted_groups_and_the_approval_come_back_with_the_home_page(client: Client) -> None:
    Group.objects.all().delete()
    Workflow.objects.all().delete()
    ensure_home("首页")
    assert set(Group.objects.values_list("name", flat=True)) >= {"Editors", "Moderators"}
    assert Workflow.objects.get().name == "审稿"
    without_second_factor()
    client.force_login(make_user(make_staff("editor")))
    assert client.get("/admin/").status_code == 200
