"""T01 and T03 by site, class and kind of thing, on any past day; the parts add up, and what nobody recorded is its own part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from shushan.catalogue import events, holdings, operations
from shushan.catalogue.marc import iso2709
from shushan.catalogue.models import BibRecord, Item
from shushan.catalogue.terms import ItemKind
from shushan.catalogue.tests.make import LONG_AGO, TESTER, do_import, make_item, make_record
from shushan.catalogue.tests.records import cnmarc
from shushan.ledger import public as ledger
from shushan.places import public as places

pytestmark = pytest.mark.django_db(transaction=True)
LATER = LONG_AGO + timedelta(days=40)
THEN = date(2019, 1, 2)


def serial(barcode: str) -> bytes:
    """Return a serial with one copy."""
    made = cnmarc("s" + barcode, "收获", isbn="", clc="I21", barcodes=(barcode,))
    return iso2709.serialise(replace(made, leader="00000nas0 2200000   450 "))


def test_the_parts_add_up_and_a_withdrawal_leaves_the_part_it_came_into(centre: int, estuary: int) -> None:
    do_import(serial("S1") + serial("S2"), site_id=centre)
    book = make_item(site_id=estuary, record_id=make_record("数学分析", clc="O17"))
    audio = operations.add_item(
        actor=TESTER, at=LATER, record_id=make_record(), barcode="A1", site_id=centre, kind=ItemKind.AUDIO
    )
    old = events.ItemAccessioned(site_id=centre, clc="I")  # a fact of before kinds were recorded
    early = make_item(site_id=centre)
    ledger.reverse_many([f"catalogue.item:{early}"], fact=old.FACT, actor=TESTER, reason="x", at=LONG_AGO)
    ledger.record(old, actor=TESTER, subject=f"catalogue.item:{early}", at=LONG_AGO)
    told = holdings.holdings(on=date(2019, 12, 31), since=date(2019, 2, 1))
    assert {m: (c.stock, c.added) for m, c in told.materials.items()} == {
        "serial": (2, 0), "book": (1, 0), "sound": (1, 1), "": (1, 0),
    }  # fmt: skip
    assert (
        told.whole.stock == sum(c.stock for c in told.materials.values()) == sum(c.stock for c in told.classes.values())
    )
    assert told.material_cells[("book", estuary)].stock == 1
    BibRecord.objects.update(clc="Z1")
    Item.objects.filter(pk__in=[audio, early]).update(kind="video")
    for pk in (book, audio, early, Item.objects.get(barcode="S1").pk):
        operations.withdraw_item(actor=TESTER, at=LATER + timedelta(days=1), item_id=pk, reason="破损")
    after = holdings.holdings(on=date(2019, 12, 31), since=date(2019, 2, 1))
    assert {m: c.stock for m, c in after.materials.items() if c.stock} == {"serial": 1}
    assert {letter: c.stock for letter, c in after.classes.items() if c.stock} == {"I": 1}
    before = holdings.holdings(on=THEN, since=THEN)
    assert {m: c.stock for m, c in before.materials.items() if c.stock} == {"serial": 2, "book": 1, "": 1}


def test_the_page_shows_each_part_and_gives_it_as_a_file(clerk: Client, centre: int) -> None:
    do_import(serial("S1"), site_id=centre)
    make_item(site_id=centre)
    page = clerk.get("/staff/holdings/?on=2019-12-31&since=2019-01-01").content.decode()
    assert "期刊报纸" in page and "按类型和馆区" in page and "未记类型" not in page
    assert "分母" in page
    file = b"".join(clerk.get("/staff/holdings/?on=2019-12-31&since=2019-01-01&as=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "serial" in file and "期刊报纸" in file
    assert clerk.get("/staff/holdings/?on=nonsense").status_code == 422


def test_the_page_and_the_figures_say_one_thing(clerk: Client, centre: int) -> None:
    for number in range(3):
        make_item(site_id=centre, barcode=f"P{number}")
    places.set_population(
        actor=TESTER,
        at=LATER,
        area="海川区",
        year=2019,
        kind=places.PopulationKind.RESIDENT,
        persons=1000,
        source="公报",
    )
    on, since = date(2019, 12, 31), date(2019, 1, 1)
    told = holdings.holdings(on=on, since=since)
    t01, t02, t03, t04 = holdings.figures_of(on=on, since=since, at=LATER)
    assert (t01.number, t03.number) == (told.whole.stock, told.whole.added) == (3, 3)
    assert (t02.shown, t04.shown) == ("0.003", "0.0030")
    page = clerk.get("/staff/holdings/?on=2019-12-31&since=2019-01-01").content.decode()
    assert "0.003 册/人（3 ÷ 1,000）" in page
    assert "/figures/T02/?since=2019-01-01&amp;until=2019-12-31" in page
    refused = clerk.get("/staff/holdings/?on=2019-12-31&since=2020-01-01")
    assert refused.status_code == 422
    assert "或更早算起" in refused.content.decode()
