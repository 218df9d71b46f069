"""The reports of the staff: what they say, who sees them, how many queries they ask, what their files hold."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.reports import desks, idle, missing, titles
from shushan.circulation.tests.make import (
    AT,
    TESTER,
    days,
    make_charge,
    make_copy,
    make_hold,
    make_item,
    make_loan,
    make_payment,
    make_site,
)
from shushan.circulation.tests.test_hold_pages import _client, make_reader
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.people.tests.make import make_staff, without_second_factor

pytestmark = pytest.mark.django_db

NEW = ("missing", "desks", "top-titles", "idle")
WALKS = ("pick-list", "hold-shelf")


@pytest.fixture(autouse=True)
def _plain() -> None:
    without_second_factor()


@pytest.fixture
def reader(centre: int) -> people.ReaderValue:
    """Return a reader whose card is good now."""
    return make_reader(site_id=centre)


@pytest.fixture
def at_desk(centre: int) -> Client:
    """Return a desk librarian's browser, at the centre."""
    return _client(make_staff("desk", site_id=centre))


@pytest.fixture
def of_lead(centre: int) -> Client:
    """Return the browser of a lead of the centre."""
    return _client(make_staff("desk-lead", site_id=centre, name="周主管"))


@pytest.fixture
def of_director(centre: int) -> Client:
    """Return the browser of the director."""
    return _client(make_staff("director", site_id=None, name="郑馆长"))


def _page(client: Client, name: str, query: str = "") -> str:
    response = client.get(reverse(f"circulation:{name}") + query)
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def _file(client: Client, name: str, query: str = "") -> list[dict[str, str]]:
    response = client.get(reverse(f"circulation:{name}") + f"?format=csv{query}")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def _lose(item: catalogue.ItemValue, reader_id: int, site_id: int) -> int:
    lent = make_loan(item_id=item.id, reader_id=reader_id, site_id=site_id, at=now() - days(3))
    circulation.declare_lost(actor=TESTER, at=now() - days(1), loan_id=lent.loan_id, reason="读者报失")
    return lent.loan_id


def test_what_is_lost_or_missed_stands_until_it_is_found(centre: int, reader: people.ReaderValue) -> None:
    lent, missed, there = (make_item(site_id=centre, title=title) for title in ("甲", "乙", "丙"))
    loan_id = _lose(lent, reader.id, centre)
    catalogue.miss_item(missed.id, actor=TESTER, at=now())
    lines = {line.item.id: line for line in missing.missing(site_ids=None)}
    assert set(lines) == {lent.id, missed.id}
    assert (lines[lent.id].loan_id, lines[missed.id].loan_id) == (loan_id, None)
    owed = lines[lent.id].left_fen
    assert owed == circulation.balance(reader.id).owed_fen > 0 and lines[lent.id].paid_fen == 0
    assert [line.item.id for line in missing.missing(site_ids=None, why="lent")] == [lent.id]
    assert [line.item.id for line in missing.missing(site_ids=None, why="shelf")] == [missed.id]
    assert missing.missing(site_ids=(make_site("X"),)) == [] == missing.missing(site_ids=None, main_class="Q")
    circulation.return_item(actor=TESTER, at=now(), item_id=lent.id, site_id=centre)
    assert [line.item.id for line in missing.missing(site_ids=None)] == [missed.id]
    assert there.id not in lines


