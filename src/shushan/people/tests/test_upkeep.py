"""What time does: cards run out, children grow up, freezes end when their cause is gone; the stock of valid cards."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shushan.figures import public as figures
from shushan.kernel.actor import system
from shushan.kernel.clock import now
from shushan.kernel.errors import Invalid
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people import policy, ports
from shushan.people import public as people
from shushan.people.bulk import NewReader, add_readers, renew_cards
from shushan.people.checks import valid_cards_match
from shushan.people.models import Card, Person, Reader
from shushan.people.operations.upkeep import count_cards, lift_freezes, sort_by_age
from shushan.people.options import CARD_YEARS_OF
from shushan.people.tests.make import LONG_AGO, TESTER, actor_of, counted, make_reader, make_user

pytestmark = pytest.mark.django_db
NIGHT = system("nightly")


def valid(on: date) -> int:
    """Return R02 at the end of a day."""
    return figures.value("R02", scope=figures.Scope(until=on + timedelta(days=1), since=on), at=now()).quantity


def test_valid_cards_are_a_stock_of_any_day(centre: int, at: datetime) -> None:
    day = ledger.local_day(at)
    reader, other = make_reader(site_id=centre, at=at), make_reader(site_id=centre, name="钱二", at=at)
    unseen = people.register_reader(
        actor=TESTER, at=at, name="孙三", home_site_id=centre, is_verified=False, way="self"
    )
    people.issue_card(actor=TESTER, at=at, reader_id=unseen, is_online=True)
    assert valid(day) == 2
    people.verify_reader(actor=TESTER, at=at + timedelta(days=1), reader_id=unseen)
    people.report_lost(actor=TESTER, at=at + timedelta(days=2), reader_id=reader.id)
    people.replace_card(actor=TESTER, at=at + timedelta(days=3), reader_id=reader.id)
    people.replace_card(actor=TESTER, at=at + timedelta(days=4), reader_id=other.id)
    people.erase_person(actor=TESTER, at=at + timedelta(days=5), person_id=other.person_id)
    assert [valid(day + timedelta(days=n)) for n in range(-1, 6)] == [0, 2, 3, 2, 3, 3, 2]
    assert not list(valid_cards_match())


def test_a_card_that_runs_out_is_taken_off_on_its_day_and_comes_back_with_its_renewal(centre: int) -> None:
    reader = make_reader(site_id=centre, at=LONG_AGO)
    last = policy.expiry(ledger.local_day(LONG_AGO))
    assert reader.card_expires_on == last
    morning = datetime.combine(last, datetime.min.time(), tzinfo=ledger.zone()) + timedelta(hours=9)
    assert count_cards(actor=NIGHT, at=morning) == 0
    assert count_cards(actor=NIGHT, at=morning + timedelta(days=5)) == 1
    assert count_cards(actor=NIGHT, at=morning + timedelta(days=5)) == 0
    assert (valid(last), valid(last + timedelta(days=1))) == (1, 0)
    people.renew_card(actor=TESTER, at=morning + timedelta(days=8), reader_id=reader.id)
    days = [valid(last + timedelta(days=n)) for n in (7, 8)]
    assert days == [0, 1] and not list(valid_cards_match())


def test_a_renewal_before_the_night_came_still_shows_the_gap(centre: int) -> None:
    reader = make_reader(site_id=centre, at=LONG_AGO)
    last = policy.expiry(ledger.local_day(LONG_AGO))
    later = datetime.combine(last + timedelta(days=10), datetime.min.time(), tzinfo=ledger.zone())
    people.renew_card(actor=TESTER, at=later, reader_id=reader.id)
    assert [valid(last + timedelta(days=n)) for n in (0, 1, 9, 10)] == [1, 0, 0, 1]


def test_a_library_that_was_upgraded_is_counted_in_its_first_night(centre: int, at: datetime) -> None:
    make_reader(site_id=centre, at=at)
    make_reader(site_id=centre, name="钱二", at=at - timedelta(days=4000))
    Card.objects.update(is_counted=False)
    before = counted("people.card-validity")
    assert count_cards(actor=NIGHT, at=at + timedelta(days=1)) == 1
    assert counted("people.card-validity") == before + 1


def test_the_bulk_path_counts_as_the_operations_do(centre: int, at: datetime) -> None:
    new = NewReader("李一", "f", date(1980, 1, 1), centre, at - timedelta(days=1500), "200000000014")
    [reader_id] = add_readers([new], actor=TESTER)
    renew_cards([reader_id], actor=TESTER, at=at)
    assert not list(valid_cards_match())
    gone = policy.expiry(ledger.local_day(at - timedelta(days=1500))) + timedelta(days=1)
    assert [valid(gone - timedelta(days=1)), valid(gone), valid(ledger.local_day(at))] == [1, 0, 1]


def test_the_term_of_a_card_follows_the_category_and_is_three_years_at_most(centre: int, at: datetime) -> None:
    code = CARD_YEARS_OF[people.ReaderCategory.ADULT].code
    options.set_option(actor=TESTER, at=LONG_AGO, code=code, value=1, valid_from=LONG_AGO, note="test")
    reader = make_reader(site_id=centre, at=at)
    assert reader.card_expires_on == policy.expiry(ledger.local_day(at), 1)
    with pytest.raises(Invalid):
        options.set_option(actor=TESTER, at=at, code=code, value=4, valid_from=at, note="test")


def test_children_grow_up_and_adults_grow_old(centre: int) -> None:
    today = ledger.local_day(now())
    born = {
        "grown": today.replace(year=today.year - 18), "child": today.replace(year=today.year - 18) + timedelta(days=1),
        "old": today.replace(year=today.year - 60), "adult": today.replace(year=today.year - 60) + timedelta(days=1),
    }  # fmt: skip
    readers = {name: make_reader(site_id=centre, name=name, birth_on=born[name], at=now()).id for name in born}
    colleague = make_reader(site_id=centre, name="馆", birth_on=date(1950, 1, 1), category="staff").id
    Reader.objects.filter(pk__in=[readers["grown"], readers["child"]]).update(category="child")
    Reader.objects.filter(pk__in=[readers["old"], readers["adult"]]).update(category="adult")
    assert sort_by_age(actor=NIGHT, at=now()) == 2
    assert sort_by_age(actor=NIGHT, at=now()) == 0
    found = {name: people.reader(pk).category.value for name, pk in readers.items()}
    assert found == {"grown": "adult", "child": "child", "old": "elder", "adult": "adult"}
    assert people.reader(colleague).category is people.ReaderCategory.STAFF


def test_a_freeze_ends_with_its_day_or_its_cause(centre: int, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    late: set[int] = set()
    monkeypatch.setitem(ports._causes, "overdue", lambda ids, at: ids & late)
    causes: dict[str, dict[str, Any]] = {
        "day": {"until": at.date()},
        "contact": {"cause": people.FreezeCause.CONTACT},
        "document": {"cause": people.FreezeCause.DOCUMENT},
        "overdue": {"cause": people.FreezeCause.OVERDUE},
        "hand": {},
    }
    ids = {name: make_reader(site_id=centre, name=name, at=at).id for name in causes}
    for name, said in causes.items():
        people.freeze(actor=TESTER, at=at, reader_id=ids[name], reason="资料不符", **said)
    late.add(ids["overdue"])
    assert lift_freezes(actor=NIGHT, at=at) == 0

    def frozen() -> set[str]:
        return {name for name, pk in ids.items() if people.reader(pk).is_frozen}

    assert lift_freezes(actor=NIGHT, at=at + timedelta(days=1)) == 1 and "day" not in frozen()
    Person.objects.filter(reader=ids["contact"]).update(phone="13800001111")
    people.verify_reader(actor=TESTER, at=at, reader_id=ids["document"], id_number="11010519491231002X")
    late.clear()
    assert lift_freezes(actor=NIGHT, at=at + timedelta(days=1)) == 3
    assert frozen() == {"hand"} and counted("people.reader-unfrozen") == 4
    with pytest.raises(Invalid):
        people.freeze(actor=TESTER, at=at, reader_id=ids["day"], reason="资料不符", until=date(2019, 1, 1))


def test_readers_renew_their_own_card_near_its_end_only(centre: int) -> None:
    years = timedelta(days=3 * 365)
    early = make_reader(site_id=centre, at=now() - timedelta(days=10), phone="13800001111")
    due = make_reader(site_id=centre, name="钱二", at=now() - years + timedelta(days=20), phone="13800002222")
    mute = make_reader(site_id=centre, name="孙三", at=now() - years + timedelta(days=20))
    late = make_reader(site_id=centre, name="周四", at=now() - years - timedelta(days=200), phone="13800003333")
    for reader, said in ((early, "三十天"), (mute, "手机号"), (late, "九十天")):
        with pytest.raises(people.CardCannot, match=said):
            people.renew_own_card(actor=actor_of(reader.person_id, at=now()), at=now())
    client = Client()
    client.force_login(make_user(due.person_id))
    assert "读者证续期" in client.get(reverse("people:my-card")).content.decode()
    assert client.post(reverse("people:my-card-renewal")).status_code == 302
    assert people.reader(due.id).card_expires_on == policy.expiry(ledger.local_day(now()))
    assert counted("people.card-renewed") == 1
    people.freeze(actor=TESTER, at=now(), reader_id=due.id, reason="损坏图书")
    Card.objects.filter(reader=due.id).update(expires_on=ledger.local_day(now()))
    with pytest.raises(people.CardCannot, match="冻结"):
        people.renew_own_card(actor=actor_of(due.person_id, at=now()), at=now())
