"""For every claim that holds: one record more or less, and it falls short."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from shushan.circulation.events import ItemLent, ItemReturned, LoanRenewed
from shushan.claims.checks import ARTICLE, CHECKS
from shushan.claims.public import State, answer, claim, claims
from shushan.kernel.actor import system
from shushan.ledger import public as ledger
from shushan.newsroom.models import ArticlePage
from shushan.newsroom.pages import add_article, ensure_home
from shushan.places import public as places
from shushan.visits.events import Visited

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
AT = datetime(2020, 7, 1, 4, tzinfo=UTC)
IN_MAY = datetime(2020, 5, 6, 4, tzinfo=UTC)


@pytest.fixture
def sites() -> list[int]:
    days = (("C", date(2020, 3, 23)), ("H", date(2020, 3, 28)), ("Y", date(2020, 3, 28)))
    return [places.open_site(actor=SYSTEM, at=AT, code=c, name=c, reopened_on=day) for c, day in days]


def _visits(n: int, site: int, at: datetime = IN_MAY) -> int:
    event = Visited(site_id=site, quantity=n, way="csv", hour=12)
    return ledger.record(event, actor=SYSTEM, subject="visits.reading:1", at=at)


def _state(claim_id: str) -> State:
    return answer(claim(claim_id), AT).state


def test_the_table_is_whole_and_bilingual() -> None:
    table = claims()
    assert [one.id for one in table] == [f"C{n:02d}" for n in range(1, 69)]
    assert all(one.quote and one.quote_en for one in table)
    assert set(CHECKS) <= {one.id for one in table}
    assert _state("C09") is State.NOT_YET


def test_c04_visits_one_more_or_one_reversed_falls_short(sites: list[int]) -> None:
    assert _state("C04") is State.FALLS_SHORT
    expected = int(claim("C04").value)
    _visits(expected - 5, sites[0])
    last = _visits(5, sites[1])
    assert _state("C04") is State.HOLDS
    ledger.seal_all(at=AT)
    _visits(1, sites[2])
    assert _state("C04") is State.FALLS_SHORT
    ledger.reverse(last, actor=SYSTEM, reason="误记", at=AT)
    assert _state("C04") is State.FALLS_SHORT


def test_c04_a_visit_before_a_sites_own_reopening_or_on_the_reports_day_does_not_count(sites: list[int]) -> None:
    _visits(int(claim("C04").value), sites[0])
    _visits(40, sites[1], datetime(2020, 3, 25, 4, tzinfo=UTC))
    _visits(40, sites[0], AT)
    assert _state("C04") is State.HOLDS


def test_c05_issues_and_returns_count_renewals_do_not(sites: list[int]) -> None:
    expected = int(claim("C05").value)
    lent = ItemLent(site_id=sites[0], category="adult", quantity=expected // 2)
    ledger.record(lent, actor=SYSTEM, subject="circulation.loan:1", at=IN_MAY)
    back = ItemReturned(site_id=sites[1], category="adult", quantity=expected - expected // 2)
    ledger.record(back, actor=SYSTEM, subject="circulation.loan:1", at=IN_MAY + timedelta(days=3))
    ledger.record(
        LoanRenewed(site_id=sites[0], category="adult"), actor=SYSTEM, subject="circulation.loan:1", at=IN_MAY
    )
    assert _state("C05") is State.HOLDS
    ledger.record(ItemLent(site_id=sites[0], category="child"), actor=SYSTEM, subject="circulation.loan:2", at=IN_MAY)
    assert _state("C05") is State.FALLS_SHORT


def test_c06_a_site_with_another_first_day_falls_short(sites: list[int]) -> None:
    assert _state("C06") is State.HOLDS
    places.edit_site(actor=SYSTEM, at=AT, site_id=sites[1], name="H", reopened_on=date(2020, 3, 30))
    assert _state("C06") is State.FALLS_SHORT


def test_c01_an_article_of_another_day_or_none_falls_short() -> None:
    assert _state("C01") is State.FALLS_SHORT
    add_article(ensure_home(), slug=ARTICLE, title="报告", title_en="Report", published_on=date(2020, 7, 1))
    assert _state("C01") is State.HOLDS
    ArticlePage.objects.update(published_on=date(2020, 7, 2))
    assert _state("C01") is State.FALLS_SHORT
