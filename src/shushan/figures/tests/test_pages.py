"""Card, rows and CSV as pages: the same number everywhere, a fixed number of queries, rows only for staff."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from shushan.figures import ports
from shushan.figures.tests.make import SYSTEM, ring, use_three_sites
from shushan.ledger import public as ledger
from shushan.people.tests.make import LONG_AGO, make_staff, make_user, without_second_factor

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


def test_the_file_adds_up_to_the_value_with_both_sides_of_a_reversal(client: Client) -> None:
    ring(2)
    wrong = ring(50)
    ledger.reverse(wrong, actor=SYSTEM, reason="误报", at=LONG_AGO.replace(year=2020, month=6))
    person = make_staff("inspector")
    user = make_user(person_id=person)
    without_second_factor()
    client.force_login(user)
    answer = client.get(f"/figures/TEST01/rows.csv{SCOPE}")
    assert isinstance(answer, StreamingHttpResponse)
    text = answer.getvalue().decode("utf-8-sig")
    quantities = [int(line["quantity"]) for line in csv.DictReader(io.StringIO(text))]
    assert (sorted(quantities), sum(quantities)) == ([-50, 2, 50], 2)
