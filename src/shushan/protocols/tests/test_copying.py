"""Copy cataloguing: from our own running SRU server, and from a Z39.50 server of the distribution."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shushan.adapters.tantivy_engine import TantivyEngine
from shushan.catalogue import copying
from shushan.catalogue.errors import RecordKnown, TargetFailed
from shushan.catalogue.marc import iso2709
from shushan.catalogue.models import BibRecord, CopyTarget
from shushan.catalogue.terms import CopyAsked, TargetKind, TargetValue
from shushan.catalogue.tests.make import TESTER, do_import
from shushan.catalogue.tests.records import cnmarc, marc21
from shushan.cli.testing import ensure_yaz
from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.places.tests.make import make_site
from shushan.search import ports
from shushan.search import public as search

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2020, 6, 10, 2, 0, tzinfo=UTC)


def target(
    address: str, *, kind: TargetKind = TargetKind.SRU, code: str = "them", syntax: str = "marcxml"
) -> TargetValue:
    """Return what is said of a catalogue."""
    indexes = ("bath.isbn", "dc.title", "dc.creator") if kind is TargetKind.SRU else ("7", "4", "1003")
    return TargetValue(0, code, "别的馆", kind, address, syntax, *indexes)


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
def ours(live_server: Any) -> int:
    """Return a target that is our own server, which has 射雕英雄传 and Walden."""
    do_import(iso2709.serialise(cnmarc("1")) + iso2709.serialise(marc21()), site_id=make_site())
    while search.index_some():
        pass
    return copying.add_target(actor=TESTER, at=AT, said=target(f"{live_server.url}/sru"))


@pytest.fixture
def z3950(tmp_path: Path) -> Iterator[str]:
    """Run the test server of YAZ and return its address; it answers as many records as the term says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [f"{ensure_yaz()}/yaz-ztest", f"tcp:127.0.0.1:{port}"], cwd=tmp_path, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _attempt in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"127.0.0.1:{port}/Default"
    server.terminate()
    server.wait(90)


def test_a_record_is_found_by_isbn_or_words_and_taken_once(ours: int) -> None:
    found = copying.ask(ours, CopyAsked(isbn="978-7-5462-0048-4"))
    assert [offer.seen.title for offer in found] == ["射雕英雄传"]
    assert [offer.seen.title for offer in copying.ask(ours, CopyAsked(title="Walden", author="Thoreau"))] == ["Walden"]
    assert copying.ask(ours, CopyAsked(title="没有的书")) == []
    made = copying.take(actor=TESTER, at=AT, token=found[0].token)
    record = BibRecord.objects.get(pk=made)
    assert (record.source, record.control_number, record.format) == ("them", "1", "cnmarc")
    with pytest.raises(RecordKnown):
        copying.take(actor=TESTER, at=AT, token=found[0].token)
    with pytest.raises(NotAllowed):
        copying.take(actor=ANONYMOUS, at=AT, token=found[0].token)
    with pytest.raises(Invalid):
        copying.take(actor=TESTER, at=AT, token=found[0].token + "x")


def test_what_goes_wrong_over_there_is_said(ours: int, live_server: Any) -> None:
    lost = copying.add_target(actor=TESTER, at=AT, said=target("http://127.0.0.1:9/sru", code="lost"))
    page = copying.add_target(actor=TESTER, at=AT, said=target(f"{live_server.url}/classes/", code="page"))
    odd = copying.add_target(actor=TESTER, at=AT, said=target(f"{live_server.url}/sru", code="odd", syntax="ead"))
    for wrong in (lost, page, odd):
        with pytest.raises(TargetFailed):
            copying.ask(wrong, CopyAsked(title="x"))
    with pytest.raises(TargetFailed, match="Unknown schema"):
        copying.ask(odd, CopyAsked(title="x"))
    for asked in (CopyAsked(), CopyAsked(isbn="978-7-5462-0048-5")):
        with pytest.raises(Invalid):
            copying.ask(ours, asked)
    with pytest.raises(NotFound):
        copying.ask(999, CopyAsked(title="x"))
    assert copying.ask(ours, CopyAsked(title='x" or cql.allRecords="1')) == []


def test_z39_50_gives_records_too(z3950: str) -> None:
    pk = copying.add_target(actor=TESTER, at=AT, said=target(z3950, kind=TargetKind.Z3950, syntax="usmarc"))
    found = copying.ask(pk, CopyAsked(title="3"))
    assert len(found) == 3
    assert all(offer.seen.title for offer in found)
    assert BibRecord.objects.filter(pk=copying.take(actor=TESTER, at=AT, token=found[0].token)).exists()
    assert copying.ask(pk, CopyAsked(title="0")) == []
    lost = target("127.0.0.1:9/Default", kind=TargetKind.Z3950, code="lost", syntax="usmarc")
    with pytest.raises(TargetFailed):
        copying.ask(copying.add_target(actor=TESTER, at=AT, said=lost), CopyAsked(title="3"))


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("file:///etc/passwd", TargetKind.SRU),
        ("ftp://example.org/", TargetKind.SRU),
        ("http://user@example.org/", TargetKind.SRU),
        ("example.org/db", TargetKind.Z3950),
        ("unix:/tmp/socket:1/db", TargetKind.Z3950),
        ("example.org:210/db\nshell", TargetKind.Z3950),
    ],
)
def test_an_address_that_cannot_be_is_refused(address: str, kind: TargetKind) -> None:
    with pytest.raises(Invalid):
        copying.add_target(actor=TESTER, at=AT, said=target(address, kind=kind))
    with pytest.raises(NotAllowed):
        copying.add_target(actor=ANONYMOUS, at=AT, said=target("http://example.org/sru"))
    assert not CopyTarget.objects.exists()


def test_a_cataloguer_does_it_by_pages(ours: int, live_server: Any) -> None:
    without_second_factor()
    clerk = Client()
    clerk.force_login(make_user(make_staff("cataloguer")))
    address = reverse("catalogue:copy")
    page = clerk.get(address, {"target": ours, "title": "Walden"}).content.decode()
    assert "Thoreau" in page
    token = copying.ask(ours, CopyAsked(title="Walden"))[0].token
    doubled = clerk.post(reverse("catalogue:take-copy"), {"token": token})
    assert doubled.status_code == 422
    assert "看起来是同一种书" in doubled.content.decode()
    taken = clerk.post(reverse("catalogue:take-copy"), {"token": token, "anyway": "1"})
    assert taken.status_code == 302
    assert clerk.post(reverse("catalogue:take-copy"), {"token": "x"}).status_code == 422
    assert clerk.get(address, {"target": ours}).status_code == 422
    targets = reverse("catalogue:copy-targets")
    said = {"code": "two", "name": "二", "kind": "sru", "address": "nowhere", "syntax": "marcxml",
            "isbn_index": "bath.isbn", "title_index": "dc.title", "author_index": "dc.creator"}  # fmt: skip
    assert clerk.post(targets, said).status_code == 422
    assert clerk.post(targets, said | {"address": "http://example.org/sru"}).status_code == 302
    assert clerk.post(targets, said | {"address": "http://example.org/sru"}).status_code == 422
    with pytest.raises(Conflict):
        copying.add_target(actor=TESTER, at=AT, said=target("http://example.org/sru", code="two"))
    assert clerk.post(reverse("catalogue:remove-copy-target", args=[ours])).status_code == 302
    assert CopyTarget.objects.count() == 1
