"""Import: what is good is kept, what is bad is reported, and nothing is ever doubled."""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import Any

import pytest

from shushan.catalogue import import_writing, imports, queries
from shushan.catalogue.checks import STOCK, checks
from shushan.catalogue.errors import NotAnImportFile
from shushan.catalogue.import_models import ImportProblem, ImportRun
from shushan.catalogue.marc import iso2709, xml
from shushan.catalogue.marc.record import Field
from shushan.catalogue.models import BibRecord, Item, RecordIsbn
from shushan.catalogue.terms import Holdings
from shushan.catalogue.tests.make import LONG_AGO, TESTER, do_import, make_item, start_import
from shushan.catalogue.tests.records import cnmarc, coded, marc21
from shushan.database.public import insert_rows
from shushan.jobs import public as jobs
from shushan.jobs import worker
from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.clock import now
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.search.models import Change

pytestmark = pytest.mark.django_db(transaction=True)


def stock(site_id: int) -> int:
    """Return what the ledger says a site has."""
    return ledger.stock(STOCK, site_id=site_id, on=ledger.FAR)


def counts(run: imports.RunValue) -> tuple[int, int, int, int, int, int]:
    """Return the counts of a run: read, created, updated, unchanged, items, rejected."""
    return run.read, run.created, run.updated, run.unchanged, run.items, run.rejected


@pytest.fixture
def site(centre: int, transactional_db: None) -> int:
    """Return the id of a site."""
    return centre


def test_a_file_of_both_families_and_codings_becomes_records_items_and_facts(site: int) -> None:
    data = (
        coded(cnmarc("1", "边城", barcodes=("B1", "B2")), "gb18030")
        + b"\r\n"
        + iso2709.serialise(cnmarc("2", "家", barcodes=("B3-B5",)))
        + iso2709.serialise(marc21("3"))
    )
    run = do_import(data, site_id=site)
    assert counts(run) == (3, 3, 0, 0, 5, 0)
    assert jobs.job(run.job_id).state is jobs.JobState.DONE
    assert {r.title for r in BibRecord.objects.all()} == {"边城", "家", "Walden"}
    assert stock(site) == 5
    assert Change.objects.filter(kind="record").count() == 3
    assert run.finished_at is not None
    assert not [found for check in checks() for found in check.run()]


@pytest.mark.parametrize("kind", ["xml", "gz"])
def test_other_forms_give_the_same(kind: str, site: int) -> None:
    records = [cnmarc(f"{n}", f"书{n}", barcodes=(f"B{n}",)) for n in range(5)]
    if kind == "xml":
        data = ("<collection>" + "".join(xml.serialise(r) for r in records) + "</collection>").encode()
    else:
        data = gzip.compress(b"".join(iso2709.serialise(r) for r in records))
    assert counts(do_import(data, site_id=site)) == (5, 5, 0, 0, 5, 0)


def test_a_bad_record_is_reported_with_place_reason_and_bytes_and_the_rest_is_kept(site: int) -> None:
    good, bad = iso2709.serialise(cnmarc("1")), b"00100" + b"x" * 60 + b"\x1d"
    untitled = iso2709.serialise(cnmarc("3", title=""))
    run = do_import(good + bad + untitled + iso2709.serialise(cnmarc("4")), site_id=site)
    assert counts(run)[:2] == (4, 2)
    (_a, first), (_b, second) = imports.problems(run.id)
    assert (first.ordinal, first.position, first.raw) == (2, len(good), bad)
    assert (second.ordinal, second.position, second.code) == (3, len(good) + len(bad), "no-title")


def test_a_second_import_changes_nothing_and_a_newer_file_updates(site: int) -> None:
    old = [cnmarc(f"{n}", f"书{n}", barcodes=(f"B{n}",)) for n in range(3)]
    data = b"".join(iso2709.serialise(r) for r in old)
    do_import(data, site_id=site)
    assert counts(do_import(data, site_id=site)) == (3, 0, 0, 3, 0, 0)
    newer = iso2709.serialise(cnmarc("1", "书一", isbn="978-7-02-000220-7", barcodes=("B1", "B9")))
    assert counts(do_import(newer, site_id=site)) == (1, 0, 1, 0, 1, 0)
    changed = BibRecord.objects.get(control_number="1")
    assert (changed.title, [i.isbn for i in changed.isbns.all()]) == ("书一", ["9787020002207"])
    assert (BibRecord.objects.count(), Item.objects.count(), stock(site)) == (3, 4, 4)


