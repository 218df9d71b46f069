"""A scope is read from the address, and what cannot be taken is said with its field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict

from shushan.figures import ports
from shushan.figures.tests.make import use_three_sites
from shushan.figures.web.scopes import read
from shushan.kernel.errors import Invalid

AT = datetime(2020, 7, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def three_sites() -> Iterator[None]:
    before = use_three_sites()
    yield
    ports._sites[:] = before


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ("", None, date(2020, 7, 2)),
        ("period=day&day=2020-05-01", date(2020, 5, 1), date(2020, 5, 2)),
        ("period=month&month=2020-02", date(2020, 2, 1), date(2020, 3, 1)),
        ("period=quarter&quarter=2020-Q2", date(2020, 4, 1), date(2020, 7, 1)),
        ("period=year&year=2020", date(2020, 1, 1), date(2021, 1, 1)),
        ("period=range&since=2020-03-23&until=2020-06-30", date(2020, 3, 23), date(2020, 7, 1)),
        ("period=nonsense", None, date(2020, 7, 2)),
    ],
)
def test_periods_in_the_address(query: str, since: date | None, until: date) -> None:
    scope, _form = read(QueryDict(query), AT)
    assert (scope.since, scope.until) == (since, until)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("period=day&day=yesterday", "day"),
        ("period=month&month=2020-13", "month"),
        ("period=quarter&quarter=5", "quarter"),
        ("period=year&year=20", "year"),
        ("period=range&since=2020-02-30", "since"),
        ("site=Z", "site"),
        ("known=tomorrow", "known"),
    ],
)
def test_what_cannot_be_taken_is_named(query: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(QueryDict(query), AT)
    assert refused.value.field == field
    assert refused.value.remedy


def test_sites_and_knowledge_in_the_address() -> None:
    scope, form = read(QueryDict("site=N&site=S&known=2020-07-01"), AT)
    assert scope.site_ids == (1, 2)
    assert scope.known_at is not None
    assert scope.known_at.isoformat() == "2020-07-02T00:00:00+08:00"
    assert form.sites == ("N", "S")
