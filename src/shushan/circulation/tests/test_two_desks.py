"""Two desks at once, by real threads with connections of their own, on whichever database the tests run."""

from __future__ import annotations

from functools import partial

import pytest

from shushan.circulation import public as circulation
from shushan.circulation.models import Loan
from shushan.circulation.tests.make import (
    AT,
    TESTER,
    days,
    facts_of,
    make_item,
    make_loan,
    make_site,
    set_rule,
)
from shushan.database.tests.at_once import at_once
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db(transaction=True)


def _kinds(answers: list[object]) -> list[str]:
    return sorted(type(answer).__name__ for answer in answers)


def test_one_item_at_two_desks_is_lent_exactly_once() -> None:
    site = make_site()
    for _round in range(5):
        item = make_item(site_id=site)
        readers = [make_reader(site_id=site, name=name) for name in ("赵一", "钱二", "孙三", "李四")]
        answers = at_once(
            [partial(make_loan, item_id=item.id, reader_id=reader.id, site_id=site) for reader in readers]
        )
        assert _kinds(answers) == ["ItemOut", "ItemOut", "ItemOut", "Lent"]
        [loan] = Loan.objects.filter(item_id=item.id)
        assert facts_of(loan.pk) == ["item-lent"]


def test_the_last_place_under_the_limit_is_given_once() -> None:
    site = make_site()
    set_rule(most_items=1)
    for _round in range(5):
        reader = make_reader(site_id=site)
        items = [make_item(site_id=site) for _n in range(4)]
        answers = at_once([partial(make_loan, item_id=item.id, reader_id=reader.id, site_id=site) for item in items])
        assert _kinds(answers) == ["Lent", "LoanLimitReached", "LoanLimitReached", "LoanLimitReached"]
        assert circulation.count_open(reader.id) == 1


def test_one_item_at_two_book_drops_is_returned_once() -> None:
    site = make_site()
    reader = make_reader(site_id=site)
    for _round in range(5):
        item = make_item(site_id=site)
        lent = make_loan(item_id=item.id, reader_id=reader.id, site_id=site)

        def back(item_id: int = item.id) -> object:
            return circulation.return_item(actor=TESTER, at=AT + days(1), item_id=item_id, site_id=site)

        answers = at_once([back, back, back])
        assert set(_kinds(answers)) <= {"Lent", "LoanOver"}
        assert sum(isinstance(a, circulation.Lent) and not a.was_done for a in answers) == 1
        assert facts_of(lent.loan_id) == ["item-lent", "item-returned"]


def test_two_taps_on_one_renewal_renew_once() -> None:
    site = make_site()
    reader = make_reader(site_id=site)
    for _round in range(5):
        lent = make_loan(item_id=make_item(site_id=site).id, reader_id=reader.id, site_id=site)

        def again(loan_id: int = lent.loan_id) -> object:
            return circulation.renew(actor=TESTER, at=AT + days(1), loan_id=loan_id)

        answers = at_once([again, again, again])
        assert sum(isinstance(a, circulation.Lent) and not a.was_done for a in answers) == 1
        assert Loan.objects.get(pk=lent.loan_id).renewals == 1
        assert facts_of(lent.loan_id) == ["item-lent", "loan-renewed"]
