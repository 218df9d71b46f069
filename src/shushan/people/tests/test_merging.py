"""Merging of doubles: what goes over, what stands against it, and the way back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shushan.kernel.actor import system
from shushan.kernel.errors import Conflict, NotAllowed
from shushan.people import ports
from shushan.people import public as people
from shushan.people.models import Card, NotDouble, Person, Reader, ReaderMerge, RoleGrant, Staff, User
from shushan.people.operations.unmerging import end_merges
from shushan.people.queries.doubles import merged_into, merges, pairs, side
from shushan.people.queries.lists import ReaderFilter, reader_lines
from shushan.people.tests.make import TESTER, actor_of, counted, make_reader, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
ID = "11010519491231002X"


class Shelf:
    """Another room that keeps rows about readers."""

    def __init__(self) -> None:
        self.rows: dict[int, int] = {}
        self.is_refusing = False

    def count(self, reader_id: int) -> list[tuple[object, int]]:
        return [("架上", sum(1 for owner in self.rows.values() if owner == reader_id))]

    def move(self, *, gone_id: int, kept_id: int) -> ports.Moved:
        if self.is_refusing:
            raise Conflict("两位都占着")
        ids = [pk for pk, owner in self.rows.items() if owner == gone_id]
        self.rows.update(dict.fromkeys(ids, kept_id))
        return {"rows": ids}

    def move_back(self, moved: ports.Moved, *, gone_id: int, kept_id: int) -> None:
        self.rows.update({pk: gone_id for pk in moved["rows"] if self.rows[pk] == kept_id})


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Hang another room into the port."""
    made = Shelf()
    monkeypatch.setitem(ports._movers, "test", made)
    return made


def merge(kept: int, gone: int, at: datetime, **more: Any) -> int:
    return people.merge_readers(actor=TESTER, at=at, kept_id=kept, gone_id=gone, **more)


def test_everything_goes_over_and_every_total_stays(centre: int, at: datetime, shelf: Shelf) -> None:
    kept = make_reader(site_id=centre, name="孙三", at=at)
    gone = make_reader(site_id=centre, name="孙叁", phone="13911112222", id_number=ID, at=at)
    child = people.register_reader(
        actor=TESTER, at=at, name="孙小", home_site_id=centre, birth_on=date(2012, 1, 1), guardian_id=gone.id
    )
    user = make_user(gone.person_id)
    shelf.rows = {1: gone.id, 2: kept.id}
    before = counted("people.reader-registered", "people.card-issued")
    merge(kept.id, gone.id, at)
    assert shelf.rows == {1: kept.id, 2: kept.id}
    assert Reader.objects.get(pk=child).guardian_id == kept.id
    assert User.objects.get(pk=user.pk).person_id == kept.person_id
    person, empty = Person.objects.get(pk=kept.person_id), Person.objects.get(pk=gone.person_id)
    assert (person.name, person.phone, empty.name, empty.phone) == ("孙三", "13911112222", "", "")
    assert person.id_number_index and not empty.id_number_index
    assert counted("people.reader-registered", "people.card-issued") == before
    assert counted("people.readers-merged") == 1
    old = people.reader_by_card(gone.card_number, at=at)
    assert (old.id, old.card_state) == (kept.id, people.CardState.WITHDRAWN)
    assert people.reader(kept.id, at=at).card_number == kept.card_number
    assert [line.id for line in reader_lines(ReaderFilter(), on=at.date())[0]] == [child, kept.id]
    assert merged_into(gone.id) == kept.id


def test_the_other_card_may_be_the_one_that_stays(centre: int, at: datetime) -> None:
    kept, gone = make_reader(site_id=centre, at=at), make_reader(site_id=centre, name="李小曼", at=at)
    card = Card.objects.get(number=gone.card_number)
    merge(kept.id, gone.id, at, card_id=card.pk)
    assert people.reader(kept.id, at=at).card_number == gone.card_number
    assert Card.objects.get(number=kept.card_number).state == people.CardState.WITHDRAWN


def test_a_merge_is_undone_to_the_letter(centre: int, at: datetime, shelf: Shelf) -> None:
    kept = make_reader(site_id=centre, name="孙三", birth_on=None, at=at)
    gone = make_reader(site_id=centre, name="孙叁", phone="13911112222", id_number=ID, at=at)
    make_user(kept.person_id)
    account = make_user(gone.person_id)
    people.freeze(actor=TESTER, at=at, reader_id=gone.id, reason="损坏图书")
    people.suspend(actor=TESTER, at=at, reader_id=kept.id, days=3, reason="还书逾期", site_id=centre)  # the shorter one
    shelf.rows = {1: gone.id}
    columns = [f.attname for f in Person._meta.concrete_fields if f.attname != "id_number_sealed"]

    def world() -> list[Any]:
        return [
            list(Person.objects.order_by("pk").values(*columns)),
            list(Reader.objects.order_by("pk").values()),
            list(Card.objects.order_by("pk").values()),
            list(User.objects.order_by("pk").values("person", "is_active")),
            dict(shelf.rows),
            counted("people.readers-merged", "people.card-withdrawn"),
        ]

    before = world()
    merge_id = merge(kept.id, gone.id, at)
    assert world() != before and people.reader(kept.id, at=at).freeze_reason == "损坏图书"
    assert not User.objects.get(pk=account.pk).is_active
    later = at + timedelta(days=3)
    assert people.undo_merge(actor=TESTER, at=later, merge_id=merge_id) == gone.id
    assert world() == before
    with pytest.raises(people.MergeOver, match="已经撤销"):
        people.undo_merge(actor=TESTER, at=later, merge_id=merge_id)
    merge(kept.id, gone.id, later)  # and once more, now for good


