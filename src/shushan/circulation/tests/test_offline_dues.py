"""Due days that a desk takes along: those of a copy's own rule, the same as the server will say; small whatever there is."""

from __future__ import annotations

from base64 import b64decode
from datetime import date, timedelta

import pytest

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.offline import dues
from shushan.circulation.offline.package import Package, digest, package
from shushan.circulation.tests.make import LONG_AGO, TESTER, add_rule, make_item, make_site
from shushan.kernel.clock import now
from shushan.ledger import public as ledger
from shushan.people.public import ReaderCategory
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db
ADULT, CHILD = (list(ReaderCategory).index(one) for one in (ReaderCategory.ADULT, ReaderCategory.CHILD))
KINDS = {"film": "video", "other film": "video", "map": "reference", "here": "book", "there": "book", "last": "book"}


@pytest.fixture
def copies() -> dict[str, catalogue.ItemValue]:
    """Return copies of several kinds, most of them of one, with rules of their own for some."""
    here, there = make_site("C", "中心馆"), make_site("H", "河口馆区")
    record_id = make_item(site_id=here).record_id
    made = {
        name: catalogue.item(
            catalogue.add_item(
                actor=TESTER, at=LONG_AGO, record_id=record_id, barcode=f"D{n:06d}", shelf="3F-01" if name == "last" else "",
                site_id=there if name == "there" else here, kind=catalogue.ItemKind(kind),
            )
        )
        for n, (name, kind) in enumerate(KINDS.items())
    }  # fmt: skip
    add_rule(scope={"kind": "video"}, loan_length=7)
    add_rule(scope={"kind": "video", "category": "child"}, loan_length=14)
    add_rule(scope={"kind": "reference"}, on_site=True, most_renewals=0)
    add_rule(scope={"shelf": "3F"}, loan_length=3)
    return made


def _groups(found: Package, copies: dict[str, catalogue.ItemValue]) -> dict[str, int]:
    """Return the group of every copy that is named."""
    names = {digest(bytes.fromhex(found.key), one.barcode): name for name, one in copies.items()}
    records = b64decode(found.items)
    assert len(records) % 10 == 0
    return {names[records[n : n + 8]]: records[n + 9] for n in range(0, len(records), 10)}


def test_the_day_that_is_told_is_the_day_that_the_server_will_say(copies: dict[str, catalogue.ItemValue]) -> None:
    site = copies["here"].site_id
    found = package(site_id=site, at=now())
    groups = _groups(found, copies)
    assert set(groups) == {"film", "other film", "map", "last"} and found.left_out == 0
    assert groups["film"] == groups["other film"] and len(found.dues) == 4
    film = found.dues[groups["film"]]
    assert [(film[one].days[0] - found.first_day).days for one in (ADULT, CHILD)] == [7, 14]
    assert all(one.is_on_site and one.days[0] == found.first_day for one in found.dues[groups["map"]])
    reader = make_reader(site_id=site, at=now() - timedelta(days=1), name="成人")
    for name in ("film", "here", "there", "last"):
        told = found.dues[groups.get(name, 0)][ADULT]
        assert told.days[0] == _lent_until(copies[name], reader.id, site), name


def _lent_until(item: catalogue.ItemValue, reader_id: int, site: int) -> date:
    lent = circulation.lend(actor=TESTER, at=now(), item_id=item.id, reader_id=reader_id, site_id=site)
    return ledger.local_day(lent.due_at)


def test_what_is_too_much_counts_as_most_copies_and_is_said(
    copies: dict[str, catalogue.ItemValue], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dues, "MOST_SPECIAL", 2)
    found = package(site_id=copies["here"].site_id, at=now())
    assert (set(_groups(found, copies)), found.left_out) == ({"map", "last"}, 2)
    monkeypatch.setattr(dues, "MOST_GROUPS", 1)
    found = package(site_id=copies["here"].site_id, at=now())
    assert (len(_groups(found, copies)), len(found.dues), found.left_out) == (1, 2, 3)


def test_an_empty_catalogue_has_days_all_the_same() -> None:
    found = package(site_id=make_site("C", "中心馆"), at=now())
    assert len(found.dues) == 1 and found.items == "" and found.dues[0][ADULT].days[0] > found.first_day
