"""Export: every kind of file is what it says, nothing is lost, and memory stays flat."""

from __future__ import annotations

import csv
import io
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pymarc
import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.urls import reverse

from shushan.catalogue import export_job, exporting, queries, roundtrip
from shushan.catalogue.exchange import kinds, mods, reference_lists
from shushan.catalogue.exporting import Selection
from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.record import Field
from shushan.catalogue.models import BibRecord
from shushan.catalogue.tests.make import LONG_AGO, TESTER, do_import, make_item, make_record
from shushan.catalogue.tests.records import cnmarc, coded, marc21
from shushan.files import public as files
from shushan.jobs import public as jobs
from shushan.jobs import worker
from shushan.jobs.models import Job
from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.people.tests.make import make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db(transaction=True)
STRANGE = Field("999", "  ", (("x", "local"), ("x", "twice"), ("9", "未知字段")))


def made(code: str, *ids: int) -> bytes:
    """Return the file of this kind with these records."""
    return b"".join(exporting.stream(exporting.kind(code), exporting.records(Selection(ids=ids))))


@pytest.fixture
def two(centre: int) -> list[int]:
    """Return a Chinese and an English record, both as they came."""
    do_import(iso2709.serialise(cnmarc("1", more=(STRANGE,))) + iso2709.serialise(marc21()), site_id=centre)
    return list(BibRecord.objects.order_by("pk").values_list("pk", flat=True))


def test_another_reader_understands_our_iso_2709(two: list[int]) -> None:
    chinese, english = pymarc.MARCReader(made("marc", *two), force_utf8=True)
    assert chinese["200"]["a"] == "射雕英雄传"
    assert [f.format_field() for f in chinese.get_fields("999")]
    assert str(chinese.leader)[20:24] == "450 "
    assert (english["245"]["a"], str(english.leader)[9]) == ("Walden /", "a")


def test_gb18030_counts_its_lengths_in_its_own_bytes(two: list[int]) -> None:
    data = made("marc-gb18030", *two)
    chinese, english = pymarc.MARCReader(data, file_encoding="gb18030", to_unicode=True)
    assert chinese["200"]["a"] == "射雕英雄传"
    assert english["100"]["a"].startswith("Thoreau")
    assert int(data[:5]) == data.index(iso2709.RECORD_END) + 1


def test_the_round_trip_finds_nothing_and_would_find_a_loss(centre: int, tmp_path: Path) -> None:
    again = cnmarc("1", "神雕侠侣", more=(STRANGE,))
    data = coded(cnmarc("1"), "gb18030") + b"\r\n" + iso2709.serialise(again) + iso2709.serialise(marc21())
    (tmp_path / "a.mrc").write_bytes(data + b"00026     2200025   45  \x1e\x1d")
    told = roundtrip.check(tmp_path / "a.mrc", site_id=centre, actor=TESTER, at=LONG_AGO)
    assert (told.read, told.well_formed, told.identical, told.differences) == (4, 3, 3, [])
    assert len(told.not_taken) == 1
    assert roundtrip.differences(cnmarc("1"), cnmarc("2"))
    assert roundtrip.differences(cnmarc("1", more=(STRANGE,)), cnmarc("1"))


@pytest.mark.parametrize("code", ["marcxml", "dc", "mods"])
def test_xml_is_well_formed_also_with_characters_that_xml_cannot_hold(code: str, two: list[int]) -> None:
    odd = make_record("<边城> & \x0b它", author='沈"从文')
    root: Any = fromstring(made(code, *two, odd))
    assert len(root) == 3
    alone: Any = fromstring(kinds.alone(kinds.KINDS[code], queries.record(odd)))
    assert "边城" in "".join(alone.itertext())