def test_what_was_mended_after_the_merge_stays_mended(centre: int, at: datetime) -> None:
    kept = make_reader(site_id=centre, at=at)
    gone = make_reader(site_id=centre, name="李小曼", phone="13911112222", at=at)
    merge_id = merge(kept.id, gone.id, at)
    person = actor_of(kept.person_id, at=at)
    from shushan.people.operations.readers import edit_own

    edit_own(actor=person, at=at, reader_id=kept.id, phone="13700000000", email="", home_site_id=centre)
    people.undo_merge(actor=TESTER, at=at, merge_id=merge_id)
    assert Person.objects.get(pk=kept.person_id).phone == "13700000000"
    assert Person.objects.get(pk=gone.person_id).phone == "13911112222"


def test_after_its_days_nothing_is_left_to_undo_with(centre: int, at: datetime) -> None:
    kept, gone = make_reader(site_id=centre, at=at), make_reader(site_id=centre, name="李小曼", at=at)
    make_user(kept.person_id)
    make_user(gone.person_id, username="xiaoman", email="x@example.org")
    merge_id = merge(kept.id, gone.id, at)
    assert end_merges(actor=system("nightly"), at=at + timedelta(days=29)) == 0
    assert end_merges(actor=system("nightly"), at=at + timedelta(days=31)) == 1
    assert ReaderMerge.objects.get().sealed is None
    assert not User.objects.filter(username="xiaoman").exists()
    with pytest.raises(people.MergeOver, match="期限已过"):
        people.undo_merge(actor=TESTER, at=at + timedelta(days=31), merge_id=merge_id)


def test_erasing_the_one_who_stayed_destroys_the_other_too(centre: int, at: datetime) -> None:
    kept, gone = make_reader(site_id=centre, at=at), make_reader(site_id=centre, name="李小曼", at=at)
    merge_id = merge(kept.id, gone.id, at)
    people.erase_person(actor=TESTER, at=at, person_id=kept.person_id)
    assert ReaderMerge.objects.get().sealed is None
    assert set(Card.objects.values_list("number", flat=True)) == {f"erased-{c.pk}" for c in Card.objects.all()}
    with pytest.raises(people.MergeOver):
        people.undo_merge(actor=TESTER, at=at, merge_id=merge_id)


def test_two_persons_are_not_joined(centre: int, at: datetime, shelf: Shelf) -> None:
    one = make_reader(site_id=centre, id_number=ID, at=at)
    other = make_reader(site_id=centre, name="钱二", id_number="110105199003072232", at=at)
    child_id = people.register_reader(
        actor=TESTER, at=at, name="李小", home_site_id=centre, birth_on=date(2012, 1, 1), guardian_id=one.id
    )
    with pytest.raises(people.CannotMerge, match="证件号不同"):
        merge(one.id, other.id, at)
    with pytest.raises(people.CannotMerge, match="监护人"):
        merge(one.id, child_id, at)
    with pytest.raises(people.CannotMerge, match="同一位"):
        merge(one.id, one.id, at)
    third = make_reader(site_id=centre, name="周四", at=at)
    shelf.is_refusing = True
    with pytest.raises(Conflict, match="都占着"):
        merge(one.id, third.id, at)
    assert Person.objects.get(pk=third.person_id).name == "周四"
    assert Card.objects.filter(reader=third.id, state=people.CardState.ACTIVE).exists()
    assert counted("people.readers-merged") == 0


def test_roles_go_over_but_two_appointments_do_not_become_one(centre: int, at: datetime) -> None:
    clerk = make_staff("desk", site_id=centre, name="赵")
    gone = people.make_reader_of(actor=TESTER, at=at, person_id=clerk, home_site_id=centre)
    kept = make_reader(site_id=centre, name="赵", at=at)
    merge_id = merge(kept.id, gone, at)
    assert Staff.objects.get().person_id == RoleGrant.objects.get().person_id == kept.person_id
    people.undo_merge(actor=TESTER, at=at, merge_id=merge_id)
    assert Staff.objects.get().person_id == RoleGrant.objects.get().person_id == clerk
    people.appoint_staff(actor=TESTER, at=at, since=at.date(), person_id=kept.person_id, site_id=centre)
    with pytest.raises(people.CannotMerge, match="馆员"):
        merge(kept.id, gone, at)


