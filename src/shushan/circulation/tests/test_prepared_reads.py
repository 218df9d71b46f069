"""The desk's reads are compiled once (``Prepared``); each answers exactly as the ordinary query beside it."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.holds.models import Hold, Transit
from shushan.circulation.holds.states import OPEN, QUEUED, WITH_COPY, HoldState, TransitState
from shushan.circulation.models import Loan
from shushan.circulation.operations.lending import new_loan
from shushan.circulation.options import CLOSED_DAY, HISTORY_DAYS
from shushan.circulation.tests.make import AT, LONG_AGO, TESTER, days, make_copy, make_item, make_loan
from shushan.circulation.troubles.models import Claim
from shushan.circulation.troubles.operations.claiming import end_claims
from shushan.database.public import OneOf, Prepared, insert_row, swap
from shushan.options import public as options
from shushan.people import public as people
from shushan.people.tests.make import make_reader
from shushan.places import public as places

pytestmark = pytest.mark.django_db


def _by_reader(reader_id: int, at: datetime) -> QuerySet[Loan, tuple[int, datetime, datetime | None]]:
    found = Loan.objects.filter(reader_id=reader_id, lent_at__lte=at).order_by("pk")
    return found.values_list("pk", "due_at", "back_at")


def test_a_prepared_query_answers_each_question_as_the_queryset_does(
    centre: int, reader: people.ReaderValue, book: catalogue.ItemValue
) -> None:
    other = make_reader(site_id=centre, name="钱二")
    make_loan(item_id=book.id, reader_id=reader.id, site_id=centre)
    make_loan(item_id=make_item(site_id=centre).id, reader_id=reader.id, site_id=centre, at=AT + days(1))
    asked = Prepared(_by_reader, int, datetime)
    for who in (reader.id, other.id, reader.id):
        for at in (AT - days(1), AT, AT + days(2)):
            assert asked.rows(who, at) == list(_by_reader(who, at))
    assert len(asked.rows(reader.id, AT + days(2))) == 2


def test_a_prepared_query_takes_a_list_of_any_length(
    centre: int, reader: people.ReaderValue, book: catalogue.ItemValue
) -> None:
    made = make_loan(item_id=book.id, reader_id=reader.id, site_id=centre)
    asked = Prepared(lambda ids: Loan.objects.filter(item_id__in=OneOf(ids)).values_list("pk", "lent_at"), list)
    for ids in ([book.id], [], [book.id + 1], [*range(book.id, book.id + 5000)], [book.id, book.id]):
        assert asked.rows(ids) == list(Loan.objects.filter(item_id__in=ids).values_list("pk", "lent_at"))
    assert [pk for pk, _at in asked.rows([book.id])] == [made.loan_id]


def test_a_prepared_query_refuses_what_it_cannot_answer(reader: people.ReaderValue) -> None:
    asked = Prepared(_by_reader, int, datetime)
    with pytest.raises(ValueError, match="2 arguments"):
        asked.rows(reader.id)
    deaf = Prepared(lambda _pk: Loan.objects.values_list("pk"), int)
    with pytest.raises(ValueError, match="do not stand"):
        deaf.rows(reader.id)


def test_one_reader_is_told_as_among_many(centre: int) -> None:
    at = AT
    plain = make_reader(site_id=centre, name="赵一")
    cardless = make_reader(site_id=centre, name="钱二", with_card=False, birth_on=None)
    frozen = make_reader(site_id=centre, name="孙三")
    people.freeze(actor=TESTER, at=at, reader_id=frozen.id, reason="遗失未赔")
    lost = make_reader(site_id=centre, name="李四")
    people.report_lost(actor=TESTER, at=at, reader_id=lost.id)
    renewed = make_reader(site_id=centre, name="周五")
    people.report_lost(actor=TESTER, at=at, reader_id=renewed.id)
    people.replace_card(actor=TESTER, at=at, reader_id=renewed.id, site_id=centre)
    everyone = people.readers([r.id for r in (plain, cardless, frozen, lost, renewed)], at=at)
    for pk, value in everyone.items():
        assert people.reader(pk, at=at) == value
        if value.card_number:
            assert people.reader_by_card(value.card_number, at=at) == value
    assert {value.card_state for value in everyone.values()} >= {None, people.CardState.ACTIVE, people.CardState.LOST}


def test_one_calendar_is_told_as_among_many(centre: int, branch: int) -> None:
    places.set_special_day(
        actor=TESTER, at=LONG_AGO, site_id=branch, day=date(2020, 6, 25), opens=time(10), closes=time(12), reason="端午"
    )
    places.close_site(actor=TESTER, at=LONG_AGO, site_id=branch, since=date(2020, 7, 1), until=None, reason="装修")
    many = places.calendars([centre, branch])
    for site_id in (centre, branch):
        one = places.calendar(site_id)
        for n in range(60):
            day = date(2020, 6, 1) + days(n)
            assert one.spans(day) == many[site_id].spans(day)
            assert one.closure(day) == many[site_id].closure(day)
            assert one.why_closed(day) == many[site_id].why_closed(day)


def test_loans_of_a_reader_are_told_as_in_lists(
    centre: int, reader: people.ReaderValue, book: catalogue.ItemValue
) -> None:
    first = make_loan(item_id=book.id, reader_id=reader.id, site_id=centre)
    second = make_loan(item_id=make_item(site_id=centre).id, reader_id=reader.id, site_id=centre, at=AT + days(1))
    for at in (AT + days(2), AT + days(31), AT + days(90)):
        lines = circulation.loan_lines([first.loan_id, second.loan_id], at=at)
        assert circulation.loans_of(reader.id, at=at) == [lines[first.loan_id], lines[second.loan_id]]
    assert circulation.count_open(reader.id) == 2
    circulation.return_item(actor=TESTER, at=AT + days(3), item_id=book.id, site_id=centre)
    assert circulation.count_open(reader.id) == len(circulation.loans_of(reader.id, at=AT + days(4))) == 1


def test_options_follow_their_time_when_asked_again_and_again(centre: int) -> None:
    wanted = [CLOSED_DAY, HISTORY_DAYS]
    before = options.get_many(wanted, at=AT)
    code = HISTORY_DAYS.code
    options.set_option(actor=TESTER, at=LONG_AGO, code=code, value=7, valid_from=AT + days(1), note="试")
    assert options.get_many(wanted, at=AT) == before
    assert options.get_many(wanted, at=AT + days(1)) == before | {code: 7}


def test_what_a_copy_is_kept_or_travels_for_is_told_as_its_rows_say(centre: int, branch: int) -> None:
    """The short question before ``fate`` never hides a hold or a way, whatever their state."""
    item, told = make_item(site_id=centre), circulation.fate
    for kept in HoldState:
        for way in (None, *TransitState):
            copy = make_copy(item, site_id=centre)
            hold = _hold_with(copy.id, item.record_id, make_reader(site_id=centre).id, centre, kept)
            sent = _way_of(copy.id, centre, branch, way) if way else None
            found = told(copy.id)
            assert (found.hold.id if found.hold else None) == (hold if kept in WITH_COPY else None), kept
            assert (found.transit.id if found.transit else None) == (sent if way is TransitState.SENT else None), way
    assert told(item.id).is_plain


def _hold_with(copy_id: int, record_id: int, reader_id: int, site_id: int, state: HoldState) -> int:
    has_copy = state not in QUEUED
    made = Hold.objects.create(
        record_id=record_id, reader_id=reader_id, pickup_site_id=site_id, placed_at=AT, state=state.value,
        copy_id=copy_id if has_copy else None, on_shelf=state is HoldState.READY,
        ready_at=AT if state is HoldState.READY else None, keep_until=AT + days(3) if state is HoldState.READY else None,
        ended_at=None if state in OPEN else AT,
    )  # fmt: skip
    return made.pk


def _way_of(copy_id: int, from_id: int, to_id: int, state: TransitState) -> int:
    is_received = state is TransitState.RECEIVED
    made = Transit.objects.create(
        item_id=copy_id, why="home", state=state.value, from_site_id=from_id, to_site_id=to_id, sent_at=AT,
        ended_at=None if state is TransitState.SENT else AT, received_site_id=to_id if is_received else None,
    )  # fmt: skip
    return made.pk


def test_a_claim_ends_with_the_return_and_tells_when_it_was_made(
    centre: int, reader: people.ReaderValue, book: catalogue.ItemValue
) -> None:
    lent = make_loan(item_id=book.id, reader_id=reader.id, site_id=centre)
    assert end_claims(lent.loan_id, AT + days(1)) is None
    given_up = circulation.claim_returned(
        actor=TESTER, at=AT + days(1), loan_id=lent.loan_id, site_id=centre, note="放在还书箱了"
    )  # fmt: skip
    circulation.give_up_claim(actor=TESTER, at=AT + days(2), claim_id=given_up)
    assert end_claims(lent.loan_id, AT + days(3)) is None
    circulation.claim_returned(actor=TESTER, at=AT + days(3), loan_id=lent.loan_id, site_id=centre, note="还过了")
    assert end_claims(lent.loan_id, AT + days(4)) == AT + days(3)
    assert [one.outcome for one in Claim.objects.order_by("pk")] == ["not-found", "found"]


def test_a_row_is_inserted_as_it_is_saved_and_swapped_only_as_it_was_read(
    reader: people.ReaderValue, book: catalogue.ItemValue, centre: int
) -> None:
    def row() -> Loan:
        return new_loan(item_id=book.id, reader=reader, at=AT, due_at=AT + days(30), site_id=centre)

    saved, inserted = row(), row()
    saved.save(force_insert=True)
    kept = Loan.objects.values().get(pk=saved.pk) | {"id": None}
    Loan.objects.all().delete()
    insert_row(inserted)
    assert inserted.pk and Loan.objects.values().get(pk=inserted.pk) | {"id": None} == kept
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_row(row())
    stale = Loan.objects.get(pk=inserted.pk)
    assert swap(inserted, ("state", "due_at"), due_at=AT + days(40), renewals=1, renewed_at=AT + days(1))
    fresh = Loan.objects.get(pk=inserted.pk)
    assert (fresh.due_at, fresh.renewals, fresh.renewed_at) == (AT + days(40), 1, AT + days(1))
    assert (inserted.due_at, inserted.renewals) == (AT + days(40), 1)
    assert not swap(stale, ("state", "due_at"), due_at=AT + days(50))
    assert stale.due_at == AT + days(30) and Loan.objects.get(pk=inserted.pk).due_at == AT + days(40)