def test_another_source_with_the_same_numbers_is_another_record(site: int) -> None:
    do_import(iso2709.serialise(cnmarc("1")), site_id=site, source="CALIS")
    do_import(iso2709.serialise(cnmarc("1")), site_id=site, source="NLC")
    assert BibRecord.objects.count() == 2


def test_one_record_for_each_copy_keeps_every_copy(site: int) -> None:
    data = b"".join(iso2709.serialise(cnmarc("7", barcodes=(f"B{n}",))) for n in range(4))
    run = do_import(data, site_id=site)
    assert (run.created, run.updated, run.items, run.rejected) == (1, 3, 4, 0)
    assert set(Item.objects.values_list("barcode", flat=True)) == {"B0", "B1", "B2", "B3"}


def test_a_record_without_control_number_is_known_by_its_content(site: int) -> None:
    data = iso2709.serialise(cnmarc("", "无号"))
    do_import(data, site_id=site)
    assert counts(do_import(data, site_id=site)) == (1, 0, 0, 1, 0, 0)


def test_a_barcode_of_another_record_is_reported_and_left_where_it_is(site: int) -> None:
    mine = make_item(site_id=site, barcode="B1")
    run = do_import(iso2709.serialise(cnmarc("1", barcodes=("B1", "B2"))), site_id=site)
    assert (run.created, run.items, run.rejected) == (1, 1, 1)
    assert queries.item_by_barcode("B1").id == mine
    assert imports.problems(run.id)[0][1].code == "barcode-taken"


def test_a_file_of_bad_records_only_leaves_nothing_but_the_report(site: int) -> None:
    run = do_import((b"00100" + b"x" * 60 + b"\x1d") * 30, site_id=site)
    assert counts(run) == (30, 0, 0, 0, 0, 30)
    assert (BibRecord.objects.count(), ImportProblem.objects.count()) == (0, 30)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"PK\x03\x04 zip", b"title,author\n"])
def test_what_is_no_marc_is_refused_and_nothing_starts(data: bytes, site: int) -> None:
    with pytest.raises(NotAnImportFile):
        imports.keep_upload([data], name="x", actor=TESTER, at=LONG_AGO)
    assert not ImportRun.objects.exists()


def test_an_import_needs_a_grant_and_a_source(site: int) -> None:
    data = iso2709.serialise(cnmarc())
    with pytest.raises(NotAllowed):
        imports.keep_upload([data], name="x.mrc", actor=ANONYMOUS, at=LONG_AGO)
    kept = imports.keep_upload([data], name="x.mrc", actor=TESTER, at=LONG_AGO)
    for actor, source, error in [(ANONYMOUS, "CALIS", NotAllowed), (TESTER, " ", Invalid)]:
        with pytest.raises(error):
            imports.start_import(actor=actor, at=LONG_AGO, file_id=str(kept.id), source=source, site_id=site)
    assert not ImportRun.objects.exists()


def test_a_worker_that_dies_between_slices_loses_and_doubles_nothing(site: int, monkeypatch: Any) -> None:
    data = b"".join(iso2709.serialise(cnmarc(f"{n}", f"书{n}", barcodes=(f"B{n}",))) for n in range(950))
    run = start_import(data, site_id=site)
    true_write, calls = import_writing.write_batch, []

    def dying(*args: Any, **kwargs: Any) -> Any:
        done = true_write(*args, **kwargs)
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt  # nothing catches it, as nothing catches the end of a process
        return done

    monkeypatch.setattr("shushan.catalogue.jobs.write_batch", dying)
    with pytest.raises(KeyboardInterrupt):
        worker.do_one_job("dies")
    half = imports.run(run.id)
    assert 0 < half.created < 950
    assert half.created == BibRecord.objects.count() == Item.objects.count() == stock(site)
    monkeypatch.undo()
    from shushan.jobs.models import Job

    Job.objects.update(lease_until=LONG_AGO)
    assert worker.do_one_job("comes after")
    assert counts(imports.run(run.id)) == (950, 950, 0, 0, 950, 0)
    assert BibRecord.objects.count() == Item.objects.count() == stock(site) == 950
    assert RecordIsbn.objects.count() == 950


