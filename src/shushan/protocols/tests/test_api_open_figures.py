"""Open figures at the API: what was published, with its receipts; nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shushan.figures import public as figures
from shushan.figures.tests.make import ring
from shushan.indicators import public as indicators
from shushan.indicators.tests.make import AT, DIRECTOR, approved, make_site, month

pytestmark = pytest.mark.django_db


def _published(code: str = "TEST01", number: int = 5) -> int:
    made = approved(month(code, 2020, number))
    indicators.publish_value(actor=DIRECTOR, at=AT, value_id=made, is_public=True)
    return made


@pytest.fixture(autouse=True)
def north() -> None:
    site = figures.SiteName(make_site("N", name="北馆"), "N", "", "", date(2020, 3, 23))
    for n in (3, 4, 5):
        ring(n, site=site, on=date(2020, n, 3))


def test_a_published_value_is_told_with_its_receipt_and_a_hidden_one_is_not() -> None:
    shown, hidden = _published(), approved(month("TEST01", 2020, 4))
    told = Client().get("/api/v1/open-figures").json()
    assert told["total"] == 1
    [one] = told["figures"]
    line = indicators.value(shown)
    assert (one["id"], one["number"], one["receipt"]["records"]) == (shown, "5", 1)
    assert one["receipt"]["digest"] == line.receipt.digest  # type: ignore[union-attr]
    assert one["card"].endswith(reverse("indicators:open-card", args=[shown]))
    assert Client().get(one["card"].removeprefix("http://testserver")).status_code == 200
    assert Client().get(f"/api/v1/open-figures/{shown}").json() == one
    assert Client().get(f"/api/v1/open-figures/{shown}/receipts").json() == [one["receipt"]]
    for path in (f"{hidden}", f"{hidden}/receipts", "999999"):
        answer = Client().get(f"/api/v1/open-figures/{path}")
        assert answer.status_code == 404
        assert "数值" in answer.json()["message"]
    assert Client().get("/api/v1/open-figures?code=V01").json()["total"] == 0
    assert Client().get("/api/v1/open-figures?page=0").status_code == 422


def test_the_csv_says_the_same() -> None:
    shown = _published()
    answer = Client().get("/api/v1/open-figures.csv?code=TEST01")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    [line] = csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
    assert (line["id"], line["number"], line["state"]) == (str(shown), "5", "approved")


def test_what_was_withdrawn_from_the_public_is_gone_at_once() -> None:
    shown = _published()
    indicators.publish_value(actor=DIRECTOR, at=AT, value_id=shown, is_public=False)
    assert Client().get("/api/v1/open-figures").json()["figures"] == []


def test_three_figures_cost_as_many_queries_as_one(
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    _published()
    Client().get("/api/v1/open-figures")
    with django_assert_max_num_queries(20) as one:
        Client().get("/api/v1/open-figures")
    _published(number=3)
    _published(number=4)
    with django_assert_max_num_queries(20) as three:
        assert Client().get("/api/v1/open-figures").json()["total"] == 3
    assert len(one) == len(three)
