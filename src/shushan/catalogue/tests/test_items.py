"""Records and items: each act beside its refusals, and what the ledger says after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from shushan.catalogue import editing, operations, ports, public, queries, states
from shushan.catalogue.checks import STOCK, checks
from shushan.catalogue.models import Item
from shushan.catalogue.states import ItemMove, ItemState
from shushan.catalogue.terms import Availability, RecordFilter
from shushan.catalogue.tests.make import LONG_AGO, TESTER, make_item, make_record
from shushan.catalogue.tests.records import cnmarc
from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.search.models import Change

pytestmark = pytest.mark.django_db
AT = datetime(2020, 6, 10, 2, 0, tzinfo=UTC)


def stock(site_id: int) -> int:
    """Return what the ledger says a site has."""
    return ledger.stock(STOCK, site_id=site_id, on=ledger.FAR)


class Lent:
    """A shelf whose items are all out."""

    def availability(self, item_ids: Sequence[int]) -> dict[int, Availability]:
        """Everything is out."""
        return {number: Availability("out", AT) for number in item_ids}


@pytest.fixture
def all_lent() -> Iterator[None]:
    """Have every item be out."""
    before = list(ports._shelf)
    ports.use(Lent())
    yield
    ports._shelf[:] = before


def test_a_record_typed_by_hand_can_be_read_found_and_searched() -> None:
    pk = make_record("红楼梦", author="曹雪芹", isbn="7-02-000220-X")
    value = queries.record(pk)
    assert (value.title, value.author, value.isbns) == ("红楼梦", "曹雪芹", ("9787020002207",))
    assert value.control_number == str(pk)
    assert [line.id for line, _at, _n in queries.find_records(RecordFilter("9787020002207"))] == [pk]
    assert Change.objects.filter(kind="record", ref=pk).exists()


def test_what_is_said_wrongly_is_refused_beside_its_field() -> None:
    for said, isbn, field in [
        (operations.Description(title="  "), "", "title"),
        (operations.Description(title="书", year=9999), "", "year"),
        (operations.Description(title="书"), "978-7-02-000220-1", "isbn"),
    ]:
        with pytest.raises(Invalid) as refused:
            operations.create_record(actor=TESTER, at=AT, said=said, isbn=isbn)
        assert refused.value.field == field
    assert queries.count_records() == 0


def test_a_source_has_a_control_number_once() -> None:
    said = operations.Description(title="书")
    operations.create_record(actor=TESTER, at=AT, said=said, source="CALIS", control_number="1")
    operations.create_record(actor=TESTER, at=AT, said=said, source="NLC", control_number="1")
    with pytest.raises(public.RecordKnown):
        operations.create_record(actor=TESTER, at=AT, said=said, source="CALIS", control_number="1")


def test_a_copy_comes_into_the_stock_and_leaves_it(centre: int) -> None:
    pk = make_item(site_id=centre, barcode=" A1 ")
    assert queries.item_by_barcode("A1").id == pk
    assert stock(centre) == 1
    operations.withdraw_item(actor=TESTER, at=AT, item_id=pk, reason="破损")
    assert stock(centre) == 0
    assert queries.item(pk).state is ItemState.WITHDRAWN
    assert not [found for check in checks() for found in check.run()]


def test_a_barcode_is_one_item_and_the_refusal_counts_nothing(centre: int) -> None:
    make_item(site_id=centre, barcode="A1")
    with pytest.raises(public.BarcodeTaken):
        make_item(site_id=centre, barcode="A1")
    with pytest.raises(Invalid):
        make_item(site_id=centre, barcode="   ")
    assert (stock(centre), Item.objects.count()) == (1, 1)


def test_without_a_grant_nothing_is_done(centre: int) -> None:
    pk = make_item(site_id=centre)
    acts = [
        lambda: operations.create_record(actor=ANONYMOUS, at=AT, said=operations.Description(title="书")),
        lambda: editing.edit_record(actor=ANONYMOUS, at=AT, record_id=1, said=operations.Description(title="书")),
        lambda: make_item(site_id=centre, actor=ANONYMOUS),
        lambda: operations.edit_item(actor=ANONYMOUS, at=AT, item_id=pk, call_number="", shelf="", price_fen=None),
        lambda: operations.withdraw_item(actor=ANONYMOUS, at=AT, item_id=pk, reason="x"),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert (stock(centre), Item.objects.count()) == (1, 1)


def test_a_lent_item_is_not_withdrawn(centre: int, all_lent: None) -> None:
    pk = make_item(site_id=centre)
    with pytest.raises(public.ItemIsOut):
        operations.withdraw_item(actor=TESTER, at=AT, item_id=pk, reason="破损")
    assert stock(centre) == 1


def test_the_whole_grid_of_moves(centre: int) -> None:
    for state in ItemState:
        for move in ItemMove:
            expected = states.MOVES.get((state, move))
            item = Item.objects.get(pk=make_item(site_id=centre))
            item.state, item.withdrawn_at = state, AT if state is ItemState.WITHDRAWN else None
            item.save()
            more = {"withdrawn_at": AT} if move is ItemMove.WITHDRAW else {}
            if expected is None:
                with pytest.raises(Conflict):
                    operations._move(item, move, **more)
            else:
                operations._move(item, move, **more)
                assert Item.objects.get(pk=item.pk).state == expected


def test_the_database_refuses_a_withdrawn_item_without_its_day(centre: int) -> None:
    pk = make_item(site_id=centre)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=pk).update(state="withdrawn")


def test_where_an_item_is_changes_and_where_it_belongs_stays(centre: int, estuary: int) -> None:
    pk = make_item(site_id=centre)
    operations.move_item(pk, to_site_id=estuary, actor=TESTER, at=AT)
    assert (queries.item(pk).site_id, queries.item(pk).home_site_id) == (estuary, centre)
    assert (stock(centre), stock(estuary)) == (1, 0)


def test_the_doctor_sees_an_item_that_no_fact_knows(centre: int) -> None:
    make_item(site_id=centre)
    Item.objects.create(
        barcode="X", record_id=make_record(), home_site_id=centre, site_id=centre, accessioned_at=LONG_AGO
    )
    assert [found for check in checks() if check.code == "catalogue.stock" for found in check.run()]


@pytest.mark.parametrize("n", [1, 3])
def test_lists_take_a_fixed_number_of_queries(n: int, centre: int, django_assert_num_queries: object) -> None:
    ids = [make_record(f"书{i}") for i in range(n)]
    for pk in ids:
        make_item(site_id=centre, record_id=pk)
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert len(queries.find_records()) == n
    with django_assert_num_queries(2):  # type: ignore[operator]
        queries.record_lines(ids)
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.items_of(ids[0])


def test_records_for_tests_are_whole() -> None:
    assert cnmarc().first("200", "a")
