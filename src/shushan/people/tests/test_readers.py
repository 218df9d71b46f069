"""Readers and their cards: each refusal beside its success, each act counted once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from shushan.kernel.errors import NotAllowed
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.people import vault
from shushan.people.models import Card, Person, Reader
from shushan.people.operations.persons import id_number_of
from shushan.people.tests.make import EVER, TESTER, actor_of, counted, make_reader, make_staff

pytestmark = pytest.mark.django_db


def test_registering_keeps_the_document_sealed_and_finds_it_by_its_hash(centre: int, at: datetime) -> None:
    reader = make_reader(site_id=centre, id_number="１１０１０５１９４９１２３１００２x", at=at)
    person = Person.objects.get(pk=reader.person_id)
    assert b"19491231" not in bytes(person.id_number_sealed or b"")
    assert person.id_number_index == vault.blind_index("11010519491231002X")
    assert id_number_of(person) == "11010519491231002X"
    assert counted("people.reader-registered") == counted("people.card-issued") == 1


def test_one_document_is_registered_once(centre: int, at: datetime) -> None:
    make_reader(site_id=centre, id_number="11010519491231002X", at=at)
    with pytest.raises(people.DocumentTaken) as refused:
        make_reader(site_id=centre, name="另一人", id_number="11010519491231002x", at=at)
    assert "李**" in refused.value.message
    assert Person.objects.count() == counted("people.reader-registered") == 1


def test_a_child_under_fourteen_comes_with_a_guardian(centre: int, at: datetime) -> None:
    with pytest.raises(people.GuardianNeeded):
        make_reader(site_id=centre, name="小雨", birth_on=date(2010, 1, 1), at=at)
    mother = make_reader(site_id=centre, at=at)
    child = people.register_reader(
        actor=TESTER, at=at, name="小雨", home_site_id=centre, birth_on=date(2010, 1, 1), guardian_id=mother.id
    )
    value = people.reader(child, at=at)
    assert (value.category, value.age_band) == ("child", "7-13")


def test_a_clerk_registers_at_their_own_site_only(centre: int, branch: int, at: datetime) -> None:
    clerk = actor_of(make_staff("desk", site_id=centre), at=at)
    people.register_reader(actor=clerk, at=at, name="赵一", home_site_id=centre)
    with pytest.raises(NotAllowed):
        people.register_reader(actor=clerk, at=at, name="钱二", home_site_id=branch)
    assert counted("people.reader-registered") == 1


def test_facts_say_category_and_age_band_and_hide_the_reader(centre: int, at: datetime) -> None:
    reader = make_reader(site_id=centre, birth_on=date(1950, 1, 1), at=at)
    groups = ledger.totals(ledger.Where(facts=("people.card-issued",), spans=EVER), by=("category", "age_band"))
    assert [(g.keys, g.quantity) for g in groups] == [(("elder", "60+"), 1)]
    row = ledger.rows(ledger.Where(facts=("people.card-issued",), spans=EVER))[0]
    assert str(reader.id) != str(getattr(row, "reader", "")) and "李小满" not in repr(row)


def test_a_second_current_card_is_refused_by_the_operation_and_by_the_database(centre: int, at: datetime) -> None:
    reader = make_reader(site_id=centre, at=at)
    with pytest.raises(people.CardAlreadyCurrent):
        people.issue_card(actor=TESTER, at=at, reader_id=reader.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.create(number="20X", reader_id=reader.id, state="pending", site_id=centre, issued_at=at)
    assert counted("people.card-issued") == 1


def test_a_number_is_given_once(centre: int, at: datetime) -> None:
    make_reader(site_id=centre, card_number="２０００ 0001", at=at)
    with pytest.raises(people.CardNumberTaken):
        make_reader(site_id=centre, name="钱二", card_number="20000001", at=at)
    assert people.reader_by_card(" 2000-0001 ").name == "李小满"


def test_a_lost_card_opens_nothing_and_is_replaced(centre: int, at: datetime) -> None:
    reader = make_reader(site_id=centre, at=at)
    people.report_lost(actor=TESTER, at=at, reader_id=reader.id)
    assert people.reader_by_card(reader.card_number).card_state is people.CardState.LOST
    with pytest.raises(people.CardCannot):
        people.report_lost(actor=TESTER, at=at, reader_id=reader.id)
    with pytest.raises(people.CardCannot):
        people.renew_card(actor=TESTER, at=at, reader_id=reader.id)
    people.replace_card(actor=TESTER, at=at + timedelta(days=1), reader_id=reader.id)
    now = people.reader(reader.id)
    assert now.card_state is people.CardState.ACTIVE and now.card_number != reader.card_number
    assert [card.state for card in people.cards_of(reader.id)] == [people.CardState.ACTIVE, people.CardState.REPLACED]
    assert (counted("people.card-lost"), counted("people.card-replaced"), counted("people.card-issued")) == (1, 1, 1)


def test_a_reader_reports_their_own_card_lost_and_nobody_elses(centre: int, at: datetime) -> None:
    one, other = make_reader(site_id=centre, at=at), make_reader(site_id=centre, name="钱二", at=at)
    me = actor_of(one.person_id, at=at)
    people.report_lost(actor=me, at=at, reader_id=one.id)
    with pytest.raises(NotAllowed):
        people.report_lost(actor=me, at=at, reader_id=other.id)


def test_renewing_counts_the_term_from_today(centre: int, at: datetime) -> None:
    reader = make_reader(site_id=centre, at=at)
    people.renew_card(actor=TESTER, at=at + timedelta(days=400), reader_id=reader.id)
    assert people.reader(reader.id).card_expires_on == date(2024, 8, 4)
    assert counted("people.card-renewed") == 1


def test_a_pending_card_becomes_active_when_a_desk_saw_the_document(centre: int, at: datetime) -> None:
    reader_id = people.register_reader(
        actor=TESTER, at=at, name="孙三", home_site_id=centre, is_verified=False, way="self"
    )
    people.issue_card(actor=TESTER, at=at, reader_id=reader_id, is_online=True)
    value = people.reader(reader_id)
    assert value.card_state is people.CardState.PENDING and not value.is_verified
    assert not value.has_good_card(date(2020, 7, 1))
    with pytest.raises(people.CardCannot):
        people.renew_card(actor=TESTER, at=at, reader_id=reader_id)
    people.verify_reader(actor=TESTER, at=at, reader_id=reader_id, id_number="11010519491231002X")
    value = people.reader(reader_id)
    assert value.is_verified and value.has_good_card(date(2020, 7, 1))
    assert counted("people.card-activated") == 1


def test_a_document_shown_at_the_desk_may_belong_to_somebody_else(centre: int, at: datetime) -> None:
    make_reader(site_id=centre, id_number="11010519491231002X", at=at)
    other = people.register_reader(actor=TESTER, at=at, name="孙三", home_site_id=centre, is_verified=False)
    with pytest.raises(people.DocumentTaken):
        people.verify_reader(actor=TESTER, at=at, reader_id=other, id_number="11010519491231002X")
    assert not people.reader(other).is_verified


def test_freezing_needs_a_reason_and_is_lifted_once(centre: int, at: datetime) -> None:
    reader = make_reader(site_id=centre, at=at)
    with pytest.raises(people.ReasonNeeded):
        people.freeze(actor=TESTER, at=at, reader_id=reader.id, reason=" ")
    people.freeze(actor=TESTER, at=at, reader_id=reader.id, reason="逾期两册未还")
    assert people.reader(reader.id).freeze_reason == "逾期两册未还"
    with pytest.raises(people.AlreadyFrozen):
        people.freeze(actor=TESTER, at=at, reader_id=reader.id, reason="再冻一次")
    people.unfreeze(actor=TESTER, at=at, reader_id=reader.id)
    with pytest.raises(people.NotFrozen):
        people.unfreeze(actor=TESTER, at=at, reader_id=reader.id)
    assert (counted("people.reader-frozen"), counted("people.reader-unfrozen")) == (1, 1)


def test_a_clerk_freezes_and_only_the_lead_unfreezes(centre: int, at: datetime) -> None:
    reader = make_reader(site_id=centre, at=at)
    clerk = actor_of(make_staff("desk", site_id=centre), at=at)
    lead = actor_of(make_staff("desk-lead", site_id=centre, name="周主管"), at=at)
    people.freeze(actor=clerk, at=at, reader_id=reader.id, reason="逾期")
    with pytest.raises(NotAllowed):
        people.unfreeze(actor=clerk, at=at, reader_id=reader.id)
    people.unfreeze(actor=lead, at=at, reader_id=reader.id)


def test_editing_mends_the_person_and_keeps_the_document(centre: int, branch: int, at: datetime) -> None:
    reader = make_reader(site_id=centre, id_number="11010519491231002X", at=at)
    said = people.Particulars(name="李 小满", phone="138 1234 5678", birth_on=date(1955, 1, 1))
    people.edit_reader(actor=TESTER, at=at, reader_id=reader.id, said=said, home_site_id=branch)
    value = people.reader(reader.id, at=at)
    assert (value.home_site_id, value.category, value.age_band) == (branch, "elder", "60+")
    assert id_number_of(Person.objects.get(pk=reader.person_id)) == "11010519491231002X"


@pytest.mark.parametrize("n", [1, 3])
def test_reading_takes_a_fixed_number_of_queries(
    n: int, centre: int, at: datetime, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    made = [make_reader(site_id=centre, name=f"吴{i}", phone=f"1380000123{i}", at=at) for i in range(n)]
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert set(people.readers([r.id for r in made])) == {r.id for r in made}
    with django_assert_num_queries(1):  # type: ignore[operator]
        people.reader_by_card(made[0].card_number)
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(people.find_readers("吴")) == n
    assert [r.id for r in people.find_readers("1230")] == [made[0].id]


def test_the_database_wants_a_reason_with_a_freeze_and_a_name_with_a_person(centre: int, at: datetime) -> None:
    reader = make_reader(site_id=centre, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reader.objects.filter(pk=reader.id).update(frozen_at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=reader.person_id).update(name="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=reader.person_id).update(erased_at=at)
