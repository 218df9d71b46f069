"""Readers' own lists and kept searches: only their own, shared by an unguessable address, gone when they go."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from shushan.adapters.tantivy_engine import TantivyEngine
from shushan.catalogue.lists import operations, queries
from shushan.catalogue.lists.following import ListsFollow
from shushan.catalogue.lists.models import Booklist, BooklistEntry, SavedSearch
from shushan.catalogue.merging import merge_records
from shushan.catalogue.models import BibRecord
from shushan.catalogue.tests.make import LONG_AGO, TESTER, make_record
from shushan.kernel.actor import ANONYMOUS, Actor
from shushan.kernel.clock import now
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.people.tests.make import make_reader, make_user
from shushan.search import ports
from shushan.search.public import rebuild

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(centre: int) -> people.ReaderValue:
    return make_reader(site_id=centre)


@pytest.fixture
def mine(me: people.ReaderValue) -> Client:
    client = Client()
    client.force_login(make_user(me.person_id))
    return client


def _as(reader: people.ReaderValue) -> Actor:
    return people.actor_of_person(reader.person_id, at=now())


def _who(reader: people.ReaderValue) -> dict[str, object]:
    return {"actor": _as(reader), "at": LONG_AGO, "reader_id": reader.id}


def test_a_list_from_the_first_title_to_its_end(me: people.ReaderValue, mine: Client) -> None:
    record = make_record("边城")
    page = mine.get(f"/record/{record}/").content.decode()
    assert "建好并加进去" in page
    assert mine.post("/my/lists/", {"name": "想看", "record": record}).status_code == 302
    made = Booklist.objects.get()
    assert "想看" in mine.get(f"/record/{record}/").content.decode()
    mine.post(f"/my/lists/titles/{record}/", {"list": made.pk})
    assert BooklistEntry.objects.count() == 1, "a title stands once"
    assert "边城" in mine.get(f"/my/lists/{made.pk}/").content.decode()
    assert mine.post(f"/my/lists/{made.pk}/", {"name": "看过", "note": "慢"}).status_code == 302
    assert "看过" in mine.get("/my/lists/").content.decode()
    assert "1" in mine.get("/my/").content.decode()
    mine.post(f"/my/lists/{made.pk}/titles/{BooklistEntry.objects.get().pk}/removal/")
    assert not BooklistEntry.objects.exists()
    assert "都会删除" in mine.post(f"/my/lists/{made.pk}/deletion/").content.decode()
    assert Booklist.objects.exists()
    mine.post(f"/my/lists/{made.pk}/deletion/", {"confirmed": "1"})
    assert not Booklist.objects.exists()


def test_a_shared_list_is_seen_by_its_address_alone_and_closed_at_once(me: people.ReaderValue, mine: Client) -> None:
    record = make_record("边城")
    made = operations.make_list(**_who(me), name="沈从文")  # type: ignore[arg-type]
    operations.add_title(**_who(me), list_id=made, record_id=record)  # type: ignore[arg-type]
    mine.post(f"/my/lists/{made}/sharing/")
    token = queries.list_of(me.id, made).token
    stranger = Client()
    page = stranger.get(f"/lists/{token}/")
    assert "边城" in page.content.decode()
    assert me.name not in page.content.decode()
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert stranger.get(f"/lists/{uuid4()}/").status_code == 404
    assert stranger.get(f"/lists/{made}/").status_code == 404
    mine.post(f"/my/lists/{made}/sharing/", {"end": "1"})
    assert stranger.get(f"/lists/{token}/").status_code == 404
    mine.post(f"/my/lists/{made}/sharing/")
    assert queries.list_of(me.id, made).token != token


def test_nobody_reaches_the_list_of_another(me: people.ReaderValue, centre: int) -> None:
    other = make_reader(site_id=centre)
    made = operations.make_list(**_who(me), name="私")  # type: ignore[arg-type]
    kept = operations.keep_search(**_who(me), name="甲", query="q=a")  # type: ignore[arg-type]
    stranger = Client()
    stranger.force_login(make_user(other.person_id))
    assert stranger.get(f"/my/lists/{made}/").status_code == 404
    for address in (
        f"lists/{made}/sharing/",
        f"lists/{made}/deletion/",
        f"searches/{kept}/look/",
        f"searches/{kept}/deletion/",
    ):
        assert stranger.post(f"/my/{address}", {"confirmed": "1"}).status_code == 404, address
    assert Client().get(f"/my/lists/{made}/").status_code == 302
    with pytest.raises(NotAllowed):
        operations.make_list(actor=_as(other), at=LONG_AGO, reader_id=me.id, name="冒")
    with pytest.raises(NotAllowed):
        operations.make_list(actor=ANONYMOUS, at=LONG_AGO, reader_id=me.id, name="冒")
    with pytest.raises(NotFound):
        operations.rename_list(**_who(other), list_id=made, name="改", note="")  # type: ignore[arg-type]


def test_what_cannot_be_is_refused(me: people.ReaderValue, mine: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    who = _who(me)
    made = operations.make_list(**who, name="一")  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        operations.make_list(**who, name=" 一 ")  # type: ignore[arg-type]
    for name in ("", " \x00 "):
        with pytest.raises(Invalid):
            operations.make_list(**who, name=name)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        operations.add_title(**who, list_id=made, record_id=999_999)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        operations.keep_search(**who, name="空", query="  ")  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        operations.keep_search(**who, name="长", query="q=" + "a" * 1200)  # type: ignore[arg-type]
    monkeypatch.setattr(operations, "MOST_TITLES", 1)
    monkeypatch.setattr(operations, "MOST_LISTS", 1)
    monkeypatch.setattr(operations, "MOST_SEARCHES", 0)
    operations.add_title(**who, list_id=made, record_id=make_record("甲"))  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        operations.add_title(**who, list_id=made, record_id=make_record("乙"))  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        operations.make_list(**who, name="二")  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        operations.keep_search(**who, name="甲", query="q=a")  # type: ignore[arg-type]
    assert mine.post("/my/lists/", {"name": "一"}).status_code == 422
    for said in ({"list": ""}, {"list": "x"}, {"list": "9" * 50}, {"list": "\x00"}):
        assert mine.post(f"/my/lists/titles/{make_record('丙')}/", said).status_code == 404


def test_a_merged_title_leads_on_and_one_that_is_gone_says_so(me: people.ReaderValue, mine: Client) -> None:
    keep, gone, lost = make_record("边城"), make_record("邊城"), make_record("孤本")
    made = operations.make_list(**_who(me), name="一")  # type: ignore[arg-type]
    for pk in (gone, lost):
        operations.add_title(**_who(me), list_id=made, record_id=pk)  # type: ignore[arg-type]
    merge_records(actor=TESTER, at=LONG_AGO, keep_id=keep, gone_id=gone)
    BibRecord.objects.filter(pk=lost).delete()
    page = mine.get(f"/my/lists/{made}/").content.decode()
    assert f'href="/record/{keep}/"' in page
    assert "馆里已经没有" in page


def test_a_kept_search_marks_what_is_new_until_it_is_looked_at(
    me: people.ReaderValue, mine: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "_engine", [TantivyEngine(tmp_path / "index")])
    make_record("边城")
    rebuild()
    assert "保存这个检索" in mine.get("/search/?q=边城").content.decode()
    assert "保存这个检索" not in Client().get("/search/?q=边城").content.decode()
    assert mine.post("/my/searches/", {"name": "边城", "query": "q=边城&each=1"}).status_code == 302
    kept = SavedSearch.objects.get()
    assert queries.searches_of(me.id)[0].fresh == 0
    late = make_record("边城新编")
    BibRecord.objects.filter(pk=late).update(created_at=now())
    SavedSearch.objects.update(seen_at=LONG_AGO)
    rebuild()
    assert queries.searches_of(me.id)[0].fresh == 1
    page = mine.get("/my/searches/").content.decode()
    assert "1 种新的" in page
    assert "/search/feed/?q=" in page
    looked = mine.post(f"/my/searches/{kept.pk}/look/", {"new": "1"})
    assert looked.headers["Location"].endswith("&sort=new")
    assert queries.searches_of(me.id)[0].fresh == 0
    assert "边城新编" in Client().get("/search/feed/?q=边城").content.decode()
    mine.post(f"/my/searches/{kept.pk}/deletion/")
    assert not SavedSearch.objects.exists()
    assert mine.post("/my/searches/", {"name": "x\x00", "query": "\x00" * 10}).status_code == 302


def test_lists_follow_a_merged_reader_and_come_back(me: people.ReaderValue, centre: int) -> None:
    other = make_reader(site_id=centre)
    operations.make_list(**_who(me), name="想看")  # type: ignore[arg-type]
    operations.make_list(**_who(other), name="想看")  # type: ignore[arg-type]
    operations.keep_search(**_who(other), name="甲", query="q=a")  # type: ignore[arg-type]
    follow = ListsFollow()
    assert [n for _label, n in follow.count(other.id)] == [1, 1]
    moved = follow.move(gone_id=other.id, kept_id=me.id)
    assert sorted(line.name for line in queries.lists_of(me.id)) == ["想看", "想看 (2)"]
    follow.move_back(moved, gone_id=other.id, kept_id=me.id)
    assert len(queries.lists_of(other.id)) == 1
    assert len(queries.searches_of(other.id)) == 1


def test_what_is_kept_stands_on_the_privacy_page_and_goes_with_the_reader(me: people.ReaderValue, mine: Client) -> None:
    made = operations.make_list(**_who(me), name="秘密书单")  # type: ignore[arg-type]
    operations.add_title(**_who(me), list_id=made, record_id=make_record("边城"))  # type: ignore[arg-type]
    assert "秘密书单" in mine.get("/my/privacy/export/").content.decode()
    people.erase_person(actor=TESTER, at=now(), person_id=me.person_id)
    while ledger.deliver_some(at=now()):
        pass
    assert not Booklist.objects.exists()
    assert not BooklistEntry.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_my_lists_ask_the_same_whatever_their_number(me: people.ReaderValue, mine: Client, rows: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made = [operations.make_list(**_who(me), name=str(n)) for n in range(rows)]  # type: ignore[arg-type]
    for n in range(rows):
        operations.add_title(**_who(me), list_id=made[0], record_id=make_record(f"书{n}"))  # type: ignore[arg-type]
    for address in ("/my/lists/", f"/my/lists/{made[0]}/"):
        mine.get(address)
        with CaptureQueriesContext(connection) as asked:
            mine.get(address)
        ours = [one["sql"] for one in asked.captured_queries if "catalogue_" in one["sql"]]
        assert len(ours) <= 6, ours
