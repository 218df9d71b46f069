"""What changed since, for systems that keep a copy; and the head of every public door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shushan.adapters.tantivy_engine import TantivyEngine
from shushan.catalogue.suppressing import suppress
from shushan.circulation.tests.make import make_item, make_loan, make_site
from shushan.kernel.actor import system
from shushan.ledger import public as ledger
from shushan.people.tests.make import make_reader
from shushan.protocols.tests.callers import Caller
from shushan.search import ports
from shushan.search.public import index_some, rebuild

pytestmark = pytest.mark.django_db
SYSTEM = system("test")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Offer a site, and an index of its own."""
    made = TantivyEngine(tmp_path / "index")
    monkeypatch.setattr(ports, "_engine", [made])
    rebuild()
    yield make_site()
    made.close()


def _index() -> None:
    while ledger.deliver_some(at=timezone.now()):
        pass
    while index_some():
        pass


def _told(query: str = "") -> dict[str, Any]:
    status, told = Caller().get(f"changes{query}")
    assert status == 200
    return told  # type: ignore[no-any-return]


def test_changes_come_once_each_in_their_order(site: int) -> None:
    begin = _told()
    assert (begin["changes"], begin["more"]) == ([], False)
    one, two = make_item(site_id=site, title="边城"), make_item(site_id=site, title="长河")
    assert _told(f"?after={begin['next']}")["changes"] == []  # nobody is told before it can be found
    _index()
    told = _told(f"?after={begin['next']}")
    assert [(c["record"], c["is_gone"]) for c in told["changes"]] == [(one.record_id, False), (two.record_id, False)]
    assert [c["number"] for c in told["changes"]] == sorted({c["number"] for c in told["changes"]})
    assert told["next"] == told["changes"][-1]["number"]
    assert _told(f"?after={told['next']}") == {"changes": [], "next": told["next"], "more": False}
    first = _told(f"?after={begin['next']}&limit=1")
    assert (len(first["changes"]), first["more"]) == (1, True)


def test_a_loan_and_its_return_say_that_a_record_changed_and_nothing_of_the_reader(site: int) -> None:
    reader = make_reader(site_id=site, at=timezone.now() - timedelta(days=30))
    item, other = make_item(site_id=site, title="边城"), make_item(site_id=site, title="长河")
    _index()
    begin = _told()["next"]
    make_loan(item_id=item.id, reader_id=reader.id, site_id=site, at=timezone.now())
    _index()
    (change,) = _told(f"?after={begin}")["changes"]
    assert change["record"] == item.record_id
    assert set(change) == {"number", "record", "at", "is_gone"}
    suppress(actor=SYSTEM, at=timezone.now(), record_id=other.record_id)
    _index()
    told = _told(f"?after={begin}")["changes"]
    assert [(c["record"], c["is_gone"]) for c in told] == [(item.record_id, False), (other.record_id, True)]


def test_what_a_rebuilt_index_took_is_told_as_well(site: int) -> None:
    begin = _told()["next"]
    item = make_item(site_id=site, title="边城")
    rebuild()
    _index()
    assert [c["record"] for c in _told(f"?after={begin}")["changes"]] == [item.record_id]


def test_changes_cost_as_many_queries_for_three_as_for_one(site: int) -> None:
    counts = []
    for size in (1, 3):
        begin = _told()["next"]
        for n in range(size):
            make_item(site_id=site, title=f"边城之{size}{n}")
        _index()
        with CaptureQueriesContext(connection) as asked:
            assert len(_told(f"?after={begin}")["changes"]) == size
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "query", ["?after=-1", "?after=x", "?after=1&limit=501", "?after=1&limit=0", "?after=99999999999999999999"]
)
def test_a_cursor_that_is_none_is_refused(site: int, query: str) -> None:
    status, told = Caller().get(f"changes{query}")
    assert (status, told["code"]) == (422, "invalid")


def test_the_head_of_a_public_door_says_what_its_answer_would(site: int) -> None:
    item = make_item(site_id=site, title="边城")
    _index()
    record = f"records/{item.record_id}"
    doors = [
        record, f"{record}.mrc", f"{record}/items", f"{record}/availability", f"items/{item.barcode}", "sites",
        f"availability?record={item.record_id}", "search?q=biancheng", "articles", "changes", "openapi.json", "records/999999999",
    ]  # fmt: skip
    for door in doors:
        whole, bare = Caller().ask("GET", door), Caller().ask("HEAD", door)
        assert bare.status_code == whole.status_code, door
        assert bare.content == b"", door
        assert bare.headers["Content-Length"] == str(len(whole.content)), door
        for name in ("Content-Type", "ETag", "Cache-Control", "Content-Language", "Vary"):
            assert bare.headers.get(name) == whole.headers.get(name), (door, name)
    tag = Caller().ask("HEAD", record).headers["ETag"]
    assert Caller().ask("HEAD", record, If_None_Match=tag).status_code == 304


def test_a_door_that_cannot_be_read_has_no_head(site: int) -> None:
    refused = Caller().ask("HEAD", "loans")
    assert (refused.status_code, refused.content) == (405, b"")
    assert "HEAD" not in refused.headers["Allow"]
    assert "HEAD" in Caller().ask("POST", "sites").headers["Allow"]
    assert json.loads(Caller().ask("POST", "sites").content)["code"] == "wrong-method"