def test_rows_go_in_as_they_are_whatever_they_contain(site: int) -> None:
    texts = ["tab\there", "line\nend", "back\\slash \\N", "引“号", "", "’" * 50, *map(str, range(60))]
    run = do_import(iso2709.serialise(cnmarc("1")), site_id=site)
    first = insert_rows(
        ImportProblem,
        ("run_id", "ordinal", "position", "code", "reason", "raw"),
        [(run.id, 7, 9, "x", text, text.encode() + b"\x00\x1e") for text in texts],
    )
    found = ImportProblem.objects.filter(pk__gte=first).order_by("pk").values_list("reason", "raw", "pk")
    assert [(r, bytes(raw)) for r, raw, _pk in found] == [(t, t.encode() + b"\x00\x1e") for t in texts]
    assert [pk for *_rest, pk in found] == list(range(first, first + len(texts)))


def test_the_doctor_sees_a_column_that_says_something_else_than_the_marc(site: int) -> None:
    do_import(iso2709.serialise(cnmarc("1")), site_id=site)
    assert not [found for check in checks() for found in check.run()]
    BibRecord.objects.update(title="别的")
    assert [found.what for check in checks() for found in check.run()] == ["columns differ from its MARC: title"]


@pytest.mark.parametrize(
    ("holdings", "barcodes"),
    [("any", {"C1", "M1", "K1"}), ("905", {"C1"}), ("852", {"M1"}), ("952", {"K1"}), ("none", set())],
)
def test_copies_come_from_the_field_that_is_said(holdings: str, barcodes: set[str], site: int) -> None:
    held = marc21("1")
    fields = [
        Field("852", "  ", (("p", "M1"),)),
        Field("905", "  ", (("b", "C1"),)),
        Field("952", "  ", (("p", "K1"),)),
    ]
    data = iso2709.serialise(replace(held, fields=(*held.fields, *fields)))
    kept = imports.keep_upload([data], name="a.mrc", actor=TESTER, at=LONG_AGO)
    imports.start_import(
        actor=TESTER, at=LONG_AGO, file_id=str(kept.id), source="S", site_id=site, holdings=Holdings(holdings)
    )
    assert worker.do_one_job("test")
    assert set(Item.objects.values_list("barcode", flat=True)) == barcodes


def test_a_preview_counts_the_file_and_names_its_codings(site: int) -> None:
    data = b"".join(coded(cnmarc(f"{n}", f"书{n}"), "gb18030") for n in range(25)) + iso2709.serialise(cnmarc("x"))
    kept = imports.keep_upload([gzip.compress(data)], name="a.gz", actor=TESTER, at=LONG_AGO)
    seen = imports.preview(str(kept.id))
    assert (seen.records, seen.is_all_counted, len(seen.first.ready)) == (26, True, 10)
    assert seen.encodings == ("gb18030",)
    wrapped = ("<collection>" + xml.serialise(cnmarc("1")) * 7 + "</collection>").encode()
    other = imports.keep_upload([wrapped], name="a.xml", actor=TESTER, at=LONG_AGO)
    assert imports.preview(str(other.id)).records == 7
    assert not BibRecord.objects.exists()


def test_the_coding_and_the_fate_of_each_record_are_told(site: int) -> None:
    do_import(iso2709.serialise(cnmarc("2", "家")), site_id=site)
    data = coded(cnmarc("1", "边城"), "gb18030") + iso2709.serialise(cnmarc("2", "家"))
    data += iso2709.serialise(cnmarc("2", "春")) + coded(marc21("3", "Größe"), "latin-1")
    run = do_import(data, site_id=site)
    told = [
        (line.ordinal, line.outcome, line.encoding, line.control_number, line.title) for line in imports.lines(run.id)
    ]
    assert told == [
        (1, "new", "gb18030", "1", "边城"),
        (2, "updated", "utf-8", "2", "春"),
        (3, "updated", "utf-8", "2", "春"),
        (4, "new", "latin-1", "3", "Größe"),
    ]
    assert imports.encodings(run.id) == {"utf-8": 2, "gb18030": 1, "latin-1": 1}


