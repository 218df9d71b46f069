"""An import in stages: what a study says is what the import does, and a whole import goes back as if it never came."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client
from django.urls import reverse

from shushan.catalogue import import_stages as stages
from shushan.catalogue import imports, operations
from shushan.catalogue.checks import STOCK, checks
from shushan.catalogue.import_models import ImportLine, ImportRun, ImportStudy
from shushan.catalogue.marc import iso2709
from shushan.catalogue.models import BibRecord, Item, RecordGone, RecordIsbn, StockTake
from shushan.catalogue.stock_taking import scan
from shushan.catalogue.terms import Doubles
from shushan.catalogue.tests.make import LONG_AGO, TESTER, do_import, make_item, make_record
from shushan.catalogue.tests.records import cnmarc
from shushan.jobs import public as jobs
from shushan.jobs import worker
from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.ledger.models import Entry
from shushan.search.models import Change

pytestmark = pytest.mark.django_db(transaction=True)
LATER = LONG_AGO + timedelta(days=3)


def record(
    number: str, title: str = "书", *, isbn: str = "", barcodes: tuple[str, ...] = (), author: str = "作者"
) -> bytes:
    """Return a record as bytes, without an ISBN unless one is given."""
    return iso2709.serialise(cnmarc(number, title, isbn=isbn, barcodes=barcodes, author=author))


def study(data: bytes, site_id: int, source: str = "CALIS") -> int:
    """Study a file to its end and return the study's id."""
    kept = imports.keep_upload([data], name="a.mrc", actor=TESTER, at=LONG_AGO)
    made = stages.start_study(actor=TESTER, at=LONG_AGO, file_id=str(kept.id), source=source, site_id=site_id)
    assert worker.do_one_job("test")
    return made


def undo(run_id: int, at: datetime = LATER) -> dict[str, int]:
    """Take an import back to its end."""
    stages.start_undo(actor=TESTER, at=at, run_id=run_id)
    assert worker.do_one_job("test")
    assert imports.run(run_id).undone_at is not None
    return stages.undo_counts(run_id)


def stock(site_id: int) -> int:
    """Return what the ledger says a site has."""
    return ledger.stock(STOCK, site_id=site_id, on=ledger.FAR)


def test_a_study_says_what_the_import_then_does(centre: int) -> None:
    make_record("旧书", isbn="9787020008735")
    do_import(record("1", "边城") + record("2", "家"), site_id=centre)
    data = (
        record("1", "边城") + record("2", "家：修订") + record("3", "新", barcodes=("N1", "N2"))
        + record("4", "同号", isbn="978-7-02-000873-5") + record("5", title="") + record("3", "新二")
    )  # fmt: skip
    before = BibRecord.objects.count(), Item.objects.count(), Change.objects.count()
    found = stages.study(study(data, centre))
    assert (BibRecord.objects.count(), Item.objects.count(), Change.objects.count()) == before
    assert found.outcomes == {"new": 1, "double": 1, "updated": 2, "unchanged": 1, "refused": 1}
    assert (found.read, found.items, found.formats, found.encodings) == (6, 2, {"cnmarc": 5}, {"utf-8": 5})
    assert [one.code for one in found.examples["refused"]] == ["no-title"]
    assert found.examples["double"][0].double_id == BibRecord.objects.get(title="旧书").pk
    run = stages.commit(actor=TESTER, at=LATER, study_id=found.id)
    assert worker.do_one_job("test")
    done = imports.run(run.id)
    assert (done.created, done.updated, done.unchanged, done.items, done.rejected) == (2, 2, 1, 2, 1)
    assert [title for _pk, title, _other, _why in stages.doubles(run.id)] == ["同号"]


def test_doubles_can_be_left_out_and_are_named(centre: int) -> None:
    there = make_record("旧书", isbn="9787020008735")
    made = study(record("4", "同号", isbn="9787020008735", barcodes=("D1",)) + record("5", "别的"), centre)
    run = stages.commit(actor=TESTER, at=LATER, study_id=made, doubles=Doubles.LEAVE)
    assert worker.do_one_job("test")
    assert set(BibRecord.objects.values_list("title", flat=True)) == {"旧书", "别的"}
    ((_pk, line),) = imports.problems(run.id)
    assert line.code == "possible-double"
    assert str(there) in line.reason
    assert not Item.objects.exists()


