"""The table of rules in the database, and what the acts make of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.models import LendingRule, LendingRuleVersion, Loan
from shushan.circulation.public import Scope, Terms, Unit
from shushan.circulation.rules import queries
from shushan.circulation.rules.first import EVER, FIRST, write_first
from shushan.circulation.tests.make import (
    AT,
    LONG_AGO,
    TESTER,
    add_rule,
    days,
    make_desk,
    make_item,
    set_rule,
)
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.people.operations.upkeep import lift_freezes
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db


def lend(item: catalogue.ItemValue, reader: people.ReaderValue, at: datetime = AT, **more: Any) -> circulation.Lent:
    more.setdefault("actor", TESTER)
    return circulation.lend(at=at, item_id=item.id, reader_id=reader.id, site_id=item.site_id, **more)


def back(item: catalogue.ItemValue, at: datetime) -> circulation.Lent:
    return circulation.return_item(actor=TESTER, at=at, item_id=item.id, site_id=item.site_id)


def test_a_library_begins_with_the_first_rules_and_the_migration_writes_the_same() -> None:
    rows = circulation.table().at(AT)
    assert [
        (row.number, row.name, row.name_en, row.scope, row.terms) for row in sorted(rows, key=lambda r: r.number)
    ] == [*FIRST]
    assert all(row.valid_from == EVER for row in rows)
    before = LendingRuleVersion.objects.count()
    write_first()
    assert LendingRuleVersion.objects.count() == before


def test_what_the_settings_were_becomes_the_first_rows() -> None:
    from importlib import import_module

    move = import_module("shushan.circulation.migrations.0005_table_of_rules")

    class Change:
        def __init__(self, code: str, value: int) -> None:
            self.code, self.value = f"circulation.{code}", value

    changes = [Change("renewals", 2), Change("loan-days-staff", 90), Change("overdue-allowed", 3)]
    adult = move.history("adult", changes)
    assert [terms["most_renewals"] for _change, terms in adult] == [1, 2, 2, 2]
    assert [terms["loan_length"] for _change, terms in move.history("staff", changes)] == [30, 30, 90, 90]
    assert adult[-1][1]["overdue_allowed"] == 3
    assert adult[0][0] is None


def test_the_database_takes_one_rule_for_a_scope_and_keeps_every_version() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LendingRule.objects.create(number=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        LendingRule.objects.create(number=9, category="child")
    with pytest.raises(DatabaseError), transaction.atomic():
        LendingRuleVersion.objects.update(loan_length=99)
    with pytest.raises(DatabaseError), transaction.atomic():
        LendingRuleVersion.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        LendingRule.objects.filter(number=2).update(category="")


def test_a_rule_is_written_by_whoever_may_for_the_rows_of_the_site(centre: int, branch: int) -> None:
    lead, desk = make_desk("desk-lead", site_id=centre, name="周主管"), make_desk(site_id=centre)
    said: dict[str, Any] = {"at": AT, "terms": Terms(), "name": "本馆", "valid_from": AT, "note": "试"}
    for actor, site_id in ((desk, centre), (lead, branch), (lead, None)):
        with pytest.raises(NotAllowed):
            circulation.add_rule(actor=actor, scope=Scope(site_id=site_id), **said)
    number = circulation.add_rule(actor=lead, scope=Scope(site_id=centre), **said)
    with pytest.raises(circulation.ScopeTaken):
        circulation.add_rule(actor=lead, scope=Scope(site_id=centre), **said)
    circulation.change_rule(actor=lead, number=number, **said)
    with pytest.raises(NotAllowed):
        circulation.change_rule(actor=lead, number=1, **said)
    circulation.end_rule(actor=lead, at=AT, number=number, ends_at=AT + days(1), note="不再用")
    assert number in [row.number for row in circulation.table().at(AT)]
    assert number not in [row.number for row in circulation.table().at(AT + days(1))]
    with pytest.raises(Invalid):
        circulation.end_rule(actor=TESTER, at=AT, number=1, ends_at=AT + days(1), note="不再用")
    with pytest.raises(circulation.NoSuchRule):
        circulation.end_rule(actor=TESTER, at=AT, number=99, ends_at=AT + days(1), note="不再用")


@pytest.mark.parametrize(
    ("field", "terms", "more"),
    [
        ("valid_from", {}, {"valid_from": AT - timedelta(seconds=1)}),
        ("valid_until", {}, {"valid_until": AT}),
        ("name", {}, {"name": "  "}),
        ("note", {}, {"note": " "}),
        ("loan_length", {"loan_length": 0}, {}),
        ("loan_length", {"loan_length": 731}, {}),
        ("loan_until", {"loan_unit": Unit.UNTIL}, {}),
        ("loan_until", {"loan_until": date(2020, 9, 1)}, {}),
        ("most_renewals", {"on_site": True}, {}),
        ("most_items", {"most_items": -1}, {}),
        ("fine_fen", {"fine_fen": 10_000_001}, {}),
        ("hold_shelf_days", {"hold_shelf_days": 0}, {}),
        ("deposit_fen", {"deposit": circulation.DepositBy.FIXED}, {}),
        ("deposit_fen", {"deposit_fen": 1}, {}),
    ],
)
def test_a_rule_out_of_bounds_is_refused_at_its_field(field: str, terms: dict[str, Any], more: dict[str, Any]) -> None:
    said: dict[str, Any] = {"actor": TESTER, "at": AT, "scope": Scope(kind="book"), "name": "书", "valid_from": AT}
    said |= {"note": "试", "terms": Terms(**terms), **more}
    with pytest.raises(Invalid) as refused:
        circulation.add_rule(**said)
    assert refused.value.field == field
    assert LendingRule.objects.count() == len(FIRST)


def test_the_ground_needs_a_limit_and_days(centre: int) -> None:
    for field, terms in (("most_items", {"most_items": None}), ("loan_unit", {"loan_unit": Unit.HOURS})):
        with pytest.raises(Invalid) as refused:
            set_rule(**terms)
        assert refused.value.field == field


def test_the_winning_row_is_named_in_the_answer_on_the_loan_and_in_the_refusal(
    desk: Actor, centre: int, reader: people.ReaderValue
) -> None:
    number = add_rule(name="中心馆短期", scope={"site_id": centre}, loan_length=7, renewal_length=7, most_items=1)
    first = make_item(site_id=centre)
    done = lend(first, reader, actor=desk)
    assert done.rule == circulation.RuleName(number, "中心馆短期")
    assert ledger.local_day(done.due_at) == ledger.local_day(AT + days(7))
    assert queries.version(Loan.objects.get().rule_id).number == number  # type: ignore[arg-type, union-attr]
    with pytest.raises(circulation.LoanLimitReached) as refused:
        lend(make_item(site_id=centre), reader, AT + timedelta(minutes=1), actor=desk)
    assert f"第 {number} 号规则：中心馆短期" in refused.value.rule
    renewed = circulation.renew(actor=TESTER, at=AT + days(1), loan_id=done.loan_id)
    assert renewed.rule == done.rule
    assert ledger.local_day(renewed.due_at) == ledger.local_day(AT + days(14))
    with pytest.raises(circulation.RenewalLimitReached) as again:
        circulation.renew(actor=TESTER, at=AT + days(2), loan_id=done.loan_id)
    assert "中心馆短期" in again.value.rule


def test_limits_of_site_and_library_all_hold_and_name_their_own_row(
    centre: int, branch: int, reader: people.ReaderValue
) -> None:
    set_rule(most_items=3)
    add_rule(name="河口", scope={"site_id": branch}, most_items=1)
    lend(make_item(site_id=branch), reader)
    with pytest.raises(circulation.LoanLimitReached) as refused:
        lend(make_item(site_id=branch), reader, AT + timedelta(minutes=1))
    assert "河口" in refused.value.rule
    for n in (2, 3):
        lend(make_item(site_id=centre), reader, AT + timedelta(minutes=n))
    with pytest.raises(circulation.LoanLimitReached) as full:
        lend(make_item(site_id=centre), reader, AT + timedelta(minutes=4))
    assert "基本规则" in full.value.rule


def test_a_rule_follows_the_instant_and_the_loan_keeps_the_version_it_was_made_under(
    centre: int, reader: people.ReaderValue
) -> None:
    set_rule(at=AT, since=AT + days(2), loan_length=7, fine_fen=50)
    first, second = make_item(site_id=centre), make_item(site_id=centre)
    assert ledger.local_day(lend(first, reader).due_at) == ledger.local_day(AT + days(30))
    assert ledger.local_day(lend(second, reader, AT + days(2)).due_at) == ledger.local_day(AT + days(9))
    late = back(second, AT + days(11)).lateness
    assert late is not None and (late.fine_fen, late.rule_number) == (100, 1)
    old = back(first, AT + days(33)).lateness
    assert old is not None and (old.late, old.fine_fen, old.costs_nothing) == (3, 0, True)


def test_a_late_return_tells_its_cost_in_the_answer_and_in_the_fact(centre: int, reader: people.ReaderValue) -> None:
    set_rule(fine_fen=10, grace=1, suspend_days=2)
    item = make_item(site_id=centre)
    done = back_of = lend(item, reader)
    back_of = back(item, AT + days(33))
    assert back_of.lateness is not None
    assert (back_of.lateness.late, back_of.lateness.fine_fen, back_of.lateness.suspension_days) == (3, 20, 6)
    assert back_of.suspended_until == ledger.local_day(AT + days(39))
    fact = ledger.rows_of(f"circulation.loan:{done.loan_id}")[-1]
    assert {name: fact.dims.get(name) for name in ("days_late", "fine_fen", "suspension_days", "rule")} == {
        "days_late": 3, "fine_fen": 20, "suspension_days": 6, "rule": 1,
    }  # fmt: skip
    frozen = people.reader(reader.id, at=AT + days(34))
    assert "停借 6 天" in frozen.freeze_reason
    with pytest.raises(circulation.ReaderFrozen):
        lend(make_item(site_id=centre), reader, AT + days(39))
    while lift_freezes(actor=TESTER, at=AT + days(40)):
        pass
    lend(make_item(site_id=centre), reader, AT + days(40))


def test_suspensions_add_up_and_leave_other_freezes_alone(centre: int, reader: people.ReaderValue) -> None:
    set_rule(suspend_days=1, overdue_allowed=99)
    items = [make_item(site_id=centre) for _ in range(2)]
    for n, item in enumerate(items):
        lend(item, reader, AT + timedelta(minutes=n))
    assert back(items[0], AT + days(32)).suspended_until == ledger.local_day(AT + days(34))
    assert back(items[1], AT + days(32)).suspended_until == ledger.local_day(AT + days(36))
    assert not lift_freezes(actor=TESTER, at=AT + days(35))
    other = make_reader(site_id=centre, name="钱二")
    item = make_item(site_id=centre)
    lend(item, other)
    people.freeze(actor=TESTER, at=AT + days(31), reader_id=other.id, reason="遗失未赔")
    back(item, AT + days(32))
    assert people.reader(other.id, at=AT + days(33)).freeze_reason == "遗失未赔"
    assert not lift_freezes(actor=TESTER, at=AT + days(35))


def test_a_return_in_time_costs_nothing(centre: int, reader: people.ReaderValue) -> None:
    set_rule(fine_fen=10, suspend_days=2)
    item = make_item(site_id=centre)
    done = lend(item, reader)
    returned = back(item, AT + days(30))
    assert (returned.lateness, returned.suspended_until) == (None, None)
    fact = ledger.rows_of(f"circulation.loan:{done.loan_id}")[-1]
    assert not {"days_late", "fine_fen", "suspension_days", "rule"} & set(fact.dims)


def test_a_renewal_too_early_is_refused_and_in_time_it_is_made(centre: int, reader: people.ReaderValue) -> None:
    set_rule(renew_days_before=5, renewal_base=circulation.Base.TODAY)
    done = lend(make_item(site_id=centre), reader)
    with pytest.raises(circulation.RenewalTooEarly) as refused:
        circulation.renew(actor=TESTER, at=AT + days(24), loan_id=done.loan_id)
    assert "基本规则" in refused.value.rule
    renewed = circulation.renew(actor=TESTER, at=AT + days(25), loan_id=done.loan_id)
    assert ledger.local_day(renewed.due_at) == ledger.local_day(AT + days(55))


def test_a_renewal_that_would_give_nothing_is_refused(centre: int, reader: people.ReaderValue) -> None:
    set_rule(renewal_base=circulation.Base.TODAY, renewal_length=10)
    done = lend(make_item(site_id=centre), reader)
    with pytest.raises(circulation.RenewalGivesNothing):
        circulation.renew(actor=TESTER, at=AT + days(20), loan_id=done.loan_id)
    circulation.renew(actor=TESTER, at=AT + days(21), loan_id=done.loan_id)


def test_a_fixed_day_that_is_over_lends_no_more(centre: int, reader: people.ReaderValue) -> None:
    last = ledger.local_day(AT + days(3))
    add_rule(name="学期", scope={"site_id": centre}, loan_unit=Unit.UNTIL, loan_until=last)
    done = lend(make_item(site_id=centre), reader)
    assert ledger.local_day(done.due_at) == last
    lend(make_item(site_id=centre), reader, AT + days(3))
    back(catalogue.item(done.item_id), AT + days(3))
    with pytest.raises(circulation.TermOver) as refused:
        lend(make_item(site_id=centre), make_reader(site_id=centre, name="钱二"), AT + days(4))
    assert "学期" in refused.value.rule


def test_a_clock_that_was_set_back_ends_no_loan_before_it_began(centre: int, reader: people.ReaderValue) -> None:
    item = make_item(site_id=centre)
    done = lend(item, reader)
    renewed = circulation.renew(actor=TESTER, at=AT - timedelta(hours=1), loan_id=done.loan_id)
    assert renewed.due_at > done.due_at
    back(item, AT - timedelta(hours=1))
    loan = Loan.objects.get(pk=done.loan_id)
    assert loan.back_at == loan.lent_at


def test_the_table_is_read_once_and_anew_when_somebody_wrote_it(django_assert_num_queries: Any, centre: int) -> None:
    circulation.table()
    with django_assert_num_queries(1):
        kept = circulation.table()
    assert circulation.table() is kept
    set_rule(loan_length=8)
    with django_assert_num_queries(2):
        assert next(row for row in circulation.table().at(AT) if row.number == 1).terms.loan_length == 8
    sid = transaction.savepoint()
    set_rule(loan_length=9)
    circulation.table()
    transaction.savepoint_rollback(sid)
    assert next(row for row in circulation.table().at(AT) if row.number == 1).terms.loan_length == 8
    assert LONG_AGO < AT


def test_lending_asks_one_question_more_than_the_settings_alone(
    django_assert_max_num_queries: Any, centre: int, reader: people.ReaderValue
) -> None:
    for number in range(3):
        add_rule(name=f"架{number}", scope={"shelf": f"{number}F"}, most_items=3)
    lend(make_item(site_id=centre), reader)
    item = make_item(site_id=centre)
    with django_assert_max_num_queries(19):
        lend(item, reader, AT + timedelta(minutes=1))
