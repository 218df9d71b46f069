"""Two desks at once and holds, by real threads with connections of their own, on whichever database the tests run."""

from __future__ import annotations

from functools import partial

import pytest

from shushan.circulation import public as circulation
from shushan.circulation.holds.models import Hold, Transit
from shushan.circulation.holds.options import MOST_HOLDS
from shushan.circulation.models import Loan
from shushan.circulation.tests.make import (
    AT,
    LONG_AGO,
    TESTER,
    days,
    make_copy,
    make_hold,
    make_item,
    make_loan,
    make_site,
)
from shushan.circulation.tests.test_two_desks import at_once
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_returns_at_once_serve_one_hold_once() -> None:
    site, other = make_site(), make_site("H", "河口馆区")
    borrower = make_reader(site_id=site)
    for n in range(4):
        item = make_item(site_id=site, title=f"书{n}")
        copies = [item, make_copy(item, site_id=site), make_copy(item, site_id=site)]
        for copy in copies:
            make_loan(item_id=copy.id, reader_id=borrower.id, site_id=site)
        hold_id = make_hold(make_reader(site_id=site, name="钱二").id, item, (site, other)[n % 2])

        def back(item_id: int) -> object:
            return circulation.return_item(actor=TESTER, at=AT + days(1), item_id=item_id, site_id=site)

        answers = at_once([partial(back, copy.id) for copy in copies])
        assert [type(answer).__name__ for answer in answers] == ["Lent"] * 3
        held = circulation.hold(hold_id)
        assert held.state == ("ready", "travelling")[n % 2] and held.copy_id in {copy.id for copy in copies}
        assert Transit.objects.filter(hold_id=hold_id).count() == n % 2


def test_two_holds_and_two_copies_find_each_other_once() -> None:
    site = make_site()
    borrower = make_reader(site_id=site)
    item = make_item(site_id=site)
    copies = [item, make_copy(item, site_id=site)]
    for copy in copies:
        make_loan(item_id=copy.id, reader_id=borrower.id, site_id=site)
    holds = [make_hold(make_reader(site_id=site, name=name).id, item, site) for name in ("钱二", "孙三")]

    def back(item_id: int) -> object:
        return circulation.return_item(actor=TESTER, at=AT + days(1), item_id=item_id, site_id=site)

    at_once([partial(back, copy.id) for copy in copies])
    served = dict(Hold.objects.filter(pk__in=holds, state="ready").values_list("pk", "copy_id"))
    assert set(served) == set(holds) and set(served.values()) == {copy.id for copy in copies}


def test_the_last_copy_is_either_lent_or_kept_never_both() -> None:
    site = make_site()
    for n in range(6):
        item = make_item(site_id=site, title=f"末册{n}")
        hold_id = make_hold(make_reader(site_id=site, name="钱二").id, item, site)
        taker = make_reader(site_id=site, name="赵一")

        def take(item_id: int = item.id) -> object:
            return circulation.take_in(actor=TESTER, at=AT, item_id=item_id, site_id=site)

        def lend(item_id: int = item.id, reader_id: int = taker.id) -> object:
            return make_loan(item_id=item_id, reader_id=reader_id, site_id=site)

        answers = at_once([take, lend])
        is_lent = Loan.objects.filter(item_id=item.id, state="out").exists()
        is_kept = circulation.hold(hold_id).state == "ready"
        assert is_lent != is_kept, answers


def test_the_last_place_under_the_limit_of_holds_is_given_once() -> None:
    site = make_site()
    code = MOST_HOLDS.code
    options.set_option(actor=TESTER, at=LONG_AGO, code=code, value=1, valid_from=LONG_AGO, note="一种")
    for _round in range(3):
        reader = make_reader(site_id=site)
        items = [make_item(site_id=site) for _n in range(3)]
        answers = at_once([partial(make_hold, reader.id, item, site) for item in items])
        assert sorted(type(answer).__name__ for answer in answers) == ["HoldLimitReached", "HoldLimitReached", "int"]


def test_one_hold_is_filled_cancelled_or_expired_but_only_once() -> None:
    site = make_site()
    for n in range(4):
        item, reader = make_item(site_id=site, title=f"书{n}"), make_reader(site_id=site)
        hold_id = make_hold(reader.id, item, site)
        circulation.take_in(actor=TESTER, at=AT, item_id=item.id, site_id=site)
        late = AT + days(20)
        at_once(
            [
                partial(make_loan, item_id=item.id, reader_id=reader.id, site_id=site, at=late),
                partial(circulation.cancel_hold, actor=TESTER, at=late, hold_id=hold_id),
                partial(circulation.expire_holds, actor=TESTER, at=late),
            ]
        )
        facts = [row.fact for row in ledger.rows_of(f"circulation.hold:{hold_id}")]
        assert len(facts) == 2 and facts[0] == "circulation.hold-placed", facts