def test_a_record_in_two_codings_is_taken_and_says_which_fields_are_in_which(
    site: int, client: Any, django_assert_num_queries: Any
) -> None:
    more = (Field("606", "0 ", (("a", "TEXT"),)), Field("330", "  ", (("a", "OTHER"),)))
    raw = coded(cnmarc("1", "边城", author="沈从文", more=more), "gb18030").replace(
        b"TEXT", "长篇小说中国现代".encode()
    )
    taken = raw.replace(b"OTHER", "一个湘西小城里的故事".encode("gb18030"))
    refused = raw.replace(b"OTHER", "一个湘西小城".encode()[:-1])
    run = do_import(taken + refused + iso2709.serialise(cnmarc("2")), site_id=site)
    record = BibRecord.objects.get(control_number="1")
    assert (record.title, record.subjects, record.summary) == ("边城", ["长篇小说中国现代"], "一个湘西小城里的故事")
    assert imports.encodings(run.id) == {"mixed": 1, "utf-8": 1}
    with django_assert_num_queries(2):
        [line] = imports.mixed(run.id)
    assert (line.ordinal, line.codings) == (1, "gb18030 010 200 210 701 330; utf-8 606")
    [(_pk, problem)] = imports.problems(run.id)
    assert (problem.ordinal, problem.code) == (2, "encoding:330") and "330" in problem.shown_reason
    without_second_factor()
    client.force_login(make_user(make_staff("cataloguer")))
    page = client.get(f"/staff/catalogue/imports/{run.id}/").content.decode()
    assert line.codings in page and "几种混用" in page and "字段 330 的编码认不出" in page
    file = client.get(f"/staff/catalogue/imports/{run.id}/report.csv")
    assert line.codings.encode() in b"".join(file.streaming_content)


def test_a_rehearsal_says_what_an_import_would_do_and_writes_nothing(site: int) -> None:
    do_import(iso2709.serialise(cnmarc("1")) + iso2709.serialise(cnmarc("2")), site_id=site)
    newer = [cnmarc("1"), cnmarc("2", "新题名"), cnmarc("3", barcodes=("B1-B3",))]
    data = b"".join(iso2709.serialise(one) for one in newer) + b"00100" + b"x" * 60 + b"\x1d"
    kept = imports.keep_upload([data], name="a.mrc", actor=TESTER, at=LONG_AGO)
    told = imports.rehearse(actor=TESTER, file_id=str(kept.id), source="CALIS")
    assert told.outcomes == {"unchanged": 1, "updated": 1, "double": 1, "refused": 1}
    assert (told.items, told.encodings, [line.ordinal for line in told.refused]) == (3, {"utf-8": 3}, [4])
    assert (BibRecord.objects.count(), Item.objects.count(), ImportRun.objects.count()) == (2, 0, 1)
    with pytest.raises(NotAllowed):
        imports.rehearse(actor=ANONYMOUS, file_id=str(kept.id), source="CALIS")


def test_what_no_database_holds_costs_neither_the_record_nor_the_import(site: int) -> None:
    odd = cnmarc(
        "N\x00", "边\x00城", author="沈\x00", barcodes=("B\x001",), more=(Field("606", "0 ", (("a", "小\x00说"),)),)
    )
    raw = coded(odd, "utf-8") + iso2709.serialise(cnmarc("2", "家"))
    assert counts(do_import(raw, site_id=site)) == (2, 2, 0, 0, 1, 0)
    kept = BibRecord.objects.get(control_number="N")
    assert (kept.title, kept.author, kept.subjects, Item.objects.get().barcode) == ("边城", "沈", ["小说"], "B1")


def test_a_record_says_it_changed_when_it_was_written_so_that_no_harvester_misses_it(site: int) -> None:
    begun = start_import(iso2709.serialise(cnmarc("1")), site_id=site)  # asked for long ago
    before = now()
    assert worker.do_one_job("test")
    found = BibRecord.objects.get()
    assert found.created_at == begun.made_at < before <= found.changed_at