def test_a_clerk_may_not_merge_nor_a_lead_of_another_site(centre: int, branch: int, at: datetime) -> None:
    one, other = make_reader(site_id=centre, at=at), make_reader(site_id=branch, name="李小曼", at=at)
    lead = actor_of(make_staff("desk-lead", site_id=centre), at=at)
    clerk = actor_of(make_staff("desk", name="赵"), at=at)
    for actor in (lead, clerk):
        with pytest.raises(NotAllowed):
            people.merge_readers(actor=actor, at=at, kept_id=one.id, gone_id=other.id)
    merge_id = merge(other.id, one.id, at)
    with pytest.raises(NotAllowed):
        people.undo_merge(actor=lead, at=at, merge_id=merge_id)


def test_pairs_that_look_alike(centre: int, at: datetime) -> None:
    first = make_reader(site_id=centre, name="孙三", phone="13911112222", birth_on=date(1980, 1, 1), at=at)
    by_birth = make_reader(site_id=centre, name="孙三", birth_on=date(1980, 1, 1), at=at)
    by_phone = make_reader(site_id=centre, name="孙三", phone="139 1111 2222", birth_on=None, at=at)
    by_both = make_reader(site_id=centre, name="孙叁", phone="13911112222", birth_on=date(1980, 1, 1), at=at)
    make_reader(site_id=centre, name="孙三", birth_on=date(1981, 1, 1), at=at)
    found, total = pairs()
    assert total == 3
    assert {(p.way, p.one.id, p.other.id) for p in found} == {
        ("name-birth", first.id, by_birth.id),
        ("name-phone", first.id, by_phone.id),
        ("birth-phone", first.id, by_both.id),
    }
    assert [p.way for p in pairs(way="birth-phone")[0]] == ["birth-phone"]
    people.say_not_double(actor=TESTER, at=at, one_id=by_birth.id, other_id=first.id)
    merge(first.id, by_phone.id, at)
    assert pairs()[1] == 1


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_of_doubles_takes_a_fixed_number_of_queries(
    n: int, centre: int, django_assert_max_num_queries: Any
) -> None:
    for i in range(n):
        make_reader(site_id=centre, name=f"吴{i}")
        make_reader(site_id=centre, name=f"吴{i}")
    client = _lead(centre)
    client.get(reverse("people:doubles"))
    with django_assert_max_num_queries(14):
        page = client.get(reverse("people:doubles")).content.decode()
    assert page.count("对照") >= n and "吴0" in page


def test_side_by_side_then_merged_and_taken_back_on_the_pages(centre: int, at: datetime) -> None:
    kept = make_reader(site_id=centre, name="孙三", phone="13800001111", at=at)
    gone = make_reader(site_id=centre, name="孙三", phone="13911112222", id_number=ID, at=at)
    client = _lead(centre)
    address = reverse("people:merge", args=[kept.id, gone.id])
    led = client.get(reverse("people:merge-other", args=[kept.id]), {"card": gone.card_number})
    assert led.url == address
    page = client.get(address).content.decode()
    assert "139****2222" in page and "13911112222" not in page and ID not in page and "不同" in page
    assert "留哪一张" in page
    assert client.post(address).url == reverse("people:reader", args=[kept.id])
    assert client.get(reverse("people:reader", args=[gone.id])).url == reverse("people:reader", args=[kept.id])
    merge_id = merges(at=at)[0].id
    assert client.get(reverse("people:merged", args=[merge_id])).url == reverse("people:reader", args=[kept.id])
    assert "撤销合并" in client.get(reverse("people:doubles")).content.decode()
    back = client.post(reverse("people:merge-undo", args=[merge_id]))
    assert back.url == reverse("people:reader", args=[gone.id])
    assert side(gone.id, at=at).id_number
    again = client.post(reverse("people:merge-undo", args=[merge_id]), follow=True).content.decode()
    assert "已经撤销过了" in again


def test_the_page_says_why_two_cannot_be_merged_and_writes_nothing(centre: int, at: datetime) -> None:
    one = make_reader(site_id=centre, id_number=ID, at=at)
    other = make_reader(site_id=centre, name="钱二", id_number="110105199003072232", at=at)
    client, address = _lead(centre), reverse("people:merge", args=[one.id, other.id])
    page = client.get(address).content.decode()
    assert "证件号不同" in page and "是同一个人，合并" not in page
    assert client.post(address).status_code == 409
    assert client.post(reverse("people:not-double", args=[one.id, other.id])).status_code == 302
    assert NotDouble.objects.count() == 1 and ReaderMerge.objects.count() == 0
    missing = client.get(reverse("people:merge-other", args=[one.id]), {"card": "nobody"})
    assert missing.url == reverse("people:reader", args=[one.id])


def _lead(site_id: int) -> Client:
    client = Client()
    client.force_login(make_user(make_staff("desk-lead", site_id=site_id, name="周主管")))
    return client
