"""OAI-PMH: a harvester that we did not write takes everything from a running server; wrong questions get their codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sickle
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.urls import reverse
from sickle.oaiexceptions import BadResumptionToken, NoRecordsMatch

from shushan.catalogue.marc import iso2709
from shushan.catalogue.models import BibRecord, RecordGone
from shushan.catalogue.tests.make import TESTER, do_import, make_item, make_record
from shushan.catalogue.tests.records import cnmarc, marc21
from shushan.catalogue.themes import keeping
from shushan.catalogue.themes.models import ThemedShelf
from shushan.kernel.clock import now
from shushan.ledger import public as ledger
from shushan.places.tests.make import make_site
from shushan.protocols.oai import asked, tokens, views

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime(2020, 5, 1, tzinfo=UTC)
NS = "{http://www.openarchives.org/OAI/2.0/}"


@pytest.fixture
def harvester(live_server: Any) -> sickle.Sickle:
    """Return a harvester at our running server."""
    return sickle.Sickle(f"{live_server.url}/oai")


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have lists come in parts of three."""
    monkeypatch.setattr(views, "RECORDS", 3)
    monkeypatch.setattr(views, "HEADERS", 3)


def filled(count: int) -> list[int]:
    """Make records of which two each changed at the same instant; return their ids in the order of change."""
    ids = [make_record(f"书{n}") for n in range(count)]
    for n, pk in enumerate(reversed(ids)):
        BibRecord.objects.filter(pk=pk).update(changed_at=DAY + timedelta(hours=n // 2))
    return ids


def numbers(found: Iterator[Any]) -> list[int]:
    """Return the ids that the headers or records name, in their order."""
    headers = [getattr(one, "header", one) for one in found]
    return [int(header.identifier.rpartition("/")[2]) for header in headers]


def ask(client: Client, **arguments: Any) -> Any:
    """Return the root of an answer, after a look at what every answer has."""
    answer = client.get("/oai", {name.rstrip("_"): value for name, value in arguments.items()})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    root = fromstring(answer.content)
    assert [child.tag for child in root[:2]] == [f"{NS}responseDate", f"{NS}request"]
    return root


def code(client: Client, **arguments: Any) -> str:
    """Return the code of the error that a question gets."""
    found = ask(client, **arguments).find(f"{NS}error")
    assert found is not None, "no error"
    return str(found.get("code"))


@pytest.mark.parametrize("count", [1, 3, 4, 6, 7])
def test_a_harvest_in_parts_has_every_record_once(count: int, harvester: sickle.Sickle, small_parts: None) -> None:
    ids = filled(count)
    for prefix in ("oai_dc", "marcxml", "marc21", "mods"):
        assert sorted(numbers(harvester.ListRecords(metadataPrefix=prefix))) == ids
    assert sorted(numbers(harvester.ListIdentifiers(metadataPrefix="oai_dc"))) == ids


def test_what_is_gone_is_told_in_lists_and_alone_for_ever(harvester: sickle.Sickle, small_parts: None) -> None:
    ids = filled(5)
    for pk in ids[:4]:
        BibRecord.objects.get(pk=pk).delete()
    found = list(harvester.ListRecords(metadataPrefix="oai_dc"))
    assert [record.deleted for record in found].count(True) == 4
    assert sorted(numbers(iter(found))) == ids
    alone = harvester.GetRecord(identifier=found[-1].header.identifier, metadataPrefix="oai_dc")
    assert alone.deleted
    assert RecordGone.objects.count() == 4
    left = harvester.ListRecords(metadataPrefix="oai_dc", ignore_deleted=True)
    assert numbers(left) == ids[4:]


def test_a_harvest_of_only_what_is_gone_comes_in_parts_too(harvester: sickle.Sickle, small_parts: None) -> None:
    ids = filled(6)
    BibRecord.objects.filter(pk__in=ids).delete()
    assert sorted(numbers(harvester.ListIdentifiers(metadataPrefix="oai_dc"))) == ids


def test_from_and_until_take_days_and_seconds_and_include_both_ends(harvester: sickle.Sickle) -> None:
    ids = filled(6)
    BibRecord.objects.filter(pk=ids[0]).update(changed_at=DAY + timedelta(days=1, microseconds=5))
    for since, until, wanted in [
        ("2020-05-01", "2020-05-01", 5),
        ("2020-05-02", None, 1),
        (None, "2020-05-02", 6),
        ("2020-05-01T01:00:00Z", "2020-05-01T01:00:00Z", 2),
        ("2020-05-02T00:00:00Z", "2020-05-02T00:00:00Z", 1),
    ]:
        said = {name: text for name, text in (("from", since), ("until", until)) if text}
        assert len(numbers(harvester.ListIdentifiers(metadataPrefix="oai_dc", **said))) == wanted
    with pytest.raises(NoRecordsMatch):
        harvester.ListIdentifiers(metadataPrefix="oai_dc", until="1999-01-01")


def test_a_set_is_a_site(harvester: sickle.Sickle) -> None:
    here, there = make_site(), make_site("H", "河口馆区")
    both, one = make_record("都有"), make_record("一处")
    make_item(site_id=here, record_id=both)
    make_item(site_id=there, record_id=both)
    make_item(site_id=here, record_id=one)
    make_record("没有馆藏")
    assert [s.setSpec for s in harvester.ListSets()] == ["site", "site:C", "site:H"]
    assert numbers(harvester.ListRecords(metadataPrefix="oai_dc", set="site:H")) == [both]
    assert sorted(numbers(harvester.ListRecords(metadataPrefix="oai_dc", set="site:C"))) == [both, one]
    assert sorted(numbers(harvester.ListRecords(metadataPrefix="oai_dc", set="site"))) == [both, one]
    found = harvester.GetRecord(identifier=f"oai:library.localhost:record/{both}", metadataPrefix="oai_dc")
    assert found.header.setSpecs == ["site:C", "site:H"], "site is said by those in it"


def test_a_set_is_a_list_while_it_stands_and_what_comes_or_leaves_counts_as_changed(
    client: Client, harvester: sickle.Sickle
) -> None:
    today = ledger.local_day(now())
    on_it, other = make_record("呐喊"), make_record("彷徨")
    shelf, ended, bare = (
        keeping.keep_theme(
            actor=TESTER, at=DAY, said=keeping.ThemeSaid(title, since=today - timedelta(days=9), until=until)
        )
        for title, until in (("走进鲁迅", None), ("去年的", today - timedelta(days=1)), ("空的", today))
    )
    for one in (shelf, ended):
        keeping.put_titles(actor=TESTER, at=DAY, shelf_id=one, wanted=[(on_it, "")])
    told = {s.setSpec: s.setName for s in harvester.ListSets()}
    assert told.pop("list")
    assert told == {f"list:{shelf}": "走进鲁迅", f"list:{bare}": "空的"}
    for spec in ("list", f"list:{shelf}"):
        assert numbers(harvester.ListRecords(metadataPrefix="oai_dc", set=spec)) == [on_it]
    headers = {h.identifier: h.setSpecs for h in harvester.ListIdentifiers(metadataPrefix="oai_dc")}
    assert sorted(headers.values()) == [[], [f"list:{shelf}"]]
    for spec in (f"list:{ended}", f"list:{bare}", "list:999", "list:x", "list:"):
        assert code(client, verb="ListRecords", metadataPrefix="oai_dc", set=spec) == "noRecordsMatch"
    assert code(client, verb="ListRecords", metadataPrefix="oai_dc", set="site") == "noRecordsMatch"
    later = {"metadataPrefix": "oai_dc", "from": "2020-05-02"}
    with pytest.raises(NoRecordsMatch):
        harvester.ListIdentifiers(**later)
    keeping.put_titles(actor=TESTER, at=DAY + timedelta(days=3), shelf_id=shelf, wanted=[(other, "")])
    assert sorted(numbers(harvester.ListIdentifiers(**later))) == [on_it, other]
    assert numbers(harvester.ListIdentifiers(**later, set=f"list:{shelf}")) == [other]


def test_a_library_without_sites_has_no_sets(client: Client) -> None:
    make_record()
    assert code(client, verb="ListSets") == "noSetHierarchy"
    assert code(client, verb="ListRecords", metadataPrefix="oai_dc", set="site:C") == "noSetHierarchy"


def test_identify_and_formats_are_understood(harvester: sickle.Sickle) -> None:
    told = harvester.Identify()
    assert (told.protocolVersion, told.deletedRecord) == ("2.0", "persistent")
    assert told.granularity == "YYYY-MM-DDThh:mm:ssZ"
    assert {f.metadataPrefix for f in harvester.ListMetadataFormats()} == {"oai_dc", "marcxml", "marc21", "mods"}


def test_metadata_is_what_the_format_says(harvester: sickle.Sickle) -> None:
    data = iso2709.serialise(cnmarc("1")) + iso2709.serialise(marc21())
    do_import(data, site_id=make_site())
    dublin = {r.metadata["title"][0]: r.metadata for r in harvester.ListRecords(metadataPrefix="oai_dc")}
    assert dublin["射雕英雄传"]["creator"] == ["金庸"]
    assert dublin["Walden"]["date"] == ["2004"]
    raw = [r.raw for r in harvester.ListRecords(metadataPrefix="marcxml")]
    assert 'tag="200"' in raw[0]
    assert 'tag="245"' in raw[1]


def test_every_wrong_question_has_its_code(client: Client) -> None:
    make_site()
    make_record()
    token = {"verb": "ListRecords", "resumptionToken": "x"}
    for arguments, wanted in [
        ({}, "badVerb"),
        ({"verb": "Nonsense"}, "badVerb"),
        ({"verb": ["Identify", "Identify"]}, "badVerb"),
        ({"verb": "Identify", "x": "1"}, "badArgument"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": ["oai_dc", "oai_dc"]}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "2020"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "2020-13-01"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "2020-02-01", "until": "2020-01-01"},
         "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "2020-02-01", "until": "2020-02-01T00:00:00Z"},
         "badArgument"),
        ({"verb": "identify"}, "badVerb"),
        ({"verb": ""}, "badVerb"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "2020-01-01T00:00:00"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "2020-01-01T00:00Z"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "0000-01-01"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "２０２０-01-01"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": ""}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": ["2020-01-01", "2020-01-01"]}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": ["site:C", "site:C"]}, "badArgument"),
        ({"verb": "ListIdentifiers", "identifier": "x", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": ""}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "OAI_DC"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "9999-12-31"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "0001-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "0001-01-01T00:00:00Z"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": ""}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "site:\x00"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "resumptionToken": ""}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "é:\x00:"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": ["x", "x"]}, "badArgument"),
        ({"verb": "GetRecord", "identifier": "oai:library.localhost:record/" + "9" * 40, "metadataPrefix": "oai_dc"},
         "idDoesNotExist"),
        ({"verb": "GetRecord", "identifier": "oai:library.localhost:record/１", "metadataPrefix": "oai_dc"},
         "idDoesNotExist"),
        ({"verb": "ListRecords", "metadataPrefix": "ese"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "nobody"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "2099-01-01"}, "noRecordsMatch"),
        (token, "badResumptionToken"),
        ({**token, "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "GetRecord", "identifier": "oai:library.localhost:record/999", "metadataPrefix": "oai_dc"},
         "idDoesNotExist"),
        ({"verb": "GetRecord", "identifier": "nonsense\x01", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
        ({"verb": "ListMetadataFormats", "identifier": "x"}, "idDoesNotExist"),
    ]:  # fmt: skip
        assert code(client, **arguments) == wanted, arguments


def test_a_token_cannot_be_changed_nor_used_for_another_verb(
    client: Client, harvester: sickle.Sickle, small_parts: None
) -> None:
    filled(5)
    root = ask(client, verb="ListRecords", metadataPrefix="oai_dc")
    token = root.find(f".//{NS}resumptionToken").text
    assert code(client, verb="ListIdentifiers", resumptionToken=token) == "badResumptionToken"
    assert code(client, verb="ListRecords", resumptionToken=token[:-2] + "xx") == "badResumptionToken"
    with pytest.raises(BadResumptionToken):
        harvester.ListRecords(resumptionToken="nonsense")
    last = ask(client, verb="ListRecords", resumptionToken=token)
    again = ask(client, verb="ListRecords", resumptionToken=token)
    assert len(last.findall(f".//{NS}record")) == len(again.findall(f".//{NS}record")) == 2
    end = last.find(f".//{NS}resumptionToken")
    assert (end.text, end.get("cursor")) == (None, "3")


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
@pytest.mark.parametrize("how", ["changed", "deleted", "all deleted"])
def test_what_left_the_list_meanwhile_leaves_no_empty_part(
    how: str, verb: str, harvester: sickle.Sickle, small_parts: None
) -> None:
    """``all deleted``: also the record that is told again in its place, as one that is gone."""
    ids = filled(5)
    order = [pk for _at, pk in sorted(BibRecord.objects.values_list("changed_at", "pk"))]
    found = getattr(harvester, verb)(metadataPrefix="oai_dc", until="2020-05-02")
    told = [next(found) for _one in range(3)]
    left = BibRecord.objects.filter(pk__in=order if how == "all deleted" else order[3:])
    if how == "changed":
        left.update(changed_at=DAY + timedelta(days=9))
    else:
        left.delete()
    rest = list(found)
    assert numbers(iter(told)) == order[:3]
    assert numbers(iter(rest)) == [order[2]]
    assert rest[0].deleted is (how == "all deleted")
    assert len(ids) == 5
    assert harvester.ListIdentifiers(metadataPrefix="oai_dc", **{"from": "2020-05-03"})


def test_who_goes_on_from_the_date_of_any_part_misses_nothing(client: Client, small_parts: None) -> None:
    """What was being written when a list began commits later, with an instant before."""
    filled(5)
    root = ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
    began = root.findtext(f"{NS}responseDate")
    assert datetime.fromisoformat(began) <= now() - views.UNSETTLED
    earlier = "2026-01-01T00:00:00+00:00"  # the first part was answered long ago
    place = tokens.read(root.find(f".//{NS}resumptionToken").text, "ListIdentifiers")
    token = tokens.write(replace(place, said_at=earlier), "ListIdentifiers")
    last = ask(client, verb="ListIdentifiers", resumptionToken=token)
    assert last.findtext(f"{NS}responseDate") == "2026-01-01T00:00:00Z"
    late = make_record("正在写的")
    BibRecord.objects.filter(pk=late).update(changed_at=datetime.fromisoformat(began) + timedelta(seconds=1))
    again = ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc", from_=began)
    assert [one.text for one in again.iter(f"{NS}identifier")] == [f"oai:library.localhost:record/{late}"]


def test_a_list_of_a_set_that_is_no_more_cannot_go_on(client: Client, small_parts: None) -> None:
    shelf = keeping.keep_theme(actor=TESTER, at=DAY, said=keeping.ThemeSaid("走", since=ledger.local_day(now())))
    keeping.put_titles(actor=TESTER, at=DAY, shelf_id=shelf, wanted=[(pk, "") for pk in filled(5)])
    root = ask(client, verb="ListRecords", metadataPrefix="oai_dc", set=f"list:{shelf}")
    token = root.find(f".//{NS}resumptionToken").text
    ThemedShelf.objects.all().update(until=ledger.local_day(DAY), since=ledger.local_day(DAY))
    assert code(client, verb="ListRecords", resumptionToken=token) == "badResumptionToken"


def test_a_form_that_is_posted_is_answered_alike(client: Client) -> None:
    make_record()
    answer = Client(enforce_csrf_checks=True).post("/oai", {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"})
    assert b"<header>" in answer.content
    assert b"testserver/oai/</baseURL>" in client.get("/oai/", {"verb": "Identify"}).content
    assert b">http://testserver/oai</baseURL>" in client.get(reverse("oai"), {"verb": "Identify"}).content
    assert client.put("/oai").status_code == 405


@pytest.mark.parametrize("n", [1, 3])
def test_a_part_takes_a_fixed_number_of_queries(n: int, client: Client, django_assert_num_queries: Any) -> None:
    site = make_site()
    for pk in filled(n):
        make_item(site_id=site, record_id=pk)
    with django_assert_num_queries(8):
        client.get("/oai", {"verb": "ListRecords", "metadataPrefix": "marcxml"})


def test_an_until_includes_its_whole_day() -> None:
    since, until = asked.span({"from": "2020-02-29", "until": "2020-02-29"})
    assert (since, until) == (datetime(2020, 2, 29, tzinfo=UTC), datetime(2020, 3, 1, tzinfo=UTC))
    assert asked.span({"until": "9999-12-31"})[1] is None


def test_the_earliest_datestamp_is_not_after_any_record(client: Client) -> None:
    filled(2)
    text = client.get("/oai", {"verb": "Identify"}).content.decode()
    found = re.search("<earliestDatestamp>(.*?)</earliestDatestamp>", text)
    assert found is not None
    assert found[1] == "2020-05-01T00:00:00Z"