def test_a_study_is_committed_once_by_who_may_and_only_when_it_is_finished(centre: int) -> None:
    kept = imports.keep_upload([record("1")], name="a.mrc", actor=TESTER, at=LONG_AGO)
    with pytest.raises(NotAllowed):
        stages.start_study(actor=ANONYMOUS, at=LONG_AGO, file_id=str(kept.id), source="x", site_id=centre)
    with pytest.raises(Invalid):
        stages.start_study(actor=TESTER, at=LONG_AGO, file_id=str(kept.id), source=" ", site_id=centre)
    made = stages.start_study(actor=TESTER, at=LONG_AGO, file_id=str(kept.id), source="x", site_id=centre)
    with pytest.raises(Conflict):
        stages.commit(actor=TESTER, at=LATER, study_id=made)
    assert worker.do_one_job("test")
    with pytest.raises(NotAllowed):
        stages.commit(actor=ANONYMOUS, at=LATER, study_id=made)
    stages.commit(actor=TESTER, at=LATER, study_id=made)
    with pytest.raises(Conflict):
        stages.commit(actor=TESTER, at=LATER, study_id=made)
    assert ImportRun.objects.count() == 1


def test_an_import_goes_back_as_if_it_never_came(centre: int) -> None:
    do_import(record("1", "边城", isbn="9787020008735", barcodes=("A1",)), site_id=centre)
    before = BibRecord.objects.values().get()
    run = do_import(
        record("1", "边城：改坏了", isbn="9787544258609", barcodes=("A1", "A2")) + record("2", "家", barcodes=("B1", "B2"))
        + record("2", "家：又一次", barcodes=("B3",)),
        site_id=centre,
    )  # fmt: skip
    assert stock(centre) == 5
    assert undo(run.id) == {"undone": 3}
    after = BibRecord.objects.values().get()
    assert {k: v for k, v in after.items() if k != "changed_at"} == {
        k: v for k, v in before.items() if k != "changed_at"
    }
    assert after["changed_at"] == LATER
    assert RecordIsbn.objects.get().isbn == "9787020008735"
    assert Item.objects.get().barcode == "A1"
    assert stock(centre) == 1
    assert Entry.objects.filter(corrects__isnull=False).count() == 4
    assert RecordGone.objects.get().control_number == "2"
    assert not [found for check in checks() for found in check.run()]
    again = do_import(record("2", "家", barcodes=("B1", "B2")), site_id=centre)
    assert (again.created, again.items, again.rejected) == (1, 2, 0)  # its barcodes are free again


def test_what_was_touched_since_stays_and_is_named(centre: int) -> None:
    run = do_import(b"".join(record(f"{n}", f"书{n}", barcodes=(f"B{n}",)) for n in range(1, 7)), site_id=centre)
    ids = dict(BibRecord.objects.values_list("control_number", "pk"))
    BibRecord.objects.filter(pk=ids["1"]).update(changed_at=F("changed_at") + timedelta(hours=1))
    do_import(record("5", "书五", barcodes=("B5",)), site_id=centre)
    make_item(site_id=centre, record_id=ids["2"], barcode="OWN")
    take = StockTake.objects.create(site_id=centre, begun_at=LATER, begun_by="x")
    scan(actor=TESTER, at=LATER, take_id=take.pk, barcode="B3")
    operations.withdraw_item(actor=TESTER, at=LATER, item_id=Item.objects.get(barcode="B4").pk, reason="破损")
    assert undo(run.id, LATER + timedelta(days=1)) == {"undone": 1, "changed": 2, "other-items": 1, "used": 2}
    assert set(BibRecord.objects.values_list("control_number", flat=True)) == {"1", "2", "3", "4", "5"}
    assert [(line.ordinal, line.code) for line in stages.left(run.id)] == [
        (1, "changed"), (2, "other-items"), (3, "used"), (4, "used"), (5, "changed"),
    ]  # fmt: skip
    assert stock(centre) == 5
    assert not [found for check in checks() for found in check.run()]


def test_an_import_is_taken_back_once_when_it_is_over_and_by_who_may(centre: int) -> None:
    kept = imports.keep_upload([record("1")], name="a.mrc", actor=TESTER, at=LONG_AGO)
    run = imports.start_import(actor=TESTER, at=LONG_AGO, file_id=str(kept.id), source="x", site_id=centre)
    with pytest.raises(Conflict):
        stages.start_undo(actor=TESTER, at=LATER, run_id=run.id)
    assert worker.do_one_job("test")
    with pytest.raises(NotAllowed):
        stages.start_undo(actor=ANONYMOUS, at=LATER, run_id=run.id)
    undo(run.id)
    with pytest.raises(Conflict):
        stages.start_undo(actor=TESTER, at=LATER, run_id=run.id)


