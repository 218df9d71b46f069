"""Works, items and readers of the demonstration."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from shushan.catalogue import bulk as catalogue_bulk
from shushan.catalogue.operations import Description
from shushan.demonstration.accounts import CHILD, READER
from shushan.demonstration.people import somebody
from shushan.demonstration.plan.loans import PlannedItem, PlannedReader
from shushan.demonstration.plan.numbers import ITEMS, READERS, SEED, SITES
from shushan.demonstration.plan.shape import apportion
from shushan.demonstration.works import works
from shushan.kernel.actor import Actor
from shushan.people import bulk as people_bulk
from shushan.people import policy

BOUGHT = datetime(2018, 3, 1, 1, tzinfo=UTC)
_LIMITS = {"adult": 10, "child": 5, "elder": 10}


def build_stock(actor: Actor, sites: dict[str, int]) -> tuple[list[int], list[PlannedItem]]:
    """Write records and items; return the item ids and, in the same order, the items as the plan needs them."""
    chance = Random(f"{SEED}-stock")
    table = list(works())
    chance.shuffle(table)  # so that what came last is a mixture
    rows = [
        (f"demo-{n:05d}", Description(
            title=w.title, title_original=w.original_title, author=w.author, contributor=w.contributor,
            publisher=w.publisher, year=w.year, clc=w.clc, language=w.language, audience=w.audience, country=w.country,
        ), w.isbn)
        for n, w in enumerate(table, start=1)
    ]  # fmt: skip
    records = catalogue_bulk.add_records(rows, at=BOUGHT)
    copies = apportion(ITEMS, [chance.uniform(0.6, 1.4) * (1.35 if w.audience == "child" else 1.0) for w in table])
    codes = [site.code for site in SITES]
    shares = [site.share for site in SITES]
    items: list[tuple[int, str, int, str, str]] = []
    planned: list[PlannedItem] = []
    for record_id, work, count in zip(records, table, copies, strict=True):
        for code in chance.choices(codes, shares, k=count):
            barcode = f"HC{len(items) + 1:07d}"
            call = f"{work.clc}/{record_id}" if work.clc else str(record_id)
            items.append((record_id, barcode, sites[code], call, work.clc[:1]))
            planned.append(PlannedItem(code, work.audience == "child"))
    return catalogue_bulk.add_items(items, actor=actor, at=BOUGHT), planned


def build_readers(actor: Actor, sites: dict[str, int]) -> tuple[list[int], list[PlannedReader]]:
    """Write readers with cards; the first is the demonstration's reader, the second a child of theirs."""
    chance = Random(f"{SEED}-readers")
    new: list[people_bulk.NewReader] = []
    planned: list[PlannedReader] = []
    adults: list[int] = []

    def add(name: str, gender: str, birth_on: date, site: str, guardian: int | None) -> None:
        registered = datetime(2018, 4, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(600 * 24 * 60))
        category = policy.category_for(birth_on, registered.date())
        serial = people_bulk.numbered(len(new) + 1)
        new.append(people_bulk.NewReader(name, gender, birth_on, sites[site], registered, serial, guardian))
        planned.append(PlannedReader(site, category == "child", _LIMITS[category]))

    add(READER.name, "f", date(1986, 5, 20), "C", None)
    add(CHILD.name, "m", date(2010, 9, 1), "C", 0)
    adults.append(0)
    codes, shares = [site.code for site in SITES], [site.share for site in SITES]
    for site in chance.choices(codes, shares, k=READERS - 2):
        kind = chance.random()
        if kind < 0.34:
            one = somebody(chance, youngest=6, oldest=15)
            add(one.name, one.gender, one.birth_on, site, chance.choice(adults))
            continue
        one = somebody(chance, youngest=62, oldest=84) if kind < 0.5 else somebody(chance, youngest=21, oldest=57)
        adults.append(len(new))
        add(one.name, one.gender, one.birth_on, site, None)
    return people_bulk.add_readers(new, actor=actor), planned
