"""Card and rows as pages: a fixed number of queries, refusals beside their field, rows only for staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from shushan.figures import ports
from shushan.figures.tests.make import ring, use_three_sites

pytestmark = pytest.mark.django_db
SCOPE = "?period=reopening&until=2020-06-30"


@pytest.fixture(autouse=True)
def three_sites() -> Iterator[None]:
    before = use_three_sites()
    yield
    ports._sites[:] = before


def test_a_card_asks_as_often_for_three_rows_as_for_one(client: Client, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ring(2)
    client.get(f"/figures/TEST01/{SCOPE}")  # what is kept after the first page
    with CaptureQueriesContext(connection) as once:
        assert client.get(f"/figures/TEST01/{SCOPE}").context["card"].value.quantity == 2
    ring(3)
    ring(4, on=date(2020, 4, 1))
    with django_assert_num_queries(len(once)):
        assert client.get(f"/figures/TEST01/{SCOPE}").context["card"].value.quantity == 9


def test_the_public_sees_days_and_no_rows(client: Client) -> None:
    ring(2)
    page = client.get(f"/figures/TEST01/rows/{SCOPE}")
    assert page.context["days"] == [(date(2020, 5, 1), 2)]
    assert "rows" not in page.context
    assert client.get(f"/figures/TEST01/rows.csv{SCOPE}").status_code == 403


def test_what_cannot_be_taken_is_said_beside_its_field(client: Client) -> None:
    page = client.get("/figures/TEST01/?period=month&month=May")
    assert (page.status_code, page.context["form"].error_field) == (422, "month")
    assert client.get("/figures/NONE/").status_code == 404