def test_an_undoing_that_dies_goes_on_where_it_was(centre: int, monkeypatch: pytest.MonkeyPatch) -> None:
    run = do_import(b"".join(record(f"{n}", f"书{n}", barcodes=(f"B{n}",)) for n in range(90)), site_id=centre)
    from shushan.catalogue import undoing

    calls: list[int] = []

    def dying(*args: object, **kwargs: object) -> dict[str, int]:
        calls.append(1)
        if len(calls) == 3:
            raise OSError("the machine went away")
        return undoing.undo_slice(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr("shushan.catalogue.jobs.undo_slice", dying)
    stages.start_undo(actor=TESTER, at=LATER, run_id=run.id)
    assert worker.do_one_job("test")
    job_id = imports.run(run.id).undo_job_id or 0
    assert jobs.job(job_id).state is jobs.JobState.FAILED
    assert 0 < BibRecord.objects.count() < 90
    assert Item.objects.count() == BibRecord.objects.count() == stock(centre)
    jobs.retry(actor=TESTER, at=LATER, job_id=job_id)
    assert worker.do_one_job("test")
    assert not BibRecord.objects.exists()
    assert stages.undo_counts(run.id) == {"undone": 90}
    assert ImportLine.objects.count() == 90


def test_by_pages_study_commit_and_take_back(clerk: Client, centre: int) -> None:
    make_record("旧书", isbn="9787020008735")
    data = record("1", "边城", barcodes=("B1",)) + record("2", "同号", isbn="9787020008735") + record("3", title="")
    page = clerk.post(reverse("catalogue:imports"), {"file": SimpleUploadedFile("a.mrc", data)})
    started = clerk.post(page["Location"], {"source": "CALIS", "site": centre, "holdings": "any"})
    assert (
        "正在" in clerk.get(started["Location"]).content.decode()
        or "刷新" in clerk.get(started["Location"]).content.decode()
    )
    assert clerk.post(started["Location"], {"doubles": "take"}).status_code == 422
    assert worker.do_one_job("test")
    shown = clerk.get(started["Location"]).content.decode()
    for text in ("边城", "同号", "可能重复", "没有题名", "CNMARC"):
        assert text in shown
    assert BibRecord.objects.count() == 1
    done = clerk.post(started["Location"], {"doubles": "take"})
    assert worker.do_one_job("test")
    report = clerk.get(done["Location"]).content.decode()
    assert "请查重" in report
    run = ImportRun.objects.get()
    address = reverse("catalogue:undo-import", args=[run.pk])
    assert "台账里写冲正" in clerk.post(address).content.decode()
    assert run.undo_asked_at is None
    BibRecord.objects.filter(title="边城").update(changed_at=LATER)
    assert clerk.post(address, {"confirmed": "1"}).status_code == 302
    assert worker.do_one_job("test")
    report = clerk.get(done["Location"]).content.decode()
    assert "导入之后书目又改过" in report
    lines = b"".join(clerk.get(reverse("catalogue:import-left", args=[run.pk])).streaming_content)  # type: ignore[attr-defined]
    assert "边城".encode() in lines
    assert ImportStudy.objects.get().run_id == run.pk


def test_a_fact_of_stock_says_what_kind_of_thing_it_is(centre: int) -> None:
    made = replace(cnmarc("s1", "收获", isbn="", barcodes=("S1",)), leader="00000nas0 2200000   450 ")
    do_import(iso2709.serialise(made) + record("b1", "边城", barcodes=("B1",)), site_id=centre)
    serial = BibRecord.objects.get(control_number="s1").pk
    make_item(site_id=centre, record_id=serial, barcode="S2")
    make_item(site_id=centre, record_id=make_record(), barcode="T1")
    operations.withdraw_item(actor=TESTER, at=LATER, item_id=Item.objects.get(barcode="S1").pk, reason="破损")
    assert [entry.dims.get("material", "") for entry in Entry.objects.filter(subject__startswith="catalogue.item").order_by("pk")] == [
        "serial", "book", "serial", "book", "serial",
    ]  # fmt: skip
