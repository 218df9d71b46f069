"""Reviewer mode and open figures: read-only, limited, revocable, proved by the standalone script; only what is public is open."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from shushan.audit import public as audit
from shushan.figures import public as figures
from shushan.figures import verify_rows
from shushan.figures.tests.make import ring
from shushan.indicators import public as indicators
from shushan.indicators.review.models import ReviewLink
from shushan.indicators.tests.make import (
    AT,
    DIRECTOR,
    approved,
    checked,
    make_site,
    may,
    month,
    person,
    signed,
)
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.people.tests.make import make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db
YEAR = {"since": date(2020, 1, 1), "until": date(2021, 1, 1)}


@pytest.fixture(autouse=True)
def north() -> figures.SiteName:
    site = figures.SiteName(make_site("N", name="北馆"), "N", "", "", date(2020, 3, 23))
    ring(5, site=site, on=date(2020, 5, 3))
    ring(2, site=site, on=date(2020, 4, 3))
    return site


def _link(*, with_rows: bool = False, days: int = 14, at=AT) -> str:  # type: ignore[no-untyped-def]
    return indicators.make_link(actor=DIRECTOR, at=at, label="督查组", days=days, with_rows=with_rows, **YEAR)[1]


def test_a_link_needs_its_grant_a_name_days_and_a_period() -> None:
    with pytest.raises(NotAllowed):
        indicators.make_link(actor=person(1, "indicators.see-values"), at=AT, label="x", days=3, **YEAR)
    for wrong in ({"label": " "}, {"days": 0}, {"days": 400}, {"until": date(2020, 1, 1)}):
        with pytest.raises(Invalid):
            indicators.make_link(**({"actor": DIRECTOR, "at": AT, "label": "x", "days": 3} | YEAR | wrong))  # type: ignore[arg-type]


def test_a_link_ends_by_time_and_by_hand_and_its_token_is_kept_nowhere() -> None:
    token = _link(days=2)
    assert token not in str(ReviewLink.objects.values())
    assert indicators.open_link(token=token, at=AT + timedelta(days=1)).opened == 0
    assert indicators.links()[0].opened == 1
    for over in (token + "x", ""):
        with pytest.raises(indicators.LinkOver):
            indicators.open_link(token=over, at=AT)
    with pytest.raises(indicators.LinkOver):
        indicators.open_link(token=token, at=AT + timedelta(days=2))
    indicators.revoke_link(actor=DIRECTOR, at=AT, link_id=indicators.links()[0].id)
    with pytest.raises(indicators.LinkOver):
        indicators.open_link(token=token, at=AT)
    with pytest.raises(Conflict):
        indicators.revoke_link(actor=DIRECTOR, at=AT, link_id=indicators.links()[0].id)


def _now_link(*, with_rows: bool) -> str:
    from shushan.kernel.clock import now

    return _link(with_rows=with_rows, at=now())


def test_an_inspector_sees_what_was_signed_and_proves_it_without_this_software(tmp_path: Path) -> None:
    made, draft = signed(), checked(month("TEST01", 2020, 4))
    token, stranger = _now_link(with_rows=True), Client()
    page = stranger.get(reverse("indicators:review", args=[token]))
    text = page.content.decode()
    assert "铃声" in text and "2020-05" in text and "2020-04" not in text
    assert page.headers["Cache-Control"] == "no-store" and page.headers["Referrer-Policy"] == "no-referrer"
    one = stranger.get(reverse("indicators:review-value", args=[token, made])).content.decode()
    assert "test.bell-rung" in one and "北馆" in one
    assert stranger.get(reverse("indicators:review-value", args=[token, draft])).status_code == 404
    answer = stranger.get(reverse("indicators:review-rows", args=[token, made]))
    file = tmp_path / "rows.csv"
    file.write_bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    listed = stranger.get(reverse("indicators:review-digests", args=[token]))
    body = (b"".join(listed.streaming_content) if listed.streaming else listed.content).decode("utf-8-sig")
    [row] = list(csv.DictReader(io.StringIO(body)))
    assert (row["value_id"], row["number"], row["records"], row["units"]) == (str(made), "5", "1", "")
    script = [sys.executable, "-I", verify_rows.__file__, str(file), "--digest", row["digest"]]
    assert subprocess.run(script, capture_output=True, check=False).returncode == 0
    file.write_text(file.read_text(encoding="utf-8-sig").replace(",5,", ",6,", 1), encoding="utf-8")
    assert subprocess.run(script, capture_output=True, check=False).returncode == 1
    assert {look.act for look in audit.looks()} >= {"indicators.review", "indicators.let-review"}


def test_without_rows_a_link_gives_none() -> None:
    made, token, stranger = signed(), _now_link(with_rows=False), Client()
    page = stranger.get(reverse("indicators:review-value", args=[token, made])).content.decode()
    assert "test.bell-rung" not in page and "核对码" in page
    assert stranger.get(reverse("indicators:review-rows", args=[token, made])).status_code == 404
    assert stranger.get(reverse("indicators:review", args=["forged"])).status_code == 403
    assert stranger.post(reverse("indicators:review", args=[token])).status_code == 405
    reopening = signed(indicators.Asked("TEST01", indicators.PeriodKind.REOPENING, date(2020, 6, 1)))
    for since, seen in ((date(2020, 3, 23), {made, reopening}), (date(2020, 4, 1), {made}), (date(2020, 5, 2), set())):
        said = {"label": "x", "days": 3, "since": since, "until": date(2020, 6, 1)}
        _id, token = indicators.make_link(actor=DIRECTOR, at=AT, **said)
        shown = indicators.values_of(indicators.open_link(token=token, at=AT))
        assert {one.id for one in shown} == seen, "a period that began before the link's first day is not inside"


def test_the_director_makes_a_link_that_is_shown_once_and_revokes_it() -> None:
    without_second_factor()
    director = Client()
    director.force_login(make_user(make_staff("director")))
    manage = reverse("indicators:review-links")
    said = {"label": "市督查组", "since": "2020-01-01", "last": "2020-12-31", "days": "7", "with_rows": "on"}
    assert director.post(manage, said | {"days": "365"}).status_code == 422
    page = director.post(manage, said).content.decode()
    [address] = re.findall(r"http://testserver(/review/[^<]+)", page)
    assert Client().get(address).status_code == 200
    assert address not in director.get(manage).content.decode()
    [link] = indicators.links()
    director.post(reverse("indicators:review-revocation", args=[link.id]))
    assert Client().get(address).status_code == 403


def test_only_published_values_are_open() -> None:
    made, hidden = approved(), approved(month("TEST01", 2020, 4))
    indicators.publish_value(actor=DIRECTOR, at=AT, value_id=made, is_public=True)
    stranger = Client()
    answer = stranger.get(reverse("indicators:open-json"))
    [one] = answer.json()["figures"]
    assert (one["id"], one["number"], one["code"], one["state"]) == (made, 5, "TEST01", "approved")
    assert answer.headers["Access-Control-Allow-Origin"] == "*" and one["digest"]
    assert stranger.get(reverse("indicators:open-json") + "?code=V01").json() == {"figures": []}
    table = stranger.get(reverse("indicators:open-csv"))
    body = (b"".join(table.streaming_content) if table.streaming else table.content).decode("utf-8-sig")
    assert [row["id"] for row in csv.DictReader(io.StringIO(body))] == [str(made)]
    card = stranger.get(reverse("indicators:open-card", args=[made]))
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"] and "X-Frame-Options" not in card.headers
    assert "铃声" in card.content.decode()
    assert stranger.get(reverse("indicators:open-card", args=[hidden])).status_code == 404
    assert may().key
