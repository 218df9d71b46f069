"""Amounts, months, payments: each refusal beside its success; facts, G07, the rules."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from shushan.dues import public as dues
from shushan.dues.checks import checks
from shushan.dues.jobs import call_recent
from shushan.dues.models import Amount, Due, Payment, Share
from shushan.dues.tests.make import AT, BOSS, FEN, STRANGER, TODAY, Branch, call, fix, month, take, turn_on
from shushan.figures import public as figures
from shushan.kernel.actor import Actor, ActorKind, Grant
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.kernel.periods import Period
from shushan.options import public as options
from shushan.organisation import public as organisation
from shushan.organisation.tests.make import WRITER, enrol
from shushan.people.tests.make import make_staff
from shushan.regulations import public as regulations

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY, JUNE = (month(n) for n in (3, 4, 5, 6))


@pytest.fixture
def branch() -> Branch:
    turn_on()
    return Branch()


def _sum(code: str, of: date, *, known: datetime | None = None) -> float | None:
    whole = Period.month(of.year, of.month)
    scope = figures.Scope(since=whole.since, until=whole.until, known_at=known)
    found = figures.value(code, scope=scope, at=datetime(2021, 6, 1, tzinfo=UTC))
    return None if found.number is None else round(float(found.number), 1)


def _clean() -> bool:
    return not [finding for check in checks() for finding in check.run()]


def test_nothing_goes_while_dues_are_off() -> None:
    with pytest.raises(dues.DuesOff):
        Branch()
    turn_on()
    branch = Branch(code="B")
    call(MARCH)
    turn_on(since=date(2020, 6, 1), value=False)
    assert not dues.is_on(AT) and dues.is_on(datetime(2020, 5, 1, tzinfo=UTC))
    for act in (
        lambda: take(branch.id, branch.members[0], {MARCH: None}),
        lambda: call(JUNE, at=AT),
        lambda: dues.publish(actor=BOSS, at=AT, today=TODAY, unit_id=branch.id, year=2020),
        lambda: dues.change_amount(
            actor=BOSS, at=AT, unit_id=branch.id, member_id=branch.members[0], since=JUNE, fen=1, reason="x"
        ),
    ):
        with pytest.raises(dues.DuesOff):
            act()
    assert regulations.source("dues.due", regulations.SubjectKind.MEMBER) is None
    call_recent(AT)
    assert Due.objects.filter(month=JUNE).count() == 0


def test_amounts_are_fixed_once_a_year_within_bounds_and_the_salary_is_asked_nowhere(branch: Branch) -> None:
    assert {line.fen for lines in dues.amounts(member_ids=branch.members, year=2020).values() for line in lines} == {
        FEN
    }
    late = enrol(branch.id, name="丁")
    for wrong in (0, -5, 1_000_001, 10**15):
        with pytest.raises(Invalid, match="大于零"):
            fix(branch.id, {late: wrong})
    with pytest.raises(Invalid, match="至少填写"):
        fix(branch.id, {})
    with pytest.raises(Invalid, match="年份"):
        fix(branch.id, {late: 100}, year=2022)
    with pytest.raises(dues.NotDue):
        fix(branch.id, {late: 100}, year=2018)  # not on the roster yet
    with pytest.raises(NotAllowed):
        dues.fix_amounts(actor=STRANGER, at=AT, today=TODAY, unit_id=branch.id, year=2020, fen={late: 100})
    with pytest.raises(dues.AmountIsFixed):
        fix(branch.id, {late: 100, branch.members[0]: 100})
    assert late not in dues.amounts(member_ids=[late], year=2020)  # all or nothing
    assert fix(branch.id, {late: 100}) == 1
    assert not any("salary" in field.name or "base" in field.name for field in Amount._meta.get_fields())
    with pytest.raises(IntegrityError), transaction.atomic():
        Amount.objects.create(member_id=late, year=2021, since=date(2021, 1, 1), fen=0, set_by="x", set_at=AT)
    with pytest.raises(Exception, match=r"append|refus|UPDATE"), transaction.atomic():
        Amount.objects.filter(member=late).update(fen=5)


def test_an_amount_changes_by_exception_with_a_reason_and_never_for_months_that_were_paid(branch: Branch) -> None:
    first = branch.members[0]
    call(MARCH), call(APRIL)
    take(branch.id, first, {MARCH: None}, on=date(2020, 3, 12))

    def change(since: date, fen: int, reason: str = "工资变动") -> None:
        dues.change_amount(actor=BOSS, at=AT, unit_id=branch.id, member_id=first, since=since, fen=fen, reason=reason)

    with pytest.raises(Invalid, match="为什么"):
        change(APRIL, 4000, " ")
    with pytest.raises(Invalid, match="大于零"):
        change(APRIL, 0)
    with pytest.raises(dues.AmountIsFixed, match="收过"):
        change(MARCH, 4000)
    change(APRIL, 4000)
    assert [line.fen for line in dues.dues(since=MARCH, until=MAY, member_ids=[first])] == [FEN, 4000]
    call(MAY)
    assert [line.fen for line in dues.dues(since=MAY, until=JUNE, member_ids=[first])] == [4000]
    with pytest.raises(dues.AmountIsFixed, match="更晚"):
        change(date(2020, 2, 1), 500)
    with pytest.raises(dues.AmountIsFixed, match="没有核定"):
        dues.change_amount(
            actor=BOSS, at=AT, unit_id=branch.id, member_id=first, since=date(2019, 9, 1), fen=1, reason="x"
        )


def test_the_roster_of_the_collection_day_decides_and_an_accepted_member_pays_from_their_month(branch: Branch) -> None:
    def joins(name: str, on: date, came: organisation.Came) -> int:
        return organisation.enrol_member(
            actor=WRITER, at=AT, person_id=make_staff(name=name), unit_id=branch.id, since=on, came=came, basis="支部大会",
            kind=organisation.MemberKind.PROBATIONARY if came is organisation.Came.ACCEPTED else organisation.MemberKind.FULL,
        )  # fmt: skip

    before, after = (
        joins("早", date(2020, 4, 9), organisation.Came.ACCEPTED),
        joins("晚", date(2020, 4, 20), organisation.Came.ACCEPTED),
    )
    came = joins("转", date(2020, 4, 20), organisation.Came.CAME_IN)  # paid April where they came from
    fix(branch.id, {before: 500, after: 500, came: 500})
    organisation.end_membership(actor=WRITER, at=AT, member_id=branch.members[2], until=date(2020, 4, 10), basis="x")
    call(MARCH), call(APRIL), call(MAY)
    due = {
        of: {line.member_id for line in dues.dues(since=of, until=month(of.month + 1))} for of in (MARCH, APRIL, MAY)
    }
    assert due[MARCH] == set(branch.members)
    assert due[APRIL] == {*branch.members[:2], before, after}
    assert due[MAY] == {*branch.members[:2], before, after, came}
    firsts = {line.member_id: line.due_on for line in dues.dues(since=APRIL, until=JUNE) if line.is_first}
    assert firsts == {before: date(2020, 4, 10), after: date(2020, 4, 30)}
    assert call(APRIL) == 0  # again changes nothing
    with pytest.raises(dues.NotDue):
        take(branch.id, came, {APRIL: None})  # before joining this branch
    with pytest.raises(dues.NotDue):
        take(branch.id, branch.members[2], {MAY: None})  # after leaving
    assert take(branch.id, branch.members[2], {MARCH: None})  # arrears of before are still taken
    assert _clean()


def test_a_roster_that_is_put_right_calls_off_what_nobody_owes(branch: Branch) -> None:
    call(MAY)
    assert _sum("G07D", MAY) == 3
    gone, paid = branch.members[:2]
    take(branch.id, paid, {MAY: None}, on=date(2020, 5, 10))
    for member in (gone, paid):
        organisation.end_membership(actor=WRITER, at=AT, member_id=member, until=date(2020, 5, 1), basis="补登")
    assert call(MAY, at=AT) == 1
    assert {line.member_id for line in dues.dues(since=MAY, until=JUNE)} == {
        paid,
        branch.members[2],
    }  # what was paid stays
    assert (_sum("G07D", MAY), _sum("G07M", MAY)) == (2, 1)
    assert _sum("G07D", MAY, known=datetime(2020, 6, 1, tzinfo=UTC)) == 3  # as it was known then
    assert _clean()


def test_money_is_taken_in_parts_for_several_months_and_never_beyond(branch: Branch) -> None:
    first = branch.members[0]
    call(MARCH), call(APRIL), call(JUNE, at=AT)
    take(branch.id, first, {MARCH: 1000}, on=date(2020, 3, 15))
    with pytest.raises(Invalid, match=r"还应交 20\.00"):
        take(branch.id, first, {MARCH: 2001}, on=date(2020, 4, 2))
    for wrong in (0, -1, 10**12):
        with pytest.raises(Invalid):
            take(branch.id, first, {MARCH: wrong})
    made = take(branch.id, first, {MARCH: 2000, APRIL: None, JUNE: 500}, on=TODAY)
    paper = dues.payment(made)
    assert paper.shares == ((MARCH, 2000), (APRIL, 3000), (JUNE, 500)) and paper.fen == 5500
    assert paper.number.startswith("DF2020-")
    lines = {line.month: line for line in dues.dues(since=MARCH, until=month(7), member_ids=[first])}
    assert lines[MARCH].full_on == TODAY and lines[JUNE].open_fen == 2500 and lines[JUNE].full_on is None
    with pytest.raises(dues.AlreadyPaid):
        take(branch.id, first, {MARCH: None})
    with pytest.raises(Invalid, match="至少选"):
        take(branch.id, first, {})
    with pytest.raises(Invalid, match="不能晚于今天"):
        take(branch.id, first, {JUNE: None}, on=date(2020, 6, 16), today=TODAY)
    with pytest.raises(Invalid, match="今年十二月"):
        take(branch.id, first, {month(1, 2021): None})
    with pytest.raises(dues.NotDue):
        take(branch.id, first, {month(12, 2019): None}, note="x")  # before the library kept dues
    assert _clean()


def test_months_ahead_are_paid_and_count_when_their_month_comes(branch: Branch) -> None:
    first = branch.members[0]
    take(branch.id, first, {month(7): None, month(12): None})
    assert _sum("G07D", month(7)) == 0
    call(month(7), at=datetime(2020, 7, 1, 3, tzinfo=UTC))
    assert (_sum("G07D", month(7)), _sum("G07M", month(7))) == (3, 1)
    assert _sum("G07D", month(12)) == 0 and _clean()


def test_the_same_form_sent_twice_takes_the_money_once(branch: Branch) -> None:
    key = UUID(int=7)

    def send() -> list[int]:
        return dues.collect(
            actor=BOSS, at=AT, today=TODAY, unit_id=branch.id, taken_on=TODAY, way=dues.Way.CASH, key=key,
            handed=[dues.Handed(member, {JUNE: None}) for member in branch.members],
        )  # fmt: skip

    assert send() == send() and Payment.objects.count() == 3


def test_of_two_collectors_one_takes_the_month(branch: Branch) -> None:
    call(JUNE, at=AT)
    first, second, _third = branch.members
    take(branch.id, first, {JUNE: None})
    with pytest.raises(dues.AlreadyPaid):  # one of the two is paid: nothing of the second's list is taken
        dues.collect(
            actor=BOSS, at=AT, today=TODAY, unit_id=branch.id, taken_on=TODAY, way=dues.Way.CASH,
            handed=[dues.Handed(second, {JUNE: None}), dues.Handed(first, {JUNE: None})],
        )  # fmt: skip
    assert Payment.objects.count() == 1
    share = Share.objects.get()
    paid = Payment.objects.create(
        unit_id=branch.id, member_id=first, fen=1, taken_on=TODAY, way="cash", key=UUID(int=1), taken_by="x", taken_at=AT
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():  # and the database keeps the promise by itself
        Share.objects.create(payment=paid, due=share.due, part=share.part, fen=1)


def test_the_post_collects_at_its_own_branch_and_nobody_else(branch: Branch) -> None:
    other = Branch(code="B")
    member = organisation.history(branch.members[1])[0]
    collector = Actor(ActorKind.READER, member.person_id, "组织委员", ())
    with pytest.raises(NotAllowed, match="组织委员"):
        take(branch.id, branch.members[0], {JUNE: None}, actor=collector)
    organisation.fill_post(
        actor=WRITER, at=AT, unit_id=branch.id, kind=organisation.PostKind.ORGANISATION_MEMBER,
        person_id=member.person_id, since=date(2020, 6, 1), basis="选举",
    )  # fmt: skip
    made = take(branch.id, branch.members[0], {JUNE: None}, actor=collector)
    with pytest.raises(NotAllowed):
        take(other.id, other.members[0], {JUNE: None}, actor=collector)
    with pytest.raises(NotAllowed):
        dues.reverse(actor=collector, at=AT, payment_id=made, why="x")
    with pytest.raises(dues.NotDue):
        take(other.id, branch.members[2], {JUNE: None})  # another branch's member
    here = Actor(ActorKind.STAFF, 5, "一支部", (Grant("dues.collect", unit_id=other.id),))
    assert take(other.id, other.members[0], {JUNE: None}, actor=here)


def test_a_payment_is_reversed_once_with_a_reason_and_its_months_owe_again(branch: Branch) -> None:
    first = branch.members[0]
    call(MAY)
    made = take(branch.id, first, {MAY: None}, on=date(2020, 5, 12))
    assert (_sum("G07", MAY), _sum("G07M", MAY)) == (33.3, 1)
    with pytest.raises(Invalid, match="为什么"):
        dues.reverse(actor=BOSS, at=AT, payment_id=made, why=" ")
    dues.reverse(actor=BOSS, at=AT, payment_id=made, why="记错了人")
    with pytest.raises(Conflict, match="已经冲正"):
        dues.reverse(actor=BOSS, at=AT, payment_id=made, why="再一次")
    assert dues.payment(made).reversed_why == "记错了人"
    assert (_sum("G07D", MAY), _sum("G07M", MAY)) == (3, 0)
    assert _sum("G07M", MAY, known=datetime(2020, 6, 1, tzinfo=UTC)) == 1
    take(branch.id, first, {MAY: None}, on=date(2020, 5, 12), at=AT, today=TODAY)  # typed again with its true day
    assert _sum("G07M", MAY) == 1 and _clean()
    with pytest.raises(Exception, match=r"append|refus|UPDATE"), transaction.atomic():
        Payment.objects.filter(pk=made).update(fen=1)


def test_the_rate_counts_whole_months_by_their_last_day_only(branch: Branch) -> None:
    call(MAY)
    whole, part, late = branch.members
    take(branch.id, whole, {MAY: None}, on=date(2020, 5, 31))
    take(branch.id, part, {MAY: 100}, on=date(2020, 5, 31))
    take(branch.id, late, {MAY: None}, on=date(2020, 6, 1))
    assert (_sum("G07D", MAY), _sum("G07M", MAY), _sum("G07", MAY)) == (3, 1, 33.3)
    assert _sum("G07D", JUNE) == 0


def test_arrears_are_listed_told_of_and_never_acted_on(branch: Branch) -> None:
    turn_day = {3: month(4), 5: month(6), 6: month(7), 9: month(10)}
    first, second, third = branch.members
    for number in range(1, 11):
        call(month(number))
    for number in range(1, 10):
        take(branch.id, third, {month(number): None}, on=date(2020, number, 11))
    take(branch.id, second, {month(4): None}, on=date(2020, 4, 11))
    found = {run: dues.behind(today=today, unit_ids=[branch.id])[0] for run, today in turn_day.items()}
    assert {run: (one.member_id, one.run) for run, one in found.items()} == {run: (first, run) for run in turn_day}
    assert found[3].standing is dues.Standing.THREE and found[5].standing is dues.Standing.FIVE
    assert found[6].standing is dues.Standing.DECIDE and found[6].last_day == date(2020, 7, 31)
    assert found[6].fen == 6 * FEN
    [_one, other] = dues.behind(today=month(10), unit_ids=[branch.id])
    assert (other.member_id, other.run, len(other.months)) == (second, 5, 8)  # January to March, May to September
    assert organisation.history(first)[0].until is None  # still on the roster: the branch decides
    assert dues.behind(today=date(2020, 1, 31)) == []


def test_arrears_of_more_than_six_months_ask_why_they_are_taken(branch: Branch) -> None:
    first = branch.members[0]
    call(month(1)), call(month(2))
    take(branch.id, first, {month(1): None}, on=date(2020, 7, 31))
    with pytest.raises(Invalid, match="超过 6 个月"):
        take(branch.id, first, {month(2): None}, on=date(2020, 9, 1))
    assert take(branch.id, first, {month(2): None}, on=date(2020, 9, 1), note="支部大会同意补交")


def test_who_has_no_amount_is_not_called_and_is_named_as_lacking(branch: Branch) -> None:
    late = enrol(branch.id, name="未核定")
    call(JUNE, at=AT)
    found = dues.sums(month=JUNE, today=TODAY, unit_ids=[branch.id])[branch.id]
    assert (found.due, found.without_amount) == (3, 1)
    with pytest.raises(dues.NotDue, match="核定"):
        take(branch.id, late, {JUNE: None})
    fix(branch.id, {late: 100})
    assert call(JUNE, at=AT) == 1


def test_the_night_calls_every_month_since_dues_are_kept_and_tells_nothing_twice(branch: Branch) -> None:
    call_recent(AT)
    assert {line.month.month for line in dues.dues(since=month(1), until=month(7))} == {1, 2, 3, 4, 5, 6}
    before = Due.objects.count()
    call_recent(AT)
    assert Due.objects.count() == before == 18
    with pytest.raises(Invalid, match="还没有开始"):
        dues.call_month(actor=BOSS, at=AT, today=TODAY, month=month(7))


def test_the_collection_day_is_a_setting_with_a_beginning(branch: Branch) -> None:
    at = datetime(2020, 3, 20, tzinfo=UTC)
    options.set_option(actor=BOSS_OF_ALL, at=at, code="dues.collection-day", value=25, valid_from=at, note="改")
    call(MARCH), call(APRIL)
    assert {line.due_on for line in dues.dues(since=MARCH, until=MAY)} == {date(2020, 3, 10), date(2020, 4, 25)}
    with pytest.raises(Invalid):
        options.set_option(actor=BOSS_OF_ALL, at=at, code="dues.collection-day", value=29, valid_from=at, note="改")


BOSS_OF_ALL = Actor(ActorKind.STAFF, 1, "管理员", (Grant("*"),))
