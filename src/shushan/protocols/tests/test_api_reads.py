"""Public reads: search, records in four forms, copies and what can be had, sites, articles; cheap to ask again."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pymarc
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shushan.adapters.tantivy_engine import TantivyEngine
from shushan.catalogue import public as catalogue
from shushan.catalogue.suppressing import suppress
from shushan.circulation.tests.make import make_hold, make_item, make_loan, make_site
from shushan.kernel.actor import system
from shushan.newsroom import public as newsroom
from shushan.people.tests.make import make_reader
from shushan.protocols.tests.callers import Caller, make_application, make_token
from shushan.search import ports
from shushan.search.public import rebuild

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
RECENT = timezone.now() - timedelta(days=30)


@pytest.fixture
def site() -> int:
    return make_site()


def hide(record_id: int) -> None:
    suppress(actor=SYSTEM, at=timezone.now(), record_id=record_id)


def test_search_finds_in_pinyin_with_facets_and_pages(
    site: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "_engine", [TantivyEngine(tmp_path / "index")])
    for n in range(3):
        make_item(site_id=site, title=f"围城之{n}")
    hidden = make_item(site_id=site, title="围城密本")
    rebuild()
    hide(hidden.record_id)
    status, told = Caller().get("search?q=weicheng&limit=2")
    assert (status, told["total"], told["page"], told["limit"], len(told["results"])) == (200, 3, 1, 2, 2)
    assert told["results"][0]["kind"] == "record"
    assert told["results"][0]["author"] == "钱钟书"
    assert {facet["name"] for facet in told["facets"]} >= {"available"}
    rest = Caller().get("search?q=weicheng&limit=2&page=2")[1]["results"]
    assert len(rest) == 1
    assert not {one["id"] for one in rest} & {one["id"] for one in told["results"]}
    assert Caller().get("search?q=weicheng&site=C&available=in&clc=I")[1]["total"] == 3
    assert Caller().get("search?q=weicheng&clc=T")[1]["total"] == 0
    assert Caller(language="en").get("search?q=weicheng")[1]["facets"][0]["label"].isascii()


@pytest.mark.parametrize(
    "query", ["limit=51", "limit=0", "page=0", "page=501", "sort=best", "in=x", "available=out", "limit=x"]
)
def test_a_page_has_a_hard_end(query: str) -> None:
    status, told = Caller().get(f"search?{query}")
    assert (status, told["code"]) == (422, "invalid")
    assert told["errors"][0]["where"].startswith("query.")
    assert told["errors"][0]["message"]


def test_a_record_in_four_forms_by_suffix_and_by_accept(site: int) -> None:
    item = make_item(site_id=site)
    status, told = Caller().get(f"records/{item.record_id}")
    assert (status, told["title"], told["authors"], told["clc"]) == (200, "围城", ["钱钟书"], "I246.5")
    for accept, suffix, link in (
        ("application/marc", "mrc", "marc"), ("application/marcxml+xml", "xml", "marcxml"),
        ("application/marc-in-json", "marc.json", "marc_in_json"),
    ):  # fmt: skip
        by_accept = Caller().ask("GET", f"records/{item.record_id}", Accept=accept)
        by_suffix = Caller().ask("GET", f"records/{item.record_id}.{suffix}")
        assert by_accept.content == by_suffix.content
        assert by_accept.headers["Content-Type"] == by_suffix.headers["Content-Type"] == accept
        assert told["links"][link].endswith(f"/api/v1/records/{item.record_id}.{suffix}")
    [marc] = pymarc.MARCReader(Client().get(told["links"]["marc"]).content, to_unicode=True, force_utf8=True)
    assert "围城" in marc["200"]["a"]
    [read] = pymarc.JSONReader(Client().get(told["links"]["marc_in_json"]).content.decode())
    assert read["200"]["a"] == marc["200"]["a"]
    [other] = pymarc.parse_xml_to_array(io.BytesIO(Client().get(told["links"]["marcxml"]).content))
    assert other["200"]["a"] == marc["200"]["a"]
    assert Caller().get(f"records/{item.record_id}", Accept="text/turtle")[0] == 406
    assert Caller().get(f"records/{item.record_id}.pdf")[0] == 422
    assert (
        Caller().get(f"records/{item.record_id}", Accept="application/marc;q=0, application/json")[1]["id"]
        == item.record_id
    )


def test_a_hidden_record_is_at_no_door(site: int) -> None:
    item = make_item(site_id=site)
    hide(item.record_id)
    for path in ("", ".mrc", "/items", "/availability"):
        status, told = Caller().get(f"records/{item.record_id}{path}")
        assert (status, told["code"]) == (404, catalogue.NoSuchRecord.code), path
    assert Caller().get(f"items/{item.barcode}")[0] == 404
    assert Caller().get(f"availability?record={item.record_id}") == (200, [])


def test_copies_and_what_can_be_had_at_this_moment(site: int) -> None:
    other = make_site("H", "河口馆区")
    item, reader = make_item(site_id=site), make_reader(site_id=site, at=RECENT)
    second = catalogue.add_item(
        actor=SYSTEM, at=timezone.now(), record_id=item.record_id, barcode="X1", site_id=other, call_number="I246.5/x"
    )
    path = f"records/{item.record_id}"
    assert Caller().get(f"{path}/availability")[1]["available"] == 2
    loan = make_loan(item_id=item.id, reader_id=reader.id, site_id=site, at=timezone.now())
    waiting = make_reader(site_id=site, name="钱二", at=RECENT)
    make_hold(waiting.id, item, site, at=timezone.now(), item_id=item.id)
    told = Caller(language="en").get(f"{path}/availability")[1]
    assert (told["copies"], told["available"], told["holds"]) == (2, 1, 1)
    here, there = told["sites"]
    assert (here["site"], here["copies"], here["available"], here["out"]) == ("C", 1, 0, 1)
    assert here["next_due_at"] == loan.due_at.astimezone(timezone.get_default_timezone()).isoformat()
    assert (there["site"], there["name"], there["available"], there["next_due_at"]) == ("H", "H", 1, None)
    lines = {one["barcode"]: one for one in Caller().get(f"{path}/items")[1]}
    assert (lines[item.barcode]["status"], lines["X1"]["status"]) == ("out", "in")
    assert Caller().get("items/X1")[1]["home_site"] == "H"
    catalogue.withdraw_item(actor=SYSTEM, at=timezone.now(), item_id=second, reason="worn")
    assert [one["barcode"] for one in Caller().get(f"{path}/items")[1]] == [item.barcode]
    assert "钱" not in json.dumps([told, lines], ensure_ascii=False), "nobody is named"


def test_availability_of_many_costs_the_same_and_has_a_hard_end(site: int) -> None:
    ids, counts = [make_item(site_id=site).record_id for _n in range(3)], []
    for n in (1, 3):
        path = "availability?" + "&".join(f"record={pk}" for pk in ids[:n])
        Caller().get(path)
        with CaptureQueriesContext(connection) as asked:
            told = Caller().get(path)[1]
        assert [one["record"] for one in told] == ids[:n]
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert Caller().get("availability?" + "&".join(f"record={n}" for n in range(1, 52)))[0] == 422
    assert Caller().get("availability")[0] == 422


def test_sites_say_whether_they_are_open_and_how_full(site: int) -> None:
    [told] = Caller(language="en").get("sites")[1]
    assert (told["code"], told["name"], told["entered_today"], told["inside"]) == ("C", "中心馆", 0, 0)
    whole = Caller().get("sites/C")[1]
    assert [one["weekday"] for one in whole["week"]] == [1, 2, 3, 4, 5, 6, 7]
    assert Caller().get("sites/Z")[0] == 404


def test_articles_are_paged_by_a_cursor() -> None:
    home = newsroom.ensure_home(title="首页", greeting="", greeting_en="")
    for n in range(3):
        newsroom.add_article(home, title=f"第{n}篇", title_en="", slug=f"a{n}", published_on=date(2020, 6, n + 1))
    first = Caller().get("articles?limit=2")[1]
    assert [one["title"] for one in first["articles"]] == ["第2篇", "第1篇"]
    last = Caller().get(f"articles?limit=2&after={first['next']}")[1]
    assert ([one["title"] for one in last["articles"]], last["next"]) == (["第0篇"], "")
    assert len(Caller().get("articles?after=9999-99-99.1")[1]["articles"]) == 3


def test_what_has_not_changed_is_not_sent_again(site: int) -> None:
    item = make_item(site_id=site)
    first = Caller().ask("GET", f"records/{item.record_id}")
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"
    again = Caller().ask("GET", f"records/{item.record_id}", If_None_Match=f'"x", W/{tag}')
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    catalogue.edit_record(
        actor=SYSTEM, at=timezone.now(), record_id=item.record_id, said=catalogue.Description(title="围城（修订）")
    )
    assert Caller().ask("GET", f"records/{item.record_id}", If_None_Match=tag).status_code == 200


def test_a_refusal_speaks_the_language_that_was_asked_for() -> None:
    chinese, english = Caller().get("records/1"), Caller(language="fr, en-GB;q=0.8, zh;q=0.5").get("records/1")
    assert chinese[1]["title"] == "没有这条书目"
    assert english[1]["title"].isascii()
    for _status, told in (chinese, english):
        assert told["status"] == 404
        assert told["type"] == "/developers/#catalogue.no-such-record"
    answer = Caller(language="en").ask("GET", "records/1")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Content-Language"] == "en"
    assert "Accept-Language" in answer.headers["Vary"]


def test_only_pages_of_registered_origins_may_read_an_answer() -> None:
    mine = make_application(origins=("https://app.example.org",))
    make_application("别的", origins=("https://other.example.org",))
    secret = make_token(mine).secret
    assert (
        Caller().ask("GET", "sites", Origin="https://app.example.org").headers["Access-Control-Allow-Origin"]
        == "https://app.example.org"
    )
    assert "Access-Control-Allow-Origin" not in Caller().ask("GET", "sites", Origin="https://evil.example").headers
    assert (
        "Access-Control-Allow-Origin"
        not in Caller(secret).ask("GET", "sites", Origin="https://other.example.org").headers
    )
    before = Caller().ask("OPTIONS", "me/holds", Origin="https://app.example.org", Access_Control_Request_Method="POST")
    assert before.status_code == 204
    assert "Idempotency-Key" in before.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in before.headers
    refused = Caller().ask("OPTIONS", "me/holds", Origin="https://evil.example", Access_Control_Request_Method="POST")
    assert "Access-Control-Allow-Methods" not in refused.headers


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "nothing/here", 404, "no-such-door"),
        ("POST", "sites", 405, "wrong-method"),
        ("PUT", "me/holds", 405, "wrong-method"),
    ],
)
def test_what_is_no_door_is_told_as_a_problem(method: str, path: str, status: int, code: str) -> None:
    answer = Caller().ask(method, path)
    assert (answer.status_code, json.loads(answer.content)["code"]) == (status, code)


def test_a_body_that_is_too_large_or_no_json_is_refused() -> None:
    said: dict[str, Any] = {"content_type": "application/json"}
    large = Client().post("/api/v1/loans", "x" * 300_000, **said)
    assert (large.status_code, large.json()["code"]) == (413, "too-large")
    from shushan.people import public as people

    device = people.make_device(actor=SYSTEM, at=timezone.now(), name="k", kind="kiosk", site_id=make_site())
    for body in ("{", b"\xff\xfe", "[]", '"x"', "null"):
        answer = Client().post("/api/v1/loans", body, headers={"Authorization": f"Bearer {device.token}"}, **said)
        assert answer.status_code in (400, 422), body
        assert answer.headers["Content-Type"] == "application/problem+json"