def test_money_by_desk_counts_what_was_taken_handed_out_and_waived(
    centre: int, branch: int, reader: people.ReaderValue
) -> None:
    first = make_charge(reader.id, site_id=centre, fen=1000)
    second = make_charge(reader.id, site_id=branch, fen=500)
    make_payment(reader.id, first, site_id=centre, fen=700)
    circulation.waive(actor=TESTER, at=AT, charge_id=first, amount_fen=300, reason="困难")
    taken = circulation.pay(
        actor=TESTER, at=AT + days(1), reader_id=reader.id, site_id=branch, charge_ids=[second], amount_fen=500,
        method="pos",
    )  # fmt: skip
    circulation.reverse_payment(actor=TESTER, at=AT + days(1), receipt_id=taken, reason="收错")
    circulation.put_change(actor=TESTER, at=AT, site_id=centre, amount_fen=10_000, note="备用金")
    sums, total = desks.by_desk(site_ids=None)
    assert total == 2
    here, there = sums
    assert (here.into, sum(here.out), here.waived_fen, here.net_fen, here.count) == ((700, 0, 0, 0, 0), 0, 300, 700, 2)
    assert (there.into, there.out, there.net_fen) == ((0, 500, 0, 0, 0), (0, 500, 0, 0, 0), 0)
    assert [one.on for one in desks.by_desk(site_ids=None, by="day")[0]] == [(AT + days(1)).date(), AT.date()]
    assert {one.actor for one in desks.by_desk(site_ids=None, by="person")[0]} == {TESTER.label}
    assert desks.by_desk(site_ids=(centre,), until=AT.date())[1] == 1
    assert desks.by_desk(site_ids=(centre,), since=AT.date() + days(1)) == ([], 0)


def test_top_titles_come_by_loans_in_the_period_with_copies_and_queue(
    centre: int, branch: int, reader: people.ReaderValue
) -> None:
    much, little = make_item(site_id=centre, title="多"), make_item(site_id=centre, title="少", clc="K206")
    other = make_copy(much, site_id=branch)
    start = now() - days(20)
    for number, (item, site) in enumerate([(much, centre), (other, branch), (little, centre)]):
        at = start + days(number)
        make_loan(item_id=item.id, reader_id=reader.id, site_id=site, at=at)
        circulation.return_item(actor=TESTER, at=at + timedelta(hours=1), item_id=item.id, site_id=site)
    make_loan(item_id=much.id, reader_id=reader.id, site_id=centre, at=start + days(5))
    make_loan(item_id=other.id, reader_id=reader.id, site_id=branch, at=start + days(6))
    make_hold(make_reader(site_id=centre, name="刘甲").id, much, centre, at=now())
    rows, total = titles.top_titles(site_ids=None, since=start, until=now())
    assert total == 2
    assert [(r.rank, r.record.title, r.loans, r.copies, r.waiting) for r in rows] == [
        (1, "多", 4, 2, 1),
        (2, "少", 1, 1, 0),
    ]
    assert [r.loans for r in titles.top_titles(site_ids=(branch,), since=start, until=now())[0]] == [2]
    assert [r.record.title for r in titles.top_titles(site_ids=None, since=start, until=now(), main_class="K")[0]] == [
        "少"
    ]
    assert titles.top_titles(site_ids=None, since=start, until=start) == ([], 0)
    assert titles.top_titles(site_ids=None, since=start, until=now(), category="child")[1] == 0


def test_dead_stock_is_what_nobody_took_out_since(centre: int, branch: int, reader: people.ReaderValue) -> None:
    never, long_ago, lately = (make_item(site_id=centre, title=title) for title in ("甲", "乙", "丙"))
    kept = make_item(site_id=centre, title="丁")
    catalogue.edit_item(
        actor=TESTER, at=now(), item_id=kept.id, call_number=kept.call_number, shelf="", price_fen=None,
        kind=catalogue.ItemKind.REFERENCE,
    )  # fmt: skip
    for item, ago in ((long_ago, 29), (lately, 10)):
        make_loan(item_id=item.id, reader_id=reader.id, site_id=centre, at=now() - days(ago))
        circulation.return_item(actor=TESTER, at=now() - days(ago - 1), item_id=item.id, site_id=centre)
    since = now() - days(20)
    lines = idle.idle(site_ids=None, before=since)
    assert [(line.row.item.id, line.times) for line in lines] == [(long_ago.id, 1), (never.id, 0)]
    assert lines[1].last_at is None
    assert [line.row.item.id for line in idle.idle(site_ids=None, before=now(), is_never=True)] == [never.id]
    assert [line.row.item.id for line in idle.idle(site_ids=None, before=since, kind="reference")] == [kept.id]
    assert idle.idle(site_ids=(branch,), before=since) == []
    catalogue.miss_item(never.id, actor=TESTER, at=now())
    assert never.id not in [line.row.item.id for line in idle.idle(site_ids=None, before=since)]


