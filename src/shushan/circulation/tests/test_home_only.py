"""Copies that come back at home only: taken in everywhere, sent home before anybody waits for them, the reader told."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.asking import forecast
from shushan.circulation.holds.models import Transit
from shushan.circulation.rules import telling
from shushan.circulation.tests.make import AT, TESTER, add_rule, days, make_hold, make_item, make_loan, set_rule
from shushan.circulation.web.scanning import Desk, Scan, handle
from shushan.kernel.actor import Actor
from shushan.kernel.clock import now
from shushan.notices.models import Notice
from shushan.people import public as people
from shushan.people.tests.make import make_reader, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def bound(centre: int, branch: int) -> catalogue.ItemValue:
    """Return a copy of the branch, where a rule says that its copies come back there only."""
    add_rule(name="只在河口还", scope={"site_id": branch}, home_only=True)
    return make_item(site_id=branch)


def _back(item_id: int, site_id: int) -> circulation.Fate:
    circulation.return_item(actor=TESTER, at=AT + days(3), item_id=item_id, site_id=site_id)
    return circulation.fate(item_id)


def test_elsewhere_it_is_taken_in_sent_home_and_the_reader_is_told(
    centre: int, branch: int, reader: people.ReaderValue, bound: catalogue.ItemValue
) -> None:
    make_loan(item_id=bound.id, reader_id=reader.id, site_id=branch)
    fate = _back(bound.id, centre)
    assert circulation.loan_out(bound.id) is None
    assert fate.transit is not None
    assert (fate.transit.why, fate.transit.to_site_id, fate.hold) == ("only", branch, None)
    told = Notice.objects.get(kind="circulation.home-only")
    assert told.reader_id == reader.id
    assert told.said["home"][0] == "河口馆区"


def test_at_home_it_is_an_ordinary_return_and_nobody_is_told(
    branch: int, reader: people.ReaderValue, bound: catalogue.ItemValue
) -> None:
    make_loan(item_id=bound.id, reader_id=reader.id, site_id=branch)
    assert _back(bound.id, branch) == circulation.Fate()
    assert not Notice.objects.filter(kind="circulation.home-only").exists()


def test_other_copies_stay_where_they_come_back(
    centre: int, branch: int, reader: people.ReaderValue, bound: catalogue.ItemValue
) -> None:
    free = make_item(site_id=centre)
    make_loan(item_id=free.id, reader_id=reader.id, site_id=centre)
    assert _back(free.id, branch) == circulation.Fate()


def test_a_hold_is_served_from_home_and_not_where_the_copy_was_handed_in(
    centre: int, branch: int, reader: people.ReaderValue, bound: catalogue.ItemValue
) -> None:
    make_loan(item_id=bound.id, reader_id=reader.id, site_id=branch)
    hold_id = make_hold(make_reader(site_id=centre, name="钱二").id, bound, centre, at=AT + days(1))
    assert _back(bound.id, centre).hold is None
    assert circulation.hold(hold_id).state == "waiting"
    home = circulation.take_in(actor=TESTER, at=AT + days(4), item_id=bound.id, site_id=branch)
    assert home.hold is not None
    assert home.transit is not None
    assert (home.hold.id, home.transit.why, home.transit.to_site_id) == (hold_id, "hold", centre)
    arrived = circulation.take_in(actor=TESTER, at=AT + days(5), item_id=bound.id, site_id=centre)
    assert arrived.hold is not None and arrived.hold.state == "ready"  # on its way to a reader it is not sent home


def test_the_rule_of_the_loan_counts_not_the_rule_of_today(
    centre: int, branch: int, reader: people.ReaderValue
) -> None:
    item = make_item(site_id=branch)
    make_loan(item_id=item.id, reader_id=reader.id, site_id=branch)
    set_rule(at=AT + days(1), since=AT + days(1), home_only=True)
    assert _back(item.id, centre).transit is None
    assert not Transit.objects.exists()


def test_the_desk_says_so_when_it_lends_and_when_it_takes_back(
    centre: int, branch: int, reader: people.ReaderValue, bound: catalogue.ItemValue
) -> None:
    lent = handle(Desk(branch, reader.id), Scan(bound.barcode), actor=TESTER, at=AT)
    assert "请读者还到河口馆区" in lent.detail
    back = handle(Desk(centre), Scan(bound.barcode), actor=TESTER, at=AT + days(2))
    assert back.tone == "held"
    assert "只在河口馆区还" in back.detail
    assert back.paper


def test_the_question_page_foretells_it(
    centre: int, branch: int, reader: people.ReaderValue, bound: catalogue.ItemValue
) -> None:
    make_loan(item_id=bound.id, reader_id=reader.id, site_id=branch)
    asked = {"item_id": bound.id, "reader_id": reader.id, "at": AT + days(1)}
    away, at_home = (forecast(site_id=site, **asked).coming_back for site in (centre, branch))  # type: ignore[arg-type]
    assert away is not None and at_home is not None
    assert away.goes_to is not None and away.goes_to.id == branch
    assert at_home.goes_to is None


def test_my_loans_and_the_rules_in_words_say_where_to_return_it(
    client: Client, centre: int, branch: int, desk: Actor, bound: catalogue.ItemValue
) -> None:
    reader = make_reader(site_id=centre, at=now())
    make_loan(item_id=bound.id, reader_id=reader.id, site_id=branch, at=now())
    client.force_login(make_user(reader.person_id))
    assert "请还到河口馆区" in client.get(reverse("circulation:my-loans")).content.decode()
    row = next(row for row in circulation.table().at(now()) if row.terms.home_only)
    assert any("所属的馆区" in sentence for sentence in telling.sentences(row.terms))
