"""Themed shelves, covers, new arrivals and what is much borrowed: who may, what is shown, what is refused."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from shushan.catalogue import ports
from shushan.catalogue.models import BibRecord
from shushan.catalogue.tests.make import LONG_AGO, TESTER, make_item, make_record
from shushan.catalogue.themes import covers, keeping, shown
from shushan.catalogue.themes.models import CoverImage, Popularity, ThemedShelf
from shushan.catalogue.web import home
from shushan.catalogue.web.components import TitleShelf
from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.errors import Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
TODAY = date.today()


def _theme(
    title: str = "端午",
    *,
    since: date = TODAY,
    until: date | None = None,
    site_id: int | None = None,
    audience: str = "adult",
) -> int:
    said = keeping.ThemeSaid(title, since=since, until=until, site_id=site_id, audience=audience)
    return keeping.keep_theme(actor=TESTER, at=LONG_AGO, said=said)


def _picture(kind: str = "PNG", size: tuple[int, int] = (300, 400), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(out, kind)
    return out.getvalue()


def test_staff_put_up_a_shelf_and_readers_see_it_while_it_stands(clerk: Client, centre: int) -> None:
    record = make_record("艾草", isbn="9787020008735")
    item = make_record("粽子")
    make_item(site_id=centre, record_id=item, barcode="B77")
    said = {
        "title": "端午", "title_en": "Dragon boats", "text": "吃粽子", "text_en": "Rice", "audience": "adult", "site": str(centre),
        "since": TODAY.isoformat(), "until": (TODAY + timedelta(days=3)).isoformat(),
        "titles": f"978-7-02-000873-5 香\nB77\n\n{record} 又一次",
    }  # fmt: skip
    sent = clerk.post("/staff/themes/new/", said)
    assert sent.status_code == 302
    shelf = ThemedShelf.objects.get().pk
    assert [(one.record_id, one.why) for one in shown.titles_of(shelf)] == [(record, "香"), (item, "")]
    public = Client()
    page = public.get(f"/themes/{shelf}/").content.decode()
    assert page.index("艾草</a>") < page.index("粽子</a>")
    assert "香" in page
    assert "端午" in public.get("/themes/").content.decode()
    assert "Dragon boats" in public.get("/en/themes/").content.decode()
    assert "端午" in clerk.get("/staff/themes/").content.decode()
    BibRecord.objects.filter(pk=item).update(is_suppressed=True)
    assert "粽子</a>" not in public.get(f"/themes/{shelf}/").content.decode()
    assert "读者看不到" in clerk.get(f"/staff/themes/{shelf}/").content.decode()
    assert "消失" in clerk.post(f"/staff/themes/{shelf}/removal/").content.decode()
    clerk.post(f"/staff/themes/{shelf}/removal/", {"confirmed": "1"})
    assert public.get(f"/themes/{shelf}/").status_code == 404


def test_a_shelf_comes_and_goes_by_its_days(client: Client, clerk: Client) -> None:
    coming, over = (
        _theme("将来", since=TODAY + timedelta(days=5)),
        _theme("过去", since=TODAY - timedelta(days=9), until=TODAY - timedelta(days=1)),
    )
    page = client.get("/themes/").content.decode()
    assert "将来" not in page
    assert "过去" not in page
    assert client.get(f"/themes/{coming}/").status_code == 404
    assert clerk.get(f"/themes/{coming}/").status_code == 200
    assert "撤展" in client.get(f"/themes/{over}/").content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"until": "2001-01-01"}, "until"),
        ({"titles": "没有这本"}, "titles"),
        ({"titles": "99999999"}, "titles"),
        ({"site": "99"}, "site"),
        ({"since": "x"}, "since"),
    ],
)
def test_what_cannot_be_a_shelf_is_refused_beside_its_field(clerk: Client, change: dict[str, str], field: str) -> None:
    said = {"title": "端午", "audience": "adult", "since": TODAY.isoformat(), "site": "", "titles": ""} | change
    answer = clerk.post("/staff/themes/new/", said)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not ThemedShelf.objects.exists()


def test_only_who_keeps_shelves_may(centre: int) -> None:
    said = keeping.ThemeSaid("甲", since=TODAY)
    with pytest.raises(NotAllowed):
        keeping.keep_theme(actor=ANONYMOUS, at=LONG_AGO, said=said)
    made = _theme()
    for act in (
        lambda: keeping.keep_theme(actor=ANONYMOUS, at=LONG_AGO, said=said, shelf_id=made),
        lambda: keeping.put_titles(actor=ANONYMOUS, at=LONG_AGO, shelf_id=made, wanted=[]),
        lambda: keeping.remove_theme(actor=ANONYMOUS, at=LONG_AGO, shelf_id=made),
        lambda: covers.put_cover(actor=ANONYMOUS, at=LONG_AGO, record_id=make_record(), data=_picture()),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotFound):
        keeping.remove_theme(actor=TESTER, at=LONG_AGO, shelf_id=0)


def test_a_childrens_shelf_stands_on_the_childrens_home(client: Client) -> None:
    from shushan.newsroom.pages import ensure_home

    ensure_home("首页")
    for audience, title in (("child", "小人书"), ("adult", "大部头")):
        made = _theme(title, audience=audience)
        keeping.put_titles(actor=TESTER, at=LONG_AGO, shelf_id=made, wanted=[(make_record(f"{title}一"), "")])
    page = client.get("/").content.decode()
    assert "大部头" in page
    client.cookies["face"] = "children"
    page = client.get("/").content.decode()
    assert "小人书一" in page
    assert "大部头" not in page


def test_the_shelves_of_the_first_page_cost_the_same_however_many_there_are(
    centre: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    records = [make_record(f"书{n}") for n in range(8)]
    for n, record in enumerate(records):
        make_item(site_id=centre, record_id=record, barcode=f"B{n}")
    keeping.put_titles(actor=TESTER, at=LONG_AGO, shelf_id=_theme("一架"), wanted=[(pk, "") for pk in records])
    with django_assert_num_queries(7):
        first = home.home_shelves(TODAY)
    assert [_ids(shelf) for shelf in first] == [records[:6], records[:1:-1]]
    keeping.put_titles(actor=TESTER, at=LONG_AGO, shelf_id=_theme("二架"), wanted=[(records[0], "")])
    BibRecord.objects.filter(pk=records[1]).update(is_suppressed=True)
    Popularity.objects.create(record_id=records[3], loans=9, since=TODAY, until=TODAY)
    with django_assert_num_queries(7):
        second = home.home_shelves(TODAY)
    assert {str(shelf.title): _ids(shelf) for shelf in second} == {
        "一架": [records[0], *records[2:7]],
        "二架": records[:1],
        "新到": records[:1:-1],
        "大家在借": [records[3]],
    }


def _ids(shelf: TitleShelf) -> list[int]:
    return [line.id for line, _cover in shelf.titles]


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("JPEG", "RGB"), ("WEBP", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L")]
)
def test_a_picture_becomes_the_cover_drawn_anew(clerk: Client, kind: str, mode: str) -> None:
    record = make_record("边城")
    sent = clerk.post(
        f"/staff/catalogue/{record}/cover/", {"file": SimpleUploadedFile("x.php", _picture(kind, mode=mode))}
    )
    assert sent.status_code == 302
    address = covers.addresses([record])[record]
    assert address in Client().get(f"/record/{record}/").content.decode()
    answer = Client().get(address)
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "immutable" in answer.headers["Cache-Control"]
    assert Image.open(io.BytesIO(body)).format == "JPEG"
    clerk.post(f"/staff/catalogue/{record}/cover/", {"remove": "1"})
    assert not CoverImage.objects.exists()
    assert Client().get(address).status_code == 404


def test_a_hidden_record_shows_no_cover() -> None:
    record = make_record("边城")
    covers.put_cover(actor=TESTER, at=LONG_AGO, record_id=record, data=_picture())
    address = covers.addresses([record])[record]
    BibRecord.objects.filter(pk=record).update(is_suppressed=True)
    assert Client().get(address).status_code == 404


def _bomb() -> bytes:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = lambda tag, data: struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))  # noqa: E731
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00" * 50, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"GIF89a" + b"\x00" * 40, _picture()[:200],
        _picture("JPEG")[:500], _bomb(), _picture(size=(10, 10)), _picture("BMP"), b"%PDF-1.4", b"\xff\xd8\xff" + b"A" * 1000,
    ],
)  # fmt: skip
def test_what_is_no_usable_picture_is_refused(clerk: Client, data: bytes) -> None:
    record = make_record("边城")
    with pytest.raises(Invalid):
        covers.put_cover(actor=TESTER, at=LONG_AGO, record_id=record, data=data)
    answer = clerk.post(f"/staff/catalogue/{record}/cover/", {"file": SimpleUploadedFile("a.png", data)})
    assert answer.status_code == 422
    assert not CoverImage.objects.exists()


def test_new_arrivals_are_what_came_last_and_stands_there(client: Client, centre: int, estuary: int) -> None:
    first, second, _none = make_record("甲"), make_record("乙"), make_record("丙")
    make_item(site_id=centre, record_id=first)
    make_item(site_id=estuary, record_id=second)
    page = client.get("/new/").content.decode()
    assert page.index(f"/record/{second}/") < page.index(f"/record/{first}/")
    assert "丙</a>" not in page
    there = client.get("/new/?site=H").content.decode()
    assert f"/record/{second}/" in there
    assert f"/record/{first}/" not in there
    assert [line.id for line in shown.arrivals(limit=9)] == [second, first]


class Lent:
    """A shelf that tells what was lent."""

    def __init__(self, counts: dict[int, int], last: datetime | None) -> None:
        self.counts, self.last, self.asked = counts, last, []  # type: ignore[var-annotated]

    def availability(self, item_ids: object) -> dict[int, object]:
        return {}

    def lent_since(self, since: datetime) -> dict[int, int]:
        self.asked.append(since)
        return self.counts

    def last_lent(self, before: datetime) -> datetime | None:
        return self.last


def test_what_is_much_borrowed_is_ranked_and_rare_loans_are_not_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, rare = make_record("甲"), make_record("乙"), make_record("丙")
    last = datetime(2020, 6, 30, 3, tzinfo=UTC)
    lent = Lent({first: 5, second: 9, rare: 2}, last)
    monkeypatch.setattr(ports, "_shelf", [lent])
    assert shown.count_popular(datetime(2026, 1, 1, tzinfo=UTC)) == 2
    found = shown.popular(limit=9)
    assert found is not None
    assert [(line.id, n) for line, n in found.lines] == [(second, 9), (first, 5)]
    assert (found.since, found.until) == (date(2020, 4, 2), date(2020, 6, 30))
    assert lent.asked[0].isoformat() == "2020-04-02T00:00:00+08:00"
    page = client.get("/popular/").content.decode()
    assert page.index("乙") < page.index("甲")
    assert "丙</a>" not in page
    BibRecord.objects.filter(pk=second).update(is_suppressed=True)
    assert f"/record/{second}/" not in client.get("/popular/").content.decode()


def test_nothing_borrowed_is_said_plainly(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_shelf", [Lent({}, None)])
    assert shown.count_popular(LONG_AGO) == 0
    assert not Popularity.objects.exists()
    assert "还没有足够的借阅" in client.get("/popular/").content.decode()