def test_the_page_names_every_report_that_one_may_see(
    at_desk: Client, of_lead: Client, of_director: Client, centre: int
) -> None:
    page = _page(of_director, "reports")
    for name in (*NEW, *WALKS, "loans", "transits", "claims", "strays", "charges", "receipts", "cash-book"):
        assert f'href="{reverse(f"circulation:{name}")}' in page, name
    assert reverse("people:doubles") in page
    assert f"{reverse('circulation:loans')}?state=overdue&amp;format=csv" in page
    desk = _page(at_desk, "reports")
    assert reverse("circulation:missing") in desk and reverse("circulation:desks") not in desk
    assert at_desk.get(reverse("circulation:desks")).status_code == 403
    missing_ = reverse("circulation:missing")
    of_lead.post(missing_, {"view": "save", "query": "why=lent", "name": "要催赔的"})
    assert "要催赔的" in _page(of_lead, "reports") and "要催赔的" not in _page(at_desk, "reports")
    assert reverse("circulation:reports") in at_desk.get(reverse("circulation:desk")).content.decode()


def test_the_reports_as_pages_and_files(of_lead: Client, centre: int, branch: int, reader: people.ReaderValue) -> None:
    lost = make_item(site_id=centre, title="=1+1")
    _lose(lost, reader.id, centre)
    away = make_item(site_id=branch, title="别处的")
    _lose(away, make_reader(site_id=branch, name="刘甲").id, branch)
    page = _page(of_lead, "missing")
    assert "=1+1" in page and "别处的" not in page
    [line] = _file(of_lead, "missing")
    assert line["题名"] == "'=1+1" and line["怎么回事"] == "借出后遗失"
    assert of_lead.get(reverse("circulation:missing") + "?format=xlsx").status_code == 200
    make_payment(reader.id, make_charge(reader.id, site_id=centre, at=now()), site_id=centre, fen=500, at=now())
    assert _file(of_lead, "desks", "&by=person")[0]["净收（分）"] == "500"
    assert [row["借出次数"] for row in _file(of_lead, "top-titles")] == ["1"]
    for junk in ("?from=x&to=9999-99-99", "?site=%00&class=zz&by=x", "?after=99999999999999999999", "?idle=x&since=x"):
        for name in NEW:
            _page(of_lead, name, junk)


@pytest.mark.parametrize("name", [*NEW, *WALKS])
def test_a_list_asks_as_much_for_three_rows_as_for_one(
    of_director: Client, centre: int, reader: people.ReaderValue, name: str
) -> None:
    counts = []
    for more in (1, 2):
        for number in range(more):
            _one_of_each(centre, reader, f"{more}{number}")
        _page(of_director, name)  # settings and translations are read once
        with CaptureQueriesContext(connection) as seen:
            _page(of_director, name, "?by=person" if name == "desks" else "?idle=never" if name == "idle" else "")
        counts.append(len(seen))
    assert counts[0] == counts[1], name


def _one_of_each(site_id: int, reader: people.ReaderValue, mark: str) -> None:
    _lose(make_item(site_id=site_id, title=f"失{mark}"), make_reader(site_id=site_id, name=f"丢{mark}").id, site_id)
    make_item(site_id=site_id, title=f"闲{mark}")
    charge = make_charge(reader.id, site_id=site_id, at=now())
    make_payment(reader.id, charge, site_id=site_id, fen=100, at=now())
    make_hold(make_reader(site_id=site_id, name=f"刘{mark}").id, make_item(site_id=site_id), site_id, at=now())
    wanted = make_item(site_id=site_id, title=f"取{mark}")
    waits = make_reader(site_id=site_id, name=f"关{mark}")
    make_hold(waits.id, wanted, site_id, at=now())
    circulation.take_in(actor=TESTER, at=now(), item_id=wanted.id, site_id=site_id)
