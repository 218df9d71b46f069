"""Loans follow their reader when two readers are merged, and come back when it is undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps

from shushan.circulation import public as circulation
from shushan.circulation.models import HistoryWish, Loan
from shushan.circulation.moving_over import _columns
from shushan.circulation.tests.make import make_item, make_loan
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.people.queries.doubles import side
from shushan.people.tests.make import TESTER, make_reader
from shushan.places import public as places

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> int:
    """Return a site."""
    return places.open_site(actor=TESTER, at=now(), code="C", name="中心馆")


def test_open_and_returned_loans_follow_and_come_back(here: int) -> None:
    at = now()
    kept = make_reader(site_id=here, at=at - timedelta(days=10))
    gone = make_reader(site_id=here, name="李小曼", at=at - timedelta(days=10))
    out = make_loan(item_id=make_item(site_id=here).id, reader_id=gone.id, site_id=here)
    back = make_loan(item_id=make_item(site_id=here).id, reader_id=gone.id, site_id=here)
    circulation.return_item(actor=TESTER, at=now(), item_id=back.item_id, site_id=here)
    HistoryWish.objects.create(reader_id=gone.id, since=at)
    counts = {str(words): n for words, n in side(gone.id, at=at).rooms}
    assert counts["在借"] == 1 and counts["已还、仍留名的借阅"] == 1
    merge_id = people.merge_readers(actor=TESTER, at=now(), kept_id=kept.id, gone_id=gone.id)
    assert set(Loan.objects.values_list("reader", flat=True)) == {kept.id}
    assert circulation.count_open(kept.id) == 1 and not HistoryWish.objects.filter(reader=gone.id).exists()
    new = make_loan(item_id=make_item(site_id=here).id, reader_id=kept.id, site_id=here)
    people.undo_merge(actor=TESTER, at=now(), merge_id=merge_id)
    owners = dict(Loan.objects.values_list("pk", "reader"))
    assert owners == {out.loan_id: gone.id, back.loan_id: gone.id, new.loan_id: kept.id}


def test_every_column_of_this_room_that_names_a_reader_goes_over() -> None:
    named = {(model.__name__, column) for model, column in _columns()}
    expected = {
        (model.__name__, field.attname)
        for model in apps.get_app_config("circulation").get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model._meta.label == "people.Reader"
    }
    assert named == expected and ("Loan", "reader_id") in named


def test_no_other_room_keeps_rows_about_a_reader_without_saying_how_they_follow() -> None:
    rooms = {
        model._meta.app_label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete
        and field.is_relation
        and field.related_model
        and field.related_model._meta.label == "people.Reader"
    }
    from shushan.people.ports import movers

    assert rooms - {"people"} <= set(movers())
