"""The file of a figure's rows, as staff take it away: it adds up to the value.

It stands at the edge and not with the figures, because signing in needs the people above them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from shushan.figures import ports
from shushan.figures.tests.make import NORTH, SYSTEM, ring, use_three_sites
from shushan.ledger import public as ledger
from shushan.people.tests.make import LONG_AGO, make_staff, make_user, without_second_factor
from shushan.places.tests.make import make_site

pytestmark = pytest.mark.django_db
SCOPE = "?period=reopening&until=2020-06-30"


@pytest.fixture(autouse=True)
def three_sites() -> Iterator[None]:
    before = use_three_sites()
    yield
    ports._sites[:] = before


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


def test_who_may_see_rows_of_one_site_sees_no_other(client: Client) -> None:
    north = make_site("N", "北馆")
    ring(2)
    without_second_factor()
    client.force_login(make_user(person_id=make_staff("desk-lead", site_id=north)))
    assert client.get(f"/figures/TEST01/rows.csv{SCOPE}").status_code == 403
    assert "figures/days.html" in [t.name for t in client.get(f"/figures/TEST01/rows/{SCOPE}").templates]
    own = client.get(f"/figures/TEST01/rows.csv{SCOPE}&site=N")
    assert (own.status_code == 200) == (north == NORTH.id)
