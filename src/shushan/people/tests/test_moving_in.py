"""A library moves in: tables read by their bytes, columns guessed, every row judged, written, taken back."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from shushan.jobs.worker import do_one_job
from shushan.kernel.clock import now
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.people import policy
from shushan.people import public as people
from shushan.people.checks import checks
from shushan.people.models import Card, MovingInLine, Person, Reader
from shushan.people.moving_in import engine, guessing, tables
from shushan.people.moving_in.readers import Readers
from shushan.people.operations.persons import id_number_of
from shushan.people.queries.own import what_is_kept
from shushan.people.tests.make import TESTER, actor_of, counted, make_reader, make_staff, make_user

pytestmark = pytest.mark.usefixtures("one_factor")
db = pytest.mark.django_db
ID = "11010519491231002X"
HEAD = "证号,姓名,身份证号,出生日期,性别,手机,读者类型,有效期至,证件状态,监护人证号\n"
KNOWN = {field.code: field.headings for field in Readers.fields}


def moved(text: str | bytes, site: int, *, stage: str = "import", name: str = "a.csv", kind: str = "readers") -> int:
    """Bring a file through study and import, as the worker does, and return the run."""
    raw = text if isinstance(text, bytes) else text.encode()
    kept = engine.keep_upload([raw], name=name, actor=TESTER, at=now())
    seen = engine.preview(kind_code=kind, file_id=kept.id)
    run_id = engine.start_study(
        actor=TESTER, at=now(), kind_code=kind, file_id=kept.id, site_id=site, columns=seen.guessed, words={}
    )
    work()
    if stage == "import":
        engine.start_import(actor=TESTER, at=now(), run_id=run_id)
        work()
    return run_id


def work() -> None:
    while do_one_job("test"):
        pass


def refused(run_id: int) -> dict[int, str]:
    return {line.line: line.reason for line in engine.lines(run_id, outcome="refused")}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-1-2", date(2020, 1, 2)),
        ("2020/01/02 10:30:00", date(2020, 1, 2)),
        ("2020.1.2", date(2020, 1, 2)),
        ("2020年1月2日", date(2020, 1, 2)),
        ("20200102", date(2020, 1, 2)),
        ("2020－01－02", date(2020, 1, 2)),
        ("43832", date(2020, 1, 2)),
        ("25/12/2020", date(2020, 12, 25)),
        ("12/25/2020", date(2020, 12, 25)),
        ("3/4/2020", None),
        ("4/4/2020", date(2020, 4, 4)),
        ("2020-02-30", None),
        ("昨天", None),
        ("", None),
    ],
)
def test_days_in_usual_forms(text: str, day: date | None) -> None:
    assert guessing.day(text) == day


@given(st.dates(min_value=date(1910, 1, 2), max_value=date(2099, 12, 31)))
def test_every_day_is_read_back_from_every_form(day: date) -> None:
    forms = [
        day.isoformat(), f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日",
        str((day - date(1899, 12, 30)).days),
    ]  # fmt: skip
    assert {guessing.day(form) for form in forms} == {day}


def test_moments_keep_their_time() -> None:
    assert guessing.moment("2020-1-2 9:05") == (date(2020, 1, 2), time(9, 5))
    assert guessing.moment("2020-01-02T23:59:59.000") == (date(2020, 1, 2), time(23, 59, 59))
    assert guessing.moment("2020-01-02") == (date(2020, 1, 2), None)
    assert guessing.moment("2020-01-02 25:00") is None


def test_columns_are_guessed_from_headings_in_both_languages() -> None:
    chinese = ["序号", "读者姓名", "借书证号", "身份证号码", "联系电话(手机)", "失效日期"]
    assert guessing.guess(chinese, KNOWN) == {"name": 1, "card": 2, "id_number": 3, "phone": 4, "expires_on": 5}
    english = ["Card Number", "Full name", "Date of Birth", "E-mail", "Patron type", "Expiry date"]
    assert guessing.guess(english, KNOWN) == {
        "card": 0, "name": 1, "birth_on": 2, "email": 3, "category": 4, "expires_on": 5
    }  # fmt: skip


def test_a_table_is_read_in_every_coding_and_delimiter() -> None:
    text = "证号;姓名\n001;李小满，女\n\n002;欧阳\u3400\n"
    for coding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        table = tables.opened(io.BytesIO(text.encode(coding)))
        assert table.headings == ("证号", "姓名"), coding
        assert [(line, cells[1]) for line, cells in table.rows if any(cells)] == [(2, "李小满，女"), (4, "欧阳\u3400")]
    assert tables.opened(io.BytesIO(b"a\tb\n1\t2\n")).headings == ("a", "b")


def test_a_sheet_is_read_with_its_dates_and_numbers() -> None:
    book = Workbook()
    book.active.append(["证号", "姓名", "出生日期"])
    book.active.append([100001.0, "李小满", datetime(1990, 5, 4)])
    raw = io.BytesIO()
    book.save(raw)
    table = tables.opened(raw)
    assert (table.encoding, list(table.rows)) == ("xlsx", [(2, ["100001", "李小满", "1990-05-04"])])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-xls"),
        (b"PK\x03\x04not a zip", "broken"),
        (b"\xff\xff\x80\x80\xff", "encoding"),
        (b"", "no-heading"),
        (b"one column\n1\n", "no-heading"),
        (b"a,b\x00c\n1,2\n", "broken"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(raw: bytes, code: str) -> None:
    with pytest.raises(tables.NotATable) as refusal:
        list(tables.opened(io.BytesIO(raw)).rows)
    assert refusal.value.code == code


@db
def test_readers_move_in_with_their_cards_and_count_as_no_new_cards(centre: int) -> None:
    text = HEAD + (
        f"200001,李小满,{ID},,女,13812345678,成人,2099-12-31,正常,\n"
        "200002,李小小,,2018-03-04,男,,学生,2099/12/31,,200001\n"
        "200003,钱二,,1990年5月4日,,,普通读者,20200101,挂失,\n"
        "200004,孙三,,,,,,2099-12-31,停借,\n"
    )
    run_id = moved(text.encode("gb18030"), centre)
    assert engine.find(run_id).counts == {"new": 4} and not refused(run_id)
    one, child = people.reader_by_card("200001"), people.reader_by_card("200002")
    person = Person.objects.get(pk=one.person_id)
    assert (person.birth_on, person.gender, id_number_of(person)) == (date(1949, 12, 31), "f", ID)
    assert ID.encode() not in bytes(person.id_number_sealed or b"")
    assert (one.category.value, child.category.value, one.home_site_id) == ("adult", "child", centre)
    assert Reader.objects.get(pk=child.id).guardian_id == one.id
    assert people.reader_by_card("200003").card_state is people.CardState.LOST
    assert people.reader_by_card("200004").freeze_reason == "旧系统停借"
    assert counted("people.card-issued") == 0 and counted("people.reader-registered") == 4
    assert counted("people.card-validity") == 3
    found = [f"{c.code} {f.subject}" for c in checks() for f in c.run() if c.code != "people.consents"]
    assert found == []


@db
def test_the_same_file_again_changes_nothing_and_a_newer_one_updates(centre: int) -> None:
    text = HEAD + f"200001,李小满,{ID},,女,13812345678,成人,2099-12-31,,\n"
    moved(text, centre)
    again = moved(text, centre)
    assert engine.find(again).counts == {"unchanged": 1}
    newer = moved(text.replace("13812345678", "13900001111").replace("2099-12-31", "2088-01-01"), centre)
    assert engine.find(newer).counts == {"updated": 1}
    value = people.reader_by_card("200001")
    assert Person.objects.get(pk=value.person_id).phone == "13900001111"
    assert value.card_expires_on == date(2088, 1, 1)
    empty = moved("证号,姓名,手机\n200001,李小满,\n", centre)
    assert engine.find(empty).counts == {"unchanged": 1}
    assert Reader.objects.count() == 1


@db
def test_bad_rows_are_refused_with_line_and_reason_and_the_good_go_in(centre: int) -> None:
    make_reader(site_id=centre, name="在库", card_number="900001", id_number="110105199003072231")
    rows = [
        ",无证号,,,,,,,,", "200001,,,,,,,,,", "200002,好人,,,,,,,,", "200002,重号,,,,,,,,",
        "200003,坏证,110105194912310021,,,,,,,", "200004,坏日,,3/4/2020,,,,,,", "200005,未来,,2999-01-01,,,,,,",
        f"200006,不符,{ID},1950-01-01,,,,,,", "200007,坏型,,,,,外星人,,,", "200008,坏态,,,,,,,飞了,",
        "200009,孤儿,,2018-01-01,,,,,,777777", "900001,别名,,,,,,,,", "200010,同证,110105199003072231,,,,,,,",
        "200011,坏期,,,,,,some day,,",
    ]  # fmt: skip
    run_id = moved(HEAD + "\n".join(rows) + "\n", centre)
    assert refused(run_id) == {
        2: "no-card", 3: "no-name", 5: "same-card:4", 6: "bad-document", 7: "bad-birth:3/4/2020",
        8: "bad-birth:2999-01-01", 9: "birth-differs", 10: "bad-category:外星人", 11: "bad-state:飞了",
        12: "no-guardian:777777", 13: "other-name", 14: "document-taken:0001", 15: "bad-expires:some day",
    }  # fmt: skip
    assert engine.find(run_id).counts == {"refused": 13, "new": 1}
    assert set(Person.objects.filter(reader__isnull=False).values_list("name", flat=True)) == {"在库", "好人"}


@db
def test_a_study_writes_nothing_and_says_what_the_import_then_does(centre: int) -> None:
    text = HEAD + "200001,李小满,,,,,,,,\n200002,李小小,,2018-03-04,,,,,,200001\n,无,,,,,,,,\n"
    run_id = moved(text, centre, stage="study")
    assert engine.find(run_id).counts == {"new": 2, "refused": 1} and not Reader.objects.exists()
    assert counted("people.reader-registered") == 0
    engine.start_import(actor=TESTER, at=now(), run_id=run_id)
    work()
    assert engine.find(run_id).counts == {"new": 2, "refused": 1} and Reader.objects.count() == 2
    with pytest.raises(Conflict):
        engine.start_import(actor=TESTER, at=now(), run_id=run_id)


@db
def test_an_import_that_was_cut_off_goes_on_without_doubling(centre: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD + "".join(f"3000{n:02},读者{n},,,,,,,,\n" for n in range(40))
    run_id = moved(text, centre, stage="study")
    engine.start_import(actor=TESTER, at=now(), run_id=run_id)
    whole, seen = engine._written, []

    def cut(*args: Any) -> MovingInLine:
        seen.append(args[2])
        if len(seen) == 25:
            raise RuntimeError("the power went")
        return whole(*args)

    monkeypatch.setattr(engine, "_written", cut)
    work()
    assert 0 < Reader.objects.count() < 40
    monkeypatch.setattr(engine, "_written", whole)
    from shushan.jobs import public as jobs

    job_id = engine.find(run_id).job_id or 0
    if jobs.job(job_id).is_over:
        jobs.retry(actor=TESTER, at=now(), job_id=job_id)
    from shushan.jobs.models import Job

    Job.objects.filter(pk=job_id).update(lease_until=None)
    work()
    assert Reader.objects.count() == 40 and engine.find(run_id).counts == {"new": 40}


@db
def test_an_import_is_taken_back_as_far_as_nothing_hangs_on_it(centre: int) -> None:
    make_reader(site_id=centre, name="在库", card_number="900001", phone="13800001111")
    people_before, facts_before = Person.objects.count(), counted("people.card-validity")
    text = HEAD + (
        "200001,李小满,,,,,,,,\n200002,李小小,,2018-03-04,,,,,,200001\n200003,用过,,,,,,,,\n200004,登录,,,,,,,,\n"
        "900001,在库,,,,13900002222,,,,\n"
    )
    run_id = moved(text, centre)
    assert engine.find(run_id).counts == {"new": 4, "updated": 1}
    people.freeze(actor=TESTER, at=now(), reader_id=people.reader_by_card("200003").id, reason="损坏图书")
    people.unfreeze(actor=TESTER, at=now(), reader_id=people.reader_by_card("200003").id)
    make_user(people.reader_by_card("200004").person_id)
    engine.start_undo(actor=TESTER, at=now(), run_id=run_id)
    work()
    stays = {line.line: line.stays for line in engine.lines(run_id, outcome="stays")}
    assert stays == {4: "was-served", 5: "has-account"}
    assert set(Card.objects.values_list("number", flat=True)) == {"900001", "200003", "200004"}
    assert Person.objects.count() == people_before + 2
    assert Person.objects.get(name="在库").phone == "13800001111"
    assert counted("people.card-validity") == facts_before + 2
    assert [f.subject for c in checks() for f in c.run() if c.code != "people.consents"] == []
    with pytest.raises(Conflict):
        engine.start_undo(actor=TESTER, at=now(), run_id=run_id)


@db
def test_who_may_and_what_must_be_there(centre: int, branch: int) -> None:
    kept = engine.keep_upload([b"a,b\n1,2\n"], name="a.csv", actor=TESTER, at=now())
    said: dict[str, Any] = {"at": now(), "kind_code": "readers", "file_id": kept.id, "site_id": centre, "words": {}}
    with pytest.raises(Invalid, match="证号"):
        engine.start_study(actor=TESTER, columns={"name": 1}, **said)
    lead = actor_of(make_staff("desk-lead", site_id=centre), at=now())
    with pytest.raises(NotAllowed):
        engine.start_study(actor=lead, columns={"card": 0, "name": 1}, **said)
    with pytest.raises(NotAllowed):
        engine.keep_upload([b"a,b\n"], name="a.csv", actor=lead, at=now())
    with pytest.raises(Invalid, match="xls"):
        engine.keep_upload([b"\xd0\xcf\x11\xe0"], name="a.xls", actor=TESTER, at=now())


@db
def test_the_whole_evening_on_the_pages(centre: int) -> None:
    client = Client()
    client.force_login(make_user(make_staff("director", name="馆长")))
    text = f"证号,姓名,身份证号,手机,读者类型\n200001,李小满,{ID},13812345678,贵宾\n,无证,,,\n"
    file = SimpleUploadedFile("旧读者.csv", text.encode("gb18030"))
    answer = client.post(reverse("people:moving-in"), {"kind": "readers", "file": file})
    page = client.get(answer.url).content.decode()
    assert "gb18030" in page and "贵宾" in page and ID not in page and "13812345678" not in page
    columns = {f"column-{c}": "" for c in KNOWN}
    said = {**columns, "site": str(centre), "column-card": "0", "column-name": "1", "column-id_number": "2",
            "column-phone": "3", "column-category": "4", "word-0": "elder"}  # fmt: skip
    assert client.post(answer.url, {**said, "column-name": ""}).status_code == 422
    address = client.post(answer.url, said).url
    work()
    page = client.get(address).content.decode()
    assert "没有证号" in page and "还没有写入任何东西" in page and not Reader.objects.exists()
    run_id = engine.runs()[0].pk
    assert client.post(reverse("people:moving-in-start", args=[run_id])).url == address
    work()
    assert people.reader_by_card("200001").category.value == "elder"
    report = client.get(reverse("people:moving-in-report", args=[run_id])).getvalue().decode()
    assert "no-card" in report and "李小满" not in report
    undo = reverse("people:moving-in-undo", args=[run_id])
    assert "将删除" in client.post(undo).content.decode() and Reader.objects.count() == 1
    assert client.post(undo, {"confirmed": "1"}).url == address
    work()
    assert not Reader.objects.exists() and "已撤销" in client.get(reverse("people:moving-in")).content.decode()
    bad = client.post(reverse("people:moving-in"), {"kind": "readers", "file": SimpleUploadedFile("a.csv", b"x")})
    assert bad.status_code == 422


@db
def test_a_table_of_readers_is_destroyed_after_a_week(centre: int) -> None:
    from shushan.files import public as files
    from shushan.people.nightly import _drop_files

    kept = engine.keep_upload([b"a,b\n1,2\n"], name="a.csv", actor=TESTER, at=now())
    _drop_files(now())
    with files.open_file(kept.id) as stream:
        assert stream.read(3) == b"a,b"
    _drop_files(now() + engine.FILES_KEPT + policy.RENEW_FROM)
    with pytest.raises(Exception, match="文件"):
        files.open_file(kept.id)


@db
def test_erasing_destroys_what_an_import_remembered_and_export_names_the_family(centre: int) -> None:
    moved(HEAD + "200001,李小满,,1980-01-01,,13812345678,,,,\n", centre)
    run_id = moved(HEAD + "200001,李小满,,1980-01-01,,13900001111,,,,\n", centre)
    assert MovingInLine.objects.get(run=run_id).before
    reader, other = people.reader_by_card("200001"), make_reader(site_id=centre, name="钱二")
    people.name_proxy(actor=actor_of(reader.person_id, at=now()), at=now(), proxy_id=other.id)
    parts = {part.code: part.rows for part in what_is_kept(reader.person_id, at=now())}
    assert "钱*" in repr(parts["family"]) and "钱二" not in repr(parts["family"])
    assert "李" in repr({part.code: part.rows for part in what_is_kept(other.person_id, at=now())}["family"])
    people.erase_person(actor=TESTER, at=now(), person_id=reader.person_id)
    assert MovingInLine.objects.get(run=run_id).before is None
    assert "family" not in {part.code for part in what_is_kept(other.person_id, at=now())}
    engine.start_undo(actor=TESTER, at=now(), run_id=run_id)
    work()
    assert [line.stays for line in engine.lines(run_id, outcome="stays")] == ["is-gone"]
