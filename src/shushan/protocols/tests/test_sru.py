"""SRU: clients that we did not write search a running server; every wrong question gets its diagnostic."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client

from shushan.adapters.tantivy_engine import TantivyEngine
from shushan.catalogue.marc import iso2709
from shushan.catalogue.models import BibRecord
from shushan.catalogue.tests.make import do_import, make_record
from shushan.catalogue.tests.records import cnmarc, marc21
from shushan.cli.testing import ensure_yaz
from shushan.places.tests.make import make_site
from shushan.protocols.sru import seeking, views
from shushan.search import ports
from shushan.search import public as search

pytestmark = pytest.mark.django_db(transaction=True)
ZS = "{http://www.loc.gov/zing/srw/}"
DIAG = "{http://www.loc.gov/zing/srw/diagnostic/}"


@pytest.fixture(autouse=True)
def engine(tmp_path: Path) -> Iterator[None]:
    """Wire an index of its own."""
    before = list(ports._engine)
    made = TantivyEngine(tmp_path / "index")
    ports.use(made)
    yield
    made.close()
    ports._engine[:] = before


@pytest.fixture
def three(engine: None) -> list[int]:
    """Return three records that can be found: 射雕英雄传, Walden, 边城."""
    data = iso2709.serialise(cnmarc("1")) + iso2709.serialise(marc21())
    do_import(data, site_id=make_site())
    make_record("边城", author="沈从文", isbn="7-02-000220-X")
    while search.index_some():
        pass
    return list(BibRecord.objects.order_by("pk").values_list("pk", flat=True))


def ask(client: Client, **arguments: str) -> Any:
    """Return the root of the answer to a question of version 1.2."""
    said = {"version": "1.2", "operation": "searchRetrieve", **arguments}
    answer = client.get("/sru", {name: value for name, value in said.items() if value is not None})
    assert answer.status_code == 200
    return fromstring(answer.content)


def ids(client: Client, query: str, **more: str) -> list[int]:
    """Return the ids that a query finds."""
    root = ask(client, query=query, **more)
    assert root.find(f"{ZS}diagnostics") is None, "".join(root.itertext())
    return [int(one.text) for one in root.iter(f"{ZS}recordIdentifier")]


def diagnostic(client: Client, **arguments: Any) -> int:
    """Return the number of the diagnostic that a question gets."""
    root = ask(client, **arguments)
    found = root.find(f".//{DIAG}uri")
    assert found is not None, f"no diagnostic: {arguments}"
    return int(found.text.rpartition("/")[2])


def yaz(live_server: Any, program: str, commands: str) -> str:
    """Run commands in a program of YAZ and return what it says."""
    where = live_server.url.removeprefix("http://")
    told = subprocess.run(
        [f"{ensure_yaz()}/{program}"], input=commands.format(where=where), capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    return told.stdout + told.stderr


def test_yaz_client_finds_and_shows(three: list[int], live_server: Any) -> None:
    said = yaz(
        live_server, "yaz-client",
        'sru get 1.2\nopen http://{where}/sru\nquerytype cql\nfind dc.title=射雕\nschema marcxml\nshow 1\n'
        "find dc.title=\nquit\n",
    )  # fmt: skip
    assert "Number of hits: 1" in said
    assert "射雕英雄传" in said
    assert "Query syntax error" in said


def test_zoomsh_searches_in_both_versions(three: list[int], live_server: Any) -> None:
    for version in ("1.1", "1.2"):
        said = yaz(
            live_server, "zoomsh",
            f"set sru get\nset sru_version {version}\nset schema dc\nconnect http://{{where}}/sru\n"
            "search cql:dc.creator=金庸\nshow 0 1\nquit\n",
        )  # fmt: skip
        assert "1 hits" in said
        assert "射雕英雄传" in said


def test_every_index_finds_what_it_should(three: list[int], client: Client) -> None:
    eagle, walden, town = three
    for query, wanted in [
        ("边城", [town]),
        ("dc.title=射雕英雄传", [eagle]),
        ('dc.title exact "Walden"', [walden]),
        ('dc.title exact "射雕"', []),
        ("dc.creator=金庸", [eagle]),
        ('dc.creator any "金庸 沈从文"', [eagle, town]),
        ("dc.subject=Solitude", [walden]),
        ("bath.isbn=978-7-5462-0048-4", [eagle]),
        ("bath.isbn=702000220X", [town]),
        (f"rec.id={town}", [town]),
        ("rec.id=m1", [walden]),
        ("dc.date=2004", [walden]),
        ("dc.date<2000", [town]),
        ('dc.date within "2002 2004"', [eagle, walden]),
        ("dc.language=eng", [walden]),
        ("rec.lastModificationDate>=2019-01-02", three),
        ("cql.allRecords=1", three),
        ("dc.title=射雕英雄传 or dc.title=Walden", [eagle, walden]),
        ("cql.allRecords=1 not dc.date=2004", [eagle, town]),
        ("dc.title=射雕英雄传 and dc.date=2004", []),
        ("(dc.title=边城 or dc.title=Walden) and dc.language=eng", [walden]),
        ("title=射雕英雄传", [eagle]),
        ("srw.serverChoice=Walden", [walden]),
        ('> d = "info:srw/cql-context-set/1/dc-v1.1" d.title=射雕英雄传', [eagle]),
        ('(> "info:srw/cql-context-set/1/dc-v1.1" title=边城) or dc.title=Walden', [walden, town]),
        ("没有的书", []),
        ("dc.title=射雕*", [eagle]),
        ("dc.title=射*", [eagle]),
        ("dc.title=*英雄*", [eagle]),
        ("dc.title=wal*", [walden]),
        ("dc.title=Walden*", [walden]),
        ("dc.title=biancheng*", [town]),
        ("dc.title=shedi*", [eagle]),
        ("dc.title=alden*", []),
        ("dc.creator=Tho*", [walden]),
        ("dc.creator=沈从*", [town]),
        ("dc.creator=shencong*", [town]),
        ("dc.creator=she*", [town]),
        ('dc.creator any "沈* tho*"', [walden, town]),
        ('cql.anywhere all "wal* tho*"', [walden]),
        ('cql.anywhere all "wal* 沈*"', []),
        ("wal* or 边*", [walden, town]),
        ("dc.title=^边城", [town]),
        ("dc.title=^边*", [town]),
        ("dc.title=^雕英雄", []),
        ("dc.title=^射雕", [eagle]),
        ("dc.title=^射雕^", []),
        ("dc.title=^射雕英雄传^", [eagle]),
        ("dc.title=英雄传^", [eagle]),
        ("dc.title=射雕英^", []),
        ("dc.title=^walden", [walden]),
        ("dc.title=^wal", []),
        ("dc.title=^wal*", [walden]),
        ("dc.title exact wal*", [walden]),
        ("dc.title == 射雕*", [eagle]),
        ("dc.title == ^边城^", [town]),
        (r"dc.title=Walden\*", [walden]),
        (r"dc.title==边城\*", []),
        ("dc.title=/unmasked Walden*", [walden]),
        ("dc.title=/unmasked wal*", []),
        ("dc.title=/ignoreCase/ignoreAccents/relevant/word WALDEN", [walden]),
        ("dc.date=/isoDate 2004", [walden]),
        ("dc.language=chi not dc.title=边城", [eagle]),
    ]:
        assert sorted(ids(client, query)) == sorted(wanted), query


def test_pages_and_sorting(three: list[int], client: Client) -> None:
    eagle, walden, town = three
    assert ids(client, "cql.allRecords=1 sortBy dc.date") == [town, eagle, walden]
    assert ids(client, "cql.allRecords=1 sortBy dc.date/sort.descending") == [walden, eagle, town]
    root = ask(client, query="cql.allRecords=1", maximumRecords="2")
    assert root.findtext(f"{ZS}numberOfRecords") == "3"
    assert root.findtext(f"{ZS}nextRecordPosition") == "3"
    assert ids(client, "cql.allRecords=1", startRecord="3") == [town]
    assert ids(client, "cql.allRecords=1", maximumRecords="0") == []
    assert ask(client, query="边城", maximumRecords="0").findtext(f"{ZS}numberOfRecords") == "1"
    old = {"version": "1.1", "sortKeys": "date,,0"}
    found = client.get("/sru", {"operation": "searchRetrieve", "query": "cql.allRecords=1", **old}).content
    assert found.index(b"Walden") < found.index("边城".encode())


def test_schemas_and_packings(three: list[int], client: Client) -> None:
    for name, mark in (("marcxml", "{http://www.loc.gov/MARC21/slim}record"),
                       ("info:srw/schema/1/dc-v1.1", "{info:srw/schema/1/dc-schema}dc"),
                       ("mods", "{http://www.loc.gov/mods/v3}mods")):  # fmt: skip
        assert ask(client, query=f"rec.id={three[0]}", recordSchema=name).find(f".//{mark}") is not None
        packed = ask(client, query=f"rec.id={three[0]}", recordSchema=name, recordPacking="string")
        assert fromstring(packed.findtext(f".//{ZS}recordData")).tag == mark


def test_every_wrong_question_has_its_diagnostic(three: list[int], client: Client) -> None:
    for arguments, wanted in [
        ({"query": None}, 7),
        ({"query": "a", "version": None}, 7),
        ({"query": "a", "version": "9"}, 5),
        ({"query": "a", "operation": "steal"}, 4),
        ({"query": "a", "nonsense": "1"}, 8),
        ({"query": "a", "maximumRecords": "-1"}, 6),
        ({"query": "a", "startRecord": "0"}, 6),
        ({"query": "cql.allRecords=1", "startRecord": "99"}, 61),
        ({"query": "a", "recordSchema": "ead"}, 66),
        ({"query": "a", "recordPacking": "paper"}, 71),
        ({"query": "a", "recordXPath": "/x"}, 72),
        ({"query": "dc.title="}, 10),
        ({"query": "(a"}, 13),
        ({"query": '"a'}, 14),
        ({"query": ""}, 27),
        ({"query": '""'}, 27),
        ({"query": "x.shoe=1"}, 16),
        ({"query": "dc.title encloses a"}, 19),
        ({"query": "dc.title < a"}, 24),
        ({"query": "dc.title =/stem a"}, 20),
        ({"query": '> x = "http://example.org/set" x.title=a'}, 15),
        ({"query": "> "}, 10),
        ({"query": ">" * 3000}, 10),
        ({"query": '> d = "info:srw/cql-context-set/1/dc-v1.1"'}, 10),
        ({"query": '> d = "info:srw/cql-context-set/1/dc-v1.1" ' * 100 + "a"}, 12),
        ({"query": "a", "stylesheet": "/x.xsl"}, 110),
        ({"operation": "explain", "query": None, "recordPacking": "paper"}, 71),
        ({"query": "dc.title = f?sh"}, 28),
        ({"query": "dc.title = f*sh"}, 28),
        ({"query": "dc.title = *ish"}, 28),
        ({"query": "dc.title = 射?"}, 28),
        ({"query": "dc.title = f*"}, 29),
        ({"query": "dc.title = *"}, 29),
        ({"query": "dc.title = ^"}, 27),
        ({"query": "dc.creator = ^fish"}, 31),
        ({"query": "^fish"}, 31),
        ({"query": "dc.title = 传^"}, 31),
        ({"query": "dc.title = fi^sh"}, 32),
        ({"query": "dc.title = fish*^"}, 32),
        ({"query": 'dc.title = "great ^fish"'}, 32),
        ({"query": 'dc.title adj "great fi*"'}, 33),
        ({"query": 'dc.title = "^great fi*"'}, 33),
        ({"query": "bath.isbn = 97875*"}, 28),
        ({"query": "rec.id = m*"}, 28),
        ({"query": "dc.language = ^eng"}, 31),
        ({"query": "dc.date = 200?"}, 28),
        ({"query": "rec.id =/isoDate 1"}, 20),
        ({"query": "dc.date = soon"}, 36),
        ({"query": 'dc.date within "2000"'}, 36),
        ({"query": "rec.lastModificationDate > soon"}, 36),
        ({"query": "a prox b"}, 37),
        ({"query": "a sortBy dc.shoe"}, 80),
        ({"query": "a", "version": "2.0"}, 5),
        ({"query": "a", "version": ""}, 5),
        ({"query": "a", "operation": None}, 7),
        ({"query": "a", "operation": ""}, 4),
        ({"query": "a", "operation": "searchretrieve"}, 4),
        ({"query": "a", "queryType": "cql", "version": "2.0"}, 5),
        ({"query": "a", "maximumRecords": "1e9"}, 6),
        ({"query": "a", "maximumRecords": "９"}, 6),
        ({"query": "a", "maximumRecords": "99999999999999999999"}, 6),
        ({"query": "a", "startRecord": "-1"}, 6),
        ({"query": "cql.allRecords=1", "startRecord": "999999999"}, 61),
        ({"query": "边城", "startRecord": "999999999"}, 61),
        ({"query": "边城", "startRecord": "2"}, 61),
        ({"query": "a and"}, 10),
        ({"query": "dc.title any"}, 10),
        ({"query": "()"}, 10),
        ({"query": "dc.title=a or (dc.title=b"}, 13),
        ({"query": "dc.title exact =a"}, 10),
        ({"query": "dc.title=a)"}, 13),
        ({"query": "unknown=1"}, 16),
        ({"query": "dc.date = 99999"}, 36),
        ({"query": 'dc.date within "2000 2001 2002"'}, 36),
        ({"query": "rec.lastModificationDate = 9999-12-31"}, 36),
        ({"query": "rec.lastModificationDate > 0000-00-00"}, 36),
        ({"query": 'rec.lastModificationDate > "0001-01-01T00:00:00+23:59"'}, 36),
        ({"query": "cql.allRecords=1 sortBy"}, 10),
        ({"query": "a", "sortKeys": "shoe,,1"}, 80),
        ({"operation": "scan", "query": None, "scanClause": "bath.isbn=1 and a"}, 10),
        ({"operation": "scan", "query": None, "scanClause": "bath.isbn=1", "maximumTerms": "0"}, 6),
        ({"operation": "scan", "query": None}, 7),
        ({"operation": "scan", "query": None, "scanClause": "dc.title=a"}, 16),
    ]:
        assert diagnostic(client, **arguments) == wanted, arguments


def test_a_part_that_finds_too_much_is_refused_not_miscounted(
    three: list[int], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeking, "MOST", 2)
    assert diagnostic(client, query="cql.allRecords=1 and dc.date=2004") == 60
    assert ask(client, query="cql.allRecords=1").findtext(f"{ZS}numberOfRecords") == "3"


def test_explain_and_scan(three: list[int], client: Client) -> None:
    for address in ("/sru", "/sru/", "/sru?operation=explain&version=1.1"):
        told = client.get(address).content.decode()
        assert 'name set="dc">title<' in told
        assert "info:srw/schema/1/marcxml-v1.1" in told
        assert '<supports type="anchoring">^</supports>' in told
        assert fromstring(told.encode()).tag == f"{ZS}explainResponse"
    packed = ask(client, operation="explain", recordPacking="string").findtext(f".//{ZS}recordData")
    assert fromstring(packed).tag == "{http://explain.z3950.org/dtd/2.0/}explain"
    root = ask(client, operation="scan", scanClause="bath.isbn=9787020002207")
    assert [t.text for t in root.iter(f"{ZS}value")] == ["9787020002207", "9787546200484"]
    before = ask(client, operation="scan", scanClause="bath.isbn=9787546200484", responsePosition="2")
    assert [t.text for t in before.iter(f"{ZS}value")] == ["9787020002207", "9787546200484"]


@pytest.mark.parametrize(
    "hostile",
    ["9" * 30, "-1", "\x00", "'; DROP TABLE", "a" * 3000, "边" * 3000, "%", "\\", "<x>", "{}[]|&", "AND"],
)
def test_hostile_queries_are_answered(hostile: str, three: list[int], client: Client) -> None:
    for query in (hostile, f'dc.title="{hostile}"', f"rec.id={hostile}"):
        ask(client, query=query)


def test_a_large_number_of_records_is_cut_to_the_most(
    three: list[int], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST", 2)
    root = ask(client, query="cql.allRecords=1", maximumRecords="999999999")
    assert len(list(root.iter(f"{ZS}recordIdentifier"))) == 2
    assert root.findtext(f"{ZS}nextRecordPosition") == "3"
    assert len(ids(client, "cql.allRecords=1", startRecord="3", maximumRecords="999999999")) == 1


def test_a_form_that_is_posted_is_answered_alike(three: list[int]) -> None:
    said = {"operation": "searchRetrieve", "version": "1.2", "query": "dc.title=Walden"}
    assert b"Walden" in Client(enforce_csrf_checks=True).post("/sru", said).content