def test_tables_hold_every_record_and_compute_nothing(two: list[int]) -> None:
    evil = make_record("=HYPERLINK(1)", author="+1")
    rows = list(csv.DictReader(io.StringIO(made("csv", *two, evil).decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == ["射雕英雄传", "Walden", "'=HYPERLINK(1)"]
    assert rows[0]["isbn"] == "9787546200484"
    sheet = openpyxl.load_workbook(io.BytesIO(made("xlsx", *two, evil))).active
    cells = list(sheet.iter_rows())
    assert len(cells) == 4
    assert (cells[3][4].value, cells[3][4].data_type) == ("=HYPERLINK(1)", "s")


def test_reference_lists_escape_what_their_programs_would_take_for_marks() -> None:
    pk = make_record("100% {边城 & _x", author="沈从文；Eliot, George；George Eliot")
    tex = reference_lists.bibtex(queries.record(pk))
    assert r"title = {100\% 边城 \& \_x}" in tex
    assert "author = {{沈从文} and Eliot, George and {George Eliot}}" in tex
    assert tex.count("{") == tex.count("}")
    told = reference_lists.ris(queries.record(make_record("边城\nER  - ")))
    assert told.startswith("TY  - BOOK\r\n")
    assert told.count("\nER  - ") == 1


@pytest.mark.parametrize(
    ("leader", "told"),
    [(b"", ("text", "TY  - BOOK", "@book{")), (b"00000njm0", ("sound recording", "TY  - SOUND", "@misc{")),
     (b"00000nas0", ("text", "TY  - SER", "@misc{")), (b"00000nem0", ("cartographic", "TY  - MAP", "@misc{"))],
)  # fmt: skip
def test_each_kind_of_thing_is_called_by_its_name(leader: bytes, told: tuple[str, str, str]) -> None:
    found = replace(queries.record(make_record("边城")), marc=leader.ljust(24) if leader else b"")
    said = (mods.mods(found), reference_lists.ris(found), reference_lists.bibtex(found))
    assert f"<typeOfResource>{told[0]}</typeOfResource>" in said[0]
    assert said[1].startswith(told[1]) and said[2].startswith(told[2])


def test_what_is_chosen_is_what_comes(centre: int, estuary: int, two: list[int]) -> None:
    here = make_record("红楼梦")
    make_item(site_id=estuary, record_id=here)
    for chosen, wanted in [
        (Selection(), [*two, here]),
        (Selection(text="红楼"), [here]),
        (Selection(site_id=estuary), [here]),
        (Selection(site_id=centre), []),
        (Selection(format="marc21"), [two[1]]),
        (Selection(ids=(here, 999, two[0])), [here, two[0]]),
    ]:
        assert [one.id for one in exporting.records(chosen)] == wanted


def test_memory_is_flat_and_queries_go_by_chunks(django_assert_num_queries: Any) -> None:
    BibRecord.objects.bulk_create(
        BibRecord(source="x", control_number=str(n), format="marc21", title=f"t{n}", summary="s" * 2000,
                  created_at=LONG_AGO, changed_at=LONG_AGO)
        for n in range(3000)
    )  # fmt: skip
    with django_assert_num_queries(1 + 6 * 3):
        size = sum(len(piece) for piece in exporting.stream(exporting.kind("csv"), exporting.records(Selection())))
    tracemalloc.start()
    for _piece in exporting.stream(exporting.kind("marcxml"), exporting.records(Selection())):
        pass
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 6_000_000
    assert peak < 6_000_000


def test_an_export_is_a_job_with_its_file(two: list[int]) -> None:
    chosen = Selection(format="cnmarc")
    job = export_job.start_export(actor=TESTER, at=LONG_AGO, kind="marc", chosen=chosen)
    assert worker.do_one_job("test")
    assert jobs.job(job).state == "done"
    kept = Job.objects.get(pk=job).file_id
    assert kept is not None
    with files.open_file(kept) as file:
        assert file.read() == made("marc", two[0])


def test_an_export_is_refused_without_the_grant_or_without_records(two: list[int]) -> None:
    with pytest.raises(NotAllowed):
        export_job.start_export(actor=ANONYMOUS, at=LONG_AGO, kind="marc", chosen=Selection())
    for kind, text in (("marc", "没有的"), ("pdf", "")):
        with pytest.raises(Invalid):
            export_job.start_export(actor=TESTER, at=LONG_AGO, kind=kind, chosen=Selection(text=text))


def test_the_page_starts_a_job_and_keeps_what_was_typed_when_nothing_matches(two: list[int]) -> None:
    without_second_factor()
    clerk = Client()
    clerk.force_login(make_user(make_staff("cataloguer")))
    assert "射雕" in clerk.get(reverse("catalogue:exports") + "?q=射雕").content.decode()
    refused = clerk.post(reverse("catalogue:exports"), {"kind": "marc", "text": "没有的"})
    assert refused.status_code == 422
    assert "没有的" in refused.content.decode()
    started = clerk.post(reverse("catalogue:exports"), {"kind": "csv", "text": "射雕", "since": "2019-01-01"})
    assert started.status_code == 302
    assert worker.do_one_job("test")
    assert Client().get(reverse("catalogue:exports")).status_code == 302


def test_anybody_takes_one_record_or_a_list(two: list[int], client: Client) -> None:
    page = client.get(reverse("catalogue:record", args=[two[0]])).content.decode()
    for name in ("mrc", "mrc-gb18030", "xml", "dc", "mods", "ris", "bibtex", "csv", "xlsx"):
        address = reverse(f"catalogue:{name}", args=[two[0]])
        assert address in page
        assert client.get(address).status_code == 200
        assert client.get(reverse(f"catalogue:{name}", args=[9999])).status_code == 404
    listed = client.get(reverse("catalogue:export-list", args=["ris"]), {"id": [*two, "x", "9" * 30]})
    assert b"".join(listed.streaming_content).count(b"TY  - BOOK") == 2  # type: ignore[attr-defined]
    assert client.get(reverse("catalogue:export-list", args=["pdf"]), {"id": two}).status_code == 422
