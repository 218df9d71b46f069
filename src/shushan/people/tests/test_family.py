"""Guardians, their children and consents; who may pick up for whom."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shushan.kernel.clock import now
from shushan.kernel.errors import Invalid
from shushan.ledger.public import local_day
from shushan.people import panels
from shushan.people import public as people
from shushan.people.checks import children_with_consent
from shushan.people.models import Consent, Person, Proxy, Reader
from shushan.people.queries.family import consents_of, lacks_consent, picks_up_for
from shushan.people.tests.make import (
    LONG_AGO,
    PASSWORD,
    TESTER,
    actor_of,
    counted,
    make_reader,
    make_staff,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
YEAR = timedelta(days=365)


def make_child(guardian_id: int, site_id: int, *, at: datetime = LONG_AGO, years: int = 8, name: str = "李小小") -> int:
    """Register a child of so many years today."""
    child = people.register_reader(
        actor=TESTER,
        at=at,
        name=name,
        home_site_id=site_id,
        birth_on=local_day(now()) - years * YEAR - timedelta(days=20),
        guardian_id=guardian_id,
    )
    people.issue_card(actor=TESTER, at=at, reader_id=child)
    return child


def door(person_id: int) -> Client:
    client = Client()
    client.force_login(make_user(person_id))
    return client


def test_a_guardians_consent_is_on_record_from_the_first_day(centre: int, at: datetime) -> None:
    mother = make_reader(site_id=centre, at=at)
    child = make_child(mother.id, centre)
    assert [(c.guardian_id, c.way, c.withdrawn_at) for c in consents_of(child)] == [(mother.id, "desk", None)]
    assert counted("people.consent-given") == 1 and not list(children_with_consent())
    older = make_child(mother.id, centre, at=now(), years=15, name="李大")
    assert consents_of(older) == []


def test_a_child_cannot_be_a_guardian(centre: int) -> None:
    mother = make_reader(site_id=centre)
    young = make_child(mother.id, centre)
    with pytest.raises(people.NotTheirGuardian, match="成年"):
        make_child(young, centre)


def test_another_guardian_means_another_consent(centre: int, at: datetime) -> None:
    mother, father = make_reader(site_id=centre), make_reader(site_id=centre, name="李大山")
    child = make_child(mother.id, centre)
    said = people.Particulars(name="李小小", birth_on=Person.objects.get(reader=child).birth_on)
    for guardian in (father, father):
        people.edit_reader(
            actor=TESTER, at=now(), reader_id=child, said=said, home_site_id=centre, guardian_id=guardian.id
        )
    assert [(c.guardian_id, c.withdrawn_at is None) for c in consents_of(child)] == [
        (father.id, True),
        (mother.id, False),
    ]
    assert counted("people.consent-given", "people.consent-withdrawn") == 3


def test_a_withdrawn_consent_stops_lending_until_it_is_given_again_at_a_desk(centre: int) -> None:
    mother, other = make_reader(site_id=centre), make_reader(site_id=centre, name="钱二")
    child, at = make_child(mother.id, centre), now()
    with pytest.raises(people.NotTheirGuardian):
        people.withdraw_consent(actor=actor_of(other.person_id, at=at), at=at, child_id=child)
    people.withdraw_consent(actor=actor_of(mother.person_id, at=at), at=at, child_id=child)
    assert "撤回" in people.reader(child).freeze_reason
    assert lacks_consent(people.reader(child), on=local_day(at)) is True
    clerk = actor_of(make_staff("desk", site_id=centre), at=at)
    people.take_consent(actor=clerk, at=at, child_id=child)
    assert not people.reader(child).freeze_reason
    assert counted("people.reader-frozen") == counted("people.reader-unfrozen") == 1
    people.freeze(actor=TESTER, at=at, reader_id=child, reason="损坏图书")
    people.withdraw_consent(actor=actor_of(mother.person_id, at=at), at=at, child_id=child)
    people.take_consent(actor=clerk, at=at, child_id=child)
    assert people.reader(child).freeze_reason == "损坏图书"


def test_a_guardian_registers_a_child_from_home(centre: int, at: datetime) -> None:
    mother = make_reader(site_id=centre)
    client = door(mother.person_id)
    said = {"name": "李小小", "birth_on": str(local_day(now()) - 5 * YEAR), "home_site": str(centre)}
    address = reverse("people:my-child-new")
    assert client.post(address, said).status_code == 422  # no consent
    answer = client.post(address, {**said, "consent": "on"})
    child = Reader.objects.get(guardian=mother.id)
    assert answer.url == reverse("people:my-ward", args=[child.pk])
    assert people.reader(child.pk).card_state is people.CardState.PENDING
    assert Consent.objects.get().way == "online"
    assert "第一次借书前" in client.get(answer.url).content.decode()
    grown = client.post(address, {**said, "consent": "on", "birth_on": "1990-01-01"})
    assert grown.status_code == 422 and "年满十八周岁" in grown.content.decode()


def test_whoever_was_never_seen_registers_no_child(centre: int, at: datetime) -> None:
    unseen = people.register_reader(actor=TESTER, at=at, name="孙三", home_site_id=centre, is_verified=False)
    actor = actor_of(people.reader(unseen).person_id, at=at)
    said: dict[str, Any] = {"name": "孙小", "gender": None, "home_site_id": centre}
    with pytest.raises(people.NotTheirGuardian, match="核验"):
        people.register_child(actor=actor, at=at, birth_on=date(2015, 1, 1), **said)
    seen = actor_of(make_reader(site_id=centre).person_id, at=at)
    with pytest.raises(Invalid):
        people.register_child(actor=seen, at=at, birth_on=date(1999, 1, 1), **said)
    for n in range(10):
        people.register_child(actor=seen, at=at, birth_on=date(2015, 1, 1), **{**said, "name": f"孙{n}"})
    with pytest.raises(people.NotTheirGuardian, match="10"):
        people.register_child(actor=seen, at=at, birth_on=date(2015, 1, 1), **said)


def test_the_guardian_sees_the_child_and_nobody_else_does(centre: int, monkeypatch: pytest.MonkeyPatch) -> None:
    mother, other = make_reader(site_id=centre), make_reader(site_id=centre, name="钱二")
    child = make_child(mother.id, centre)
    monkeypatch.setitem(panels._family_panels, "test", (1, lambda request, reader_id: f"孩子{reader_id}的书"))
    client, stranger = door(mother.person_id), door(other.person_id)
    page = client.get(reverse("people:my-ward", args=[child])).content.decode()
    assert f"孩子{child}的书" in page and people.reader(child).card_number in page
    assert "李小小" in client.get(reverse("people:my")).content.decode()
    assert "李小小" in client.get(reverse("people:my-family")).content.decode()
    told = json.loads(client.get(reverse("people:my-ward-export", args=[child])).content)
    assert "family" in {part["code"] for part in told["parts"]}
    for name in ("my-ward", "my-ward-export", "my-ward-erasure"):
        assert stranger.get(reverse(f"people:{name}", args=[child])).status_code == 404
    for name in ("my-ward-loss", "my-ward-consent"):
        assert stranger.post(reverse(f"people:{name}", args=[child])).status_code == 404
    assert client.post(reverse("people:my-ward-loss", args=[child])).status_code == 302
    assert people.reader(child).card_state is people.CardState.LOST


def test_at_eighteen_the_guardian_sees_no_more(centre: int) -> None:
    mother = make_reader(site_id=centre)
    grown = make_child(mother.id, centre, years=18, name="李大")
    assert people.wards_of(mother.id, at=now()) == []
    assert not people.acts_for(mother.person_id, grown, at=now())
    assert door(mother.person_id).get(reverse("people:my-ward", args=[grown])).status_code == 404


def test_a_guardian_withdraws_and_erases_the_child_but_not_themselves_before(centre: int) -> None:
    mother = make_reader(site_id=centre)
    child = make_child(mother.id, centre)
    client = door(mother.person_id)
    refused = client.post(reverse("people:my-erasure"), {"sure": "on"})
    assert refused.status_code == 422 and "监护人" in refused.content.decode()
    assert client.post(reverse("people:my-ward-consent", args=[child])).status_code == 302
    assert client.post(reverse("people:my-ward-erasure", args=[child]), {"sure": "on"}).status_code == 302
    assert Person.objects.get(reader=child).name == ""
    assert client.post(reverse("people:my-erasure"), {"sure": "on"}).status_code == 200
    assert Person.objects.get(pk=mother.person_id).name == ""


def test_naming_who_picks_up_and_taking_it_back(centre: int) -> None:
    one, other, third = (make_reader(site_id=centre, name=name) for name in ("李一", "钱二", "周四"))
    client, at, today = door(one.person_id), now(), local_day(now())
    address = reverse("people:my-proxies")
    assert client.post(address, {"card_number": other.card_number}).status_code == 302
    last = today + timedelta(days=3)
    assert client.post(address, {"card_number": third.card_number, "until": str(last)}).status_code == 302
    assert people.may_pick_up(other.id, for_reader_id=one.id, at=at)
    assert not people.may_pick_up(one.id, for_reader_id=other.id, at=at)
    assert people.may_pick_up(third.id, for_reader_id=one.id, at=at + timedelta(days=3))
    assert not people.may_pick_up(third.id, for_reader_id=one.id, at=at + timedelta(days=4))
    page = client.get(reverse("people:my-family")).content.decode()
    assert "钱*" in page and "钱二" not in page
    for wrong in (one.card_number, "nobody"):
        assert client.post(address, {"card_number": wrong}).status_code == 422
    assert client.post(address, {"card_number": third.card_number, "until": "2019-01-01"}).status_code == 422
    row = Proxy.objects.get(proxy=other.id)
    door(third.person_id).post(reverse("people:my-proxy-end", args=[row.pk]))
    assert people.may_pick_up(other.id, for_reader_id=one.id, at=at)  # not theirs to end
    assert [line.reader.id for line in picks_up_for(other.id, on=today)] == [one.id]
    client.post(reverse("people:my-proxy-end", args=[row.pk]))
    assert not people.may_pick_up(other.id, for_reader_id=one.id, at=at)


def test_a_guardian_picks_up_for_a_child_and_who_was_never_seen_for_nobody(centre: int, at: datetime) -> None:
    mother = make_reader(site_id=centre)
    child = make_child(mother.id, centre)
    assert people.may_pick_up(mother.id, for_reader_id=child, at=now())
    unseen = people.register_reader(actor=TESTER, at=at, name="孙三", home_site_id=centre, is_verified=False)
    with pytest.raises(people.ProxyCannot):
        people.name_proxy(actor=actor_of(mother.person_id, at=at), at=at, proxy_id=unseen)


def test_family_follows_a_merge_and_comes_back(centre: int, at: datetime) -> None:
    kept, gone, other = (make_reader(site_id=centre, name=name, at=at) for name in ("李一", "李壹", "钱二"))
    child = make_child(gone.id, centre)
    people.name_proxy(actor=actor_of(gone.person_id, at=at), at=at, proxy_id=other.id)
    people.name_proxy(actor=actor_of(kept.person_id, at=at), at=at, proxy_id=other.id)
    people.name_proxy(actor=actor_of(other.person_id, at=at), at=at, proxy_id=gone.id)
    people.name_proxy(actor=actor_of(gone.person_id, at=at), at=at, proxy_id=kept.id)
    before = list(Proxy.objects.order_by("pk").values())
    merge_id = people.merge_readers(actor=TESTER, at=at, kept_id=kept.id, gone_id=gone.id)
    assert consents_of(child)[0].guardian_id == kept.id
    assert people.may_pick_up(kept.id, for_reader_id=other.id, at=at)
    people.undo_merge(actor=TESTER, at=at, merge_id=merge_id)
    assert list(Proxy.objects.order_by("pk").values()) == before
    assert consents_of(child)[0].guardian_id == gone.id


def signing_up(site: int, **more: str) -> dict[str, str]:
    born = str(local_day(now()) - 9 * YEAR)
    return {
        "name": "孙小", "birth_on": born, "home_site": str(site), "username": "sunxiao", "password1": PASSWORD,
        "password2": PASSWORD, "consent": "on", **more,
    }  # fmt: skip


def test_a_child_signs_up_with_a_guardians_card_birth_date_and_consent(centre: int, client: Client) -> None:
    mother = make_reader(site_id=centre)
    address = reverse("account_signup")
    proof = {"guardian_card": mother.card_number, "guardian_birth_on": "1990-05-04", "guardian_consent": "on"}
    for left_out in proof:
        said = {name: value for name, value in proof.items() if name != left_out}
        assert "监护人" in client.post(address, signing_up(centre, **said)).content.decode()
    wrong = client.post(address, signing_up(centre, **{**proof, "guardian_birth_on": "1990-05-05"}))
    assert "不相符" in wrong.content.decode() and Reader.objects.count() == 1
    assert client.post(address, signing_up(centre, **proof)).status_code == 302
    child = Reader.objects.get(guardian=mother.id)
    assert (Consent.objects.get().child_id, Consent.objects.get().way) == (child.pk, "online")


def test_the_desk_sees_guardian_consent_and_proxies(centre: int) -> None:
    mother, other = make_reader(site_id=centre), make_reader(site_id=centre, name="钱二")
    child = make_child(mother.id, centre)
    people.name_proxy(actor=actor_of(mother.person_id, at=now()), at=now(), proxy_id=other.id)
    Consent.objects.all().delete()
    assert len(list(children_with_consent())) == 1
    client = door(make_staff("desk", site_id=centre))
    page = client.get(reverse("people:reader", args=[child])).content.decode()
    assert "没有监护人同意的记录" in page and mother.name in page
    assert client.post(reverse("people:reader-consent", args=[child])).status_code == 302
    assert consents_of(child)[0].guardian_id == mother.id
    assert "钱*" in client.get(reverse("people:reader", args=[mother.id])).content.decode()
    assert client.post(reverse("people:reader-consent", args=[mother.id])).status_code == 409
