"""The staff's pages: what is shown to whom, and what is kept when something is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.audit import public as audit
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.people.models import Card, Device, Person, Reader, RoleGrant, Staff
from shushan.people.tests.make import LONG_AGO, TESTER, counted, make_reader, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
Door = Callable[..., Client]


@pytest.fixture
def signed_in() -> Door:
    """Return a maker of clients: roles and site in, a signed-in browser out."""

    def make(*roles: str, site_id: int | None = None, name: str = "王馆员") -> Client:
        client = Client()
        client.force_login(make_user(make_staff(*roles, site_id=site_id, name=name)))
        return client

    return make


@pytest.mark.parametrize("n", [1, 3])
def test_the_readers_list_takes_a_fixed_number_of_queries(
    n: int, centre: int, signed_in: Door, django_assert_max_num_queries: Any
) -> None:
    for i in range(n):
        make_reader(site_id=centre, name=f"吴{i}", phone=f"1380000567{i}")
    client = signed_in("desk", site_id=centre)
    client.get(reverse("people:readers"))
    with django_assert_max_num_queries(10):
        page = client.get(reverse("people:readers")).content.decode()
    assert "吴0" in page and "138****5670" in page and "13800005670" not in page


def test_the_list_is_filtered_by_its_address_and_given_as_a_file(centre: int, branch: int, signed_in: Door) -> None:
    make_reader(site_id=centre, name="李小满")
    other = make_reader(site_id=branch, name="=钱二")
    people.freeze(actor=TESTER, at=now(), reader_id=other.id, reason="逾期")
    client = signed_in("desk", site_id=centre)

    def asked(**query: str) -> str:
        return client.get(reverse("people:readers"), query).content.decode()

    assert "李小满" in asked(q="小满") and "钱二" not in asked(q="小满")
    assert "钱二" in asked(state="frozen") and "李小满" not in asked(state="frozen")
    assert "钱二" in asked(site=str(branch)) and "李小满" not in asked(site=str(branch))
    assert "没有符合条件的记录" in asked(q="没有这个人")
    assert asked(page="nonsense", site="x", state="x", sort="x")
    file = client.get(reverse("people:readers"), {"format": "csv"})
    assert file.headers["Content-Type"].startswith("text/csv") and "'=钱二" in file.getvalue().decode()


def test_htmx_gets_the_rows_alone(centre: int, signed_in: Door) -> None:
    page = signed_in("desk").get(reverse("people:readers"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page and "还没有读者" in page


def test_chosen_readers_are_frozen_after_a_yes_and_a_reason(centre: int, signed_in: Door) -> None:
    one, two = make_reader(site_id=centre, name="赵一"), make_reader(site_id=centre, name="赵二")
    people.freeze(actor=TESTER, at=now(), reader_id=two.id, reason="遗失图书")
    client, address = signed_in("desk", site_id=centre), reverse("people:readers")
    chosen = {"act": "freeze", "id": [str(one.id), str(two.id)]}
    asking = client.post(address, chosen).content.decode()
    assert "其中已冻结" in asking and not people.reader(one.id, at=now()).freeze_reason
    assert client.post(address, {**chosen, "confirmed": "1"}).status_code == 422
    answer = client.post(address, {**chosen, "confirmed": "1", "reason": "资料不符"})
    assert people.reader(one.id, at=now()).freeze_reason == "资料不符"
    assert people.reader(two.id, at=now()).freeze_reason == "遗失图书"
    assert "1 条没有做" in answer.content.decode()


def typed(site: int, **more: str) -> dict[str, str]:
    return {"name": "孙三", "home_site": str(site), "birth_on": "1991-02-03", "phone": "13911112222", **more}


def test_registering_at_the_desk_gives_the_card_at_once(centre: int, signed_in: Door) -> None:
    answer = signed_in("desk", site_id=centre).post(reverse("people:reader-new"), typed(centre, card_number="20 0001"))
    reader = Reader.objects.get()
    assert answer.url == reverse("people:reader", args=[reader.pk])
    assert Card.objects.get().number == "200001"
    assert (counted("people.reader-registered"), counted("people.card-issued")) == (1, 1)


def test_what_was_typed_is_kept_on_error_and_nothing_is_written(centre: int, signed_in: Door) -> None:
    client = signed_in("desk", site_id=centre)
    make_reader(site_id=centre, card_number="200001")
    for wrong in ({"id_number": "110105194912310021"}, {"card_number": "200001"}, {"birth_on": "2019-01-01"}):
        answer = client.post(reverse("people:reader-new"), typed(centre, **wrong))
        page = answer.content.decode()
        assert answer.status_code == 422 and "孙三" in page and "13911112222" in page
    assert Reader.objects.count() == Person.objects.filter(reader__isnull=False).count() == 1


def test_somebody_who_looks_the_same_is_shown_before_a_second_registration(centre: int, signed_in: Door) -> None:
    client = signed_in("desk", site_id=centre)
    make_reader(site_id=centre, name="孙三", phone="139 1111 2222")
    answer = client.post(reverse("people:reader-new"), typed(centre))
    assert answer.status_code == 422 and "可能已经登记过" in answer.content.decode()
    assert Reader.objects.count() == 1
    assert client.post(reverse("people:reader-new"), typed(centre, anyway="1")).status_code == 302
    assert Reader.objects.count() == 2


def test_numbers_are_shown_in_full_to_whoever_may_and_the_look_is_recorded(centre: int, signed_in: Door) -> None:
    reader = make_reader(site_id=centre, phone="13812345678", id_number="11010519491231002X")
    address = reverse("people:reader", args=[reader.id])
    clerk, lead = signed_in("desk", site_id=centre), signed_in("desk-lead", site_id=centre, name="周主管")
    page = lead.get(address).content.decode()
    assert "138****5678" in page and "13812345678" not in page and "19491231" not in page
    assert clerk.post(reverse("people:reader-in-full", args=[reader.id])).status_code == 403
    page = lead.post(reverse("people:reader-in-full", args=[reader.id])).content.decode()
    assert "13812345678" in page and "11010519491231002X" in page
    looks = audit.looks()
    assert [look.subject for look in looks] == [f"people.reader:{reader.id}"]


def test_mending_a_name_neither_shows_nor_loses_the_telephone(centre: int, signed_in: Door) -> None:
    reader = make_reader(site_id=centre, phone="13812345678")
    client, address = signed_in("desk", site_id=centre), reverse("people:reader-edit", args=[reader.id])
    assert "13812345678" not in client.get(address).content.decode()
    said = {"name": "李小曼", "phone": "138****5678", "email": "", "home_site": str(centre), "birth_on": "1990-05-04"}
    assert client.post(address, said).status_code == 302
    person = Person.objects.get(pk=reader.person_id)
    assert (person.name, person.phone) == ("李小曼", "13812345678")


def test_a_clerk_of_another_site_serves_the_reader_but_does_not_mend_them(
    centre: int, branch: int, signed_in: Door
) -> None:
    reader = make_reader(site_id=centre)
    client = signed_in("desk", site_id=branch)
    assert client.get(reverse("people:reader-edit", args=[reader.id])).status_code == 403
    assert client.post(reverse("people:reader-renewals", args=[reader.id])).status_code == 302
    assert counted("people.card-renewed") == 1


def test_every_act_on_the_readers_page(centre: int, signed_in: Door) -> None:
    reader = make_reader(site_id=centre)
    client = signed_in("desk-lead", site_id=centre)

    def act(name: str, **said: str) -> int:
        return client.post(reverse(f"people:reader-{name}", args=[reader.id]), said).status_code

    assert act("freeze", reason="") == 422
    assert act("freeze", reason="逾期两册") == 302
    assert act("freeze", reason="再来一次") == 409
    assert "逾期两册" in client.get(reverse("people:reader", args=[reader.id])).content.decode()
    assert act("unfreeze") == 302
    assert act("renewals") == 302
    assert act("losses") == 302
    assert act("losses") == 409
    assert act("replacements", number="200002") == 302
    assert act("cards") == 409
    assert people.reader(reader.id).card_number == "200002"


def test_the_desk_verifies_who_registered_from_home(centre: int, signed_in: Door) -> None:
    reader_id = people.register_reader(
        actor=TESTER, at=LONG_AGO, name="孙三", home_site_id=centre, is_verified=False, way="self"
    )
    people.issue_card(actor=TESTER, at=LONG_AGO, reader_id=reader_id, is_online=True)
    client = signed_in("desk", site_id=centre)
    assert "待核验身份" in client.get(reverse("people:reader", args=[reader_id])).content.decode()
    address = reverse("people:reader-verification", args=[reader_id])
    for slip in ("123", "110105194912310021"):
        assert client.post(address, {"id_number": slip}).status_code == 422
    assert people.reader(reader_id).card_state is people.CardState.PENDING
    assert client.post(address, {"id_number": "11010519491231002X"}).status_code == 302
    assert people.reader(reader_id).card_state is people.CardState.ACTIVE


def test_a_card_leads_to_its_reader(centre: int, signed_in: Door) -> None:
    reader = make_reader(site_id=centre)
    client = signed_in("desk", site_id=centre)
    answer = client.get(reverse("people:card", args=[Card.objects.get().pk]))
    assert answer.url == reverse("people:reader", args=[reader.id])
    assert client.get(reverse("people:card", args=[999])).status_code == 404
    assert client.get(reverse("people:reader", args=[999])).status_code == 404


def test_taking_on_a_colleague_giving_and_ending_a_role(centre: int, signed_in: Door, mailoutbox: list[Any]) -> None:
    client = signed_in("system-admin", name="林")
    today = date.today()
    said = {"name": "赵新", "position": "馆员", "site": str(centre), "since": str(today - timedelta(days=1))}
    answer = client.post(reverse("people:colleague-new"), said)
    staff = Staff.objects.get(person__name="赵新")
    assert answer.url == reverse("people:colleague", args=[staff.pk])
    grants = reverse("people:colleague-grants", args=[staff.pk])
    assert client.post(grants, {"role": "desk", "site": str(centre)}).status_code == 302
    assert client.post(grants, {"role": "desk", "site": str(centre)}).status_code == 422
    grant = RoleGrant.objects.get(person=staff.person_id)
    assert grant.given_by.startswith("staff:") and grant.site_id == centre
    assert "服务台馆员" in client.get(answer.url).content.decode()
    assert client.post(reverse("people:grant-end", args=[grant.pk]), {"staff_id": str(staff.pk)}).status_code == 302
    account = reverse("people:colleague-account", args=[staff.pk])
    assert client.post(account, {"username": "zhaoxin", "email": "zhao@example.org"}).status_code == 302
    assert [mail.to for mail in mailoutbox] == [["zhao@example.org"]]
    assert "赵新" in client.get(reverse("people:colleagues")).content.decode()


def test_a_director_may_not_make_a_system_admin(centre: int, signed_in: Door, settings: Any) -> None:
    client = signed_in("director")
    person = make_staff(site_id=centre, name="赵新")
    staff = Staff.objects.get(person=person)
    answer = client.post(reverse("people:colleague-grants", args=[staff.pk]), {"role": "system-admin"})
    assert answer.status_code == 422 and "您自己不具备" in answer.content.decode()
    assert not RoleGrant.objects.filter(person=person).exists()


def test_a_card_reader_fills_the_form_and_nothing_is_written(centre: int, signed_in: Door) -> None:
    client, address = signed_in("desk", site_id=centre), reverse("people:reader-new")
    page = client.post(address, {"document": "李小满,女,汉,19491231,某街,11010519491231002X"})
    text = page.content.decode()
    assert page.status_code == 200 and 'value="李小满"' in text and 'value="1949-12-31"' in text
    assert 'value="11010519491231002X"' in text and not Reader.objects.exists()


def test_a_document_that_is_on_record_leads_to_its_reader(centre: int, signed_in: Door) -> None:
    client, address = signed_in("desk", site_id=centre), reverse("people:reader-new")
    said = {"name": "李小满", "birth_on": "1949-12-31", "id_number": "11010519491231002X", "home_site": str(centre)}
    assert client.post(address, said).status_code == 302
    page = client.post(address, {"document": "11010519491231002x"})
    assert page.status_code == 422 and "不要重复登记" in page.content.decode()
    assert reverse("people:reader", args=[Reader.objects.get().pk]) in page.content.decode()


def test_what_is_no_card_says_so(centre: int, signed_in: Door) -> None:
    page = signed_in("desk", site_id=centre).post(reverse("people:reader-new"), {"document": "20000000001"})
    assert page.status_code == 422 and "没有读出身份证号" in page.content.decode()


def test_colleagues_are_filtered_counted_and_exported(centre: int, signed_in: Door) -> None:
    client = signed_in("director")
    make_staff("desk", site_id=centre, name="赵新")
    gone = make_staff(site_id=centre, name="钱去")
    Staff.objects.filter(person=gone).update(until=date(2020, 1, 2))
    address = reverse("people:colleagues")
    page = client.get(address).content.decode()
    assert "赵新" in page and "钱去" not in page
    assert "钱去" in client.get(address, {"state": "left"}).content.decode()
    assert "赵新" in client.get(address, {"role": "desk"}).content.decode()
    assert "赵新" not in client.get(address, {"role": "editor"}).content.decode()
    assert "赵新" not in client.get(address, {"q": "没有"}).content.decode()
    file = client.get(address, {"format": "csv", "state": "all"})
    text = b"".join(file).decode("utf-8-sig")
    assert "赵新" in text and "钱去" in text and "服务台馆员" in text
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for n in range(3):
        make_staff("desk", site_id=centre, name=f"孙{n}")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_devices_are_filtered_and_each_has_a_page(centre: int, signed_in: Door) -> None:
    client = signed_in("system-admin")
    made = people.make_device(actor=TESTER, at=LONG_AGO, name="东门", kind="gate", site_id=centre)
    people.make_device(actor=TESTER, at=LONG_AGO, name="旧机", kind="gate", site_id=centre)
    people.retire_device(actor=TESTER, at=LONG_AGO, device_id=Device.objects.get(name="旧机").pk)
    page = client.get(reverse("people:devices")).content.decode()
    assert "东门" in page and "旧机" not in page
    assert "旧机" in client.get(reverse("people:devices"), {"state": "retired"}).content.decode()
    own = client.get(reverse("people:device", args=[made.id])).content.decode()
    assert "换发令牌" in own and made.token not in own
    retired = client.get(reverse("people:device", args=[Device.objects.get(name="旧机").pk])).content.decode()
    assert "换发令牌" not in retired and client.get(reverse("people:device", args=[10**9])).status_code == 404


def test_a_device_of_the_same_name_is_refused_on_the_form(centre: int, signed_in: Door) -> None:
    client = signed_in("system-admin")
    said = {"name": "东门", "kind": "gate", "site": str(centre)}
    client.post(reverse("people:device-new"), said)
    answer = client.post(reverse("people:device-new"), said)
    assert answer.status_code == 422 and "同名" in answer.content.decode() and Device.objects.count() == 1


def test_a_token_is_shown_once(centre: int, signed_in: Door) -> None:
    client = signed_in("system-admin")
    answer = client.post(reverse("people:device-new"), {"name": "东门", "kind": "gate", "site": str(centre)})
    device = Device.objects.get()
    token = answer.context["made"].token
    assert token in answer.content.decode() and "no-store" in answer.headers["Cache-Control"]
    assert token not in client.get(reverse("people:devices")).content.decode()
    assert people.device_actor(token, at=now()) is not None
    again = client.post(reverse("people:device-token", args=[device.pk])).context["made"].token
    assert people.device_actor(token, at=now()) is None and people.device_actor(again, at=now()) is not None
    assert client.post(reverse("people:device-retirement", args=[device.pk])).status_code == 302
    assert people.device_actor(again, at=now()) is None


def test_a_document_that_was_read_moves_the_cursor_to_what_it_does_not_say(centre: int, signed_in: Door) -> None:
    client, address = signed_in("desk", site_id=centre), reverse("people:reader-new")
    assert re.search(r'id="document"[^>]*autofocus', client.get(address).content.decode())
    read = client.post(address, {"document": "姓名:周晓芸 公民身份号码:11010519491231002X"}).content.decode()
    assert not re.search(r'id="document"[^>]*autofocus', read)
    assert re.search(r'name="phone"[^>]*autofocus', read)
