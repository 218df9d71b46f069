"""The register of duties: exactly one accountable, hand-over, indicators, targets whose status is computed."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from shushan.figures import public as figures
from shushan.figures.tests.make import ring
from shushan.indicators import public as indicators
from shushan.indicators.duties import policy
from shushan.indicators.duties.models import DutyHolder
from shushan.indicators.public import Comparison, HolderRole, Status, TargetPlan
from shushan.indicators.tests.make import AT, CHECKER, MAKER, SIGNER, TESTER, make_site, person
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.notices.models import Notice
from shushan.people.tests.make import client_of, make_reader, make_staff, make_user
from shushan.units import public as units

pytestmark = pytest.mark.django_db
FIRST = date(2020, 1, 1)
TODAY = date(2020, 6, 2)


@pytest.fixture
def unit() -> int:
    return units.found_unit(actor=TESTER, at=AT, code="Z", name="总支", kind="department", since=date(2019, 1, 1))


def _duty(unit: int, code: str = "D1", *, owner: int | None = None, since: date = FIRST) -> int:
    return indicators.take_up_duty(
        actor=TESTER, at=AT, code=code, name=f"责任{code}", unit_id=unit, since=since, accountable_id=owner
    )


def _stock(code: str) -> Fraction | None:
    return figures.value(code, scope=figures.Scope(since=FIRST, until=date(2020, 7, 1)), at=AT).number


def test_a_duty_has_exactly_one_accountable_person(unit: int) -> None:
    one, two = make_staff(name="甲"), make_staff(name="乙")
    duty = _duty(unit, owner=one)
    with pytest.raises(indicators.NotOneAccountable):
        indicators.give_part(actor=TESTER, at=AT, duty_id=duty, person_id=two, role=HolderRole.ACCOUNTABLE, since=TODAY)
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        DutyHolder.objects.create(duty_id=duty, person_id=two, role=1, slot=0, since=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyHolder.objects.create(duty_id=duty, person_id=two, role=1, slot=two, since=TODAY)
    holder = DutyHolder.objects.get(duty=duty).pk
    with pytest.raises(indicators.NotOneAccountable):
        indicators.take_part_away(actor=TESTER, at=AT, holder_id=holder, until=TODAY, reason="x")
    indicators.give_part(actor=TESTER, at=AT, duty_id=duty, person_id=two, role=HolderRole.RESPONSIBLE, since=TODAY)
    with pytest.raises(Conflict):
        indicators.give_part(actor=TESTER, at=AT, duty_id=duty, person_id=two, role=HolderRole.INFORMED, since=TODAY)


def test_a_hand_over_leaves_no_day_without_an_owner_and_keeps_the_past(unit: int) -> None:
    one, two = make_staff(name="甲"), make_staff(name="乙")
    duty = _duty(unit, owner=one)
    with pytest.raises(Invalid):
        indicators.hand_over(actor=TESTER, at=AT, duty_id=duty, to_person_id=two, since=TODAY, reason=" ")
    with pytest.raises(Conflict):
        indicators.hand_over(actor=TESTER, at=AT, duty_id=duty, to_person_id=one, since=TODAY, reason="x")
    with pytest.raises(Invalid):
        indicators.hand_over(actor=TESTER, at=AT, duty_id=duty, to_person_id=two, since=FIRST, reason="x")
    indicators.hand_over(actor=TESTER, at=AT, duty_id=duty, to_person_id=two, since=TODAY, reason="调岗")
    day_before, day = (indicators.register(on=on)[0].accountable for on in (TODAY - timedelta(days=1), TODAY))
    assert day_before and day and (day_before.name, day.name) == ("甲", "乙")
    assert [h.reason for h in indicators.duty(duty, at=AT).holders] == ["调岗", ""]


def test_what_is_lacking_is_counted_and_the_counts_follow_the_register(unit: int) -> None:
    owner = make_staff(name="甲")
    soft = _duty(unit, "D1", owner=owner)
    lonely = _duty(unit, "D2")
    assert [_stock(code) for code in ("G08D", "G08A", "G08B", "G08N", "G08")] == [2, 1, 2, 0, 0]
    link = indicators.link_indicator(actor=TESTER, at=AT, duty_id=soft, code="V01", since=FIRST)
    assert [_stock(code) for code in ("G08D", "G08A", "G08B", "G08N", "G08")] == [2, 1, 1, 1, 50]
    with pytest.raises(Conflict):
        indicators.link_indicator(actor=TESTER, at=AT, duty_id=soft, code="V01", since=TODAY)
    with pytest.raises(figures.NoSuchMeasure):
        indicators.link_indicator(actor=TESTER, at=AT, duty_id=soft, code="ZZZ", since=TODAY)
    count = indicators.register_counts(on=TODAY)
    assert (count.duties, count.unowned, count.unmeasured, count.covered) == (2, 1, 1, 1)
    indicators.unlink_indicator(actor=TESTER, at=AT, link_id=link, until=TODAY)
    assert _stock("G08N") == 0 and indicators.register(on=TODAY - timedelta(days=1))[0].links
    with pytest.raises(Invalid):
        indicators.end_duty(actor=TESTER, at=AT, duty_id=lonely, until=TODAY, reason="")
    indicators.end_duty(actor=TESTER, at=AT, duty_id=lonely, until=TODAY, reason="合并")
    with pytest.raises(Conflict):
        indicators.end_duty(actor=TESTER, at=AT, duty_id=lonely, until=TODAY, reason="合并")
    assert [_stock(code) for code in ("G08D", "G08A")] == [1, 0]
    assert len(indicators.register(on=TODAY - timedelta(days=1))) == 2


def test_a_duty_that_begins_later_is_counted_by_the_night_of_that_day(unit: int) -> None:
    _duty(unit, owner=make_staff(), since=date(2020, 6, 20))
    assert _stock("G08D") == 0
    indicators.retell_every(actor=TESTER, at=datetime(2020, 6, 20, 1, tzinfo=UTC))
    indicators.retell_every(actor=TESTER, at=datetime(2020, 6, 20, 2, tzinfo=UTC))
    assert _stock("G08D") == 1


def test_a_grant_holds_at_the_unit(unit: int) -> None:
    other = units.found_unit(actor=TESTER, at=AT, code="Y", name="支部", kind="department", since=date(2019, 1, 1))
    from shushan.kernel.actor import Actor, ActorKind, Grant

    head = Actor(ActorKind.STAFF, 91_000, "书记", (Grant("indicators.edit-duties", unit_id=unit),))
    said = {"name": "责任", "since": FIRST}
    indicators.take_up_duty(actor=head, at=AT, code="A", unit_id=unit, **said)
    with pytest.raises(NotAllowed):
        indicators.take_up_duty(actor=head, at=AT, code="B", unit_id=other, **said)
    with pytest.raises(Conflict):
        indicators.take_up_duty(actor=TESTER, at=AT, code="A", unit_id=other, **said)
    with pytest.raises(NotFound):
        indicators.take_up_duty(actor=TESTER, at=AT, code="C", unit_id=999_999, **said)


YEAR = TargetPlan(FIRST, date(2021, 1, 1), Fraction(366))


@pytest.mark.parametrize(
    ("plan", "actual", "today", "status"),
    [
        (YEAR, None, date(2019, 12, 31), Status.NOT_DUE),
        (YEAR, Fraction(100), date(2020, 3, 1), Status.ON_TRACK),
        (YEAR, Fraction(60), date(2020, 3, 1), Status.ON_TRACK),
        (YEAR, Fraction(59), date(2020, 3, 1), Status.AT_RISK),
        (YEAR, Fraction(366), date(2020, 11, 1), Status.MET),
        (YEAR, Fraction(365), date(2021, 1, 1), Status.MISSED),
        (YEAR, Fraction(366), date(2021, 1, 1), Status.MET),
        (YEAR, None, date(2020, 5, 1), Status.NO_VALUE),
        (YEAR, None, date(2021, 5, 1), Status.MISSED),
        (TargetPlan(FIRST, date(2021, 1, 1), Fraction(5), Comparison.AT_MOST, Fraction(5)), Fraction(4), date(2020, 5, 1),
         Status.ON_TRACK),
        (TargetPlan(FIRST, date(2021, 1, 1), Fraction(5), Comparison.AT_MOST, Fraction(5)), Fraction(6), date(2020, 5, 1),
         Status.AT_RISK),
        (TargetPlan(FIRST, date(2021, 1, 1), Fraction(5), Comparison.AT_MOST, Fraction(5)), Fraction(4), date(2021, 1, 1),
         Status.MET),
    ],
)  # fmt: skip
def test_the_status_follows_from_the_number_and_the_day(
    plan: TargetPlan, actual: Fraction | None, today: date, status: Status
) -> None:
    assert policy.status(plan, actual, today=today) is status


def test_a_trajectory_passes_through_its_points() -> None:
    plan = TargetPlan(FIRST, date(2021, 1, 1), Fraction(100), points=((date(2020, 6, 30), Fraction(10)),))
    assert policy.expected(plan, date(2019, 12, 31)) == 0
    assert policy.expected(plan, date(2020, 6, 30)) == 10
    assert policy.expected(plan, date(2020, 12, 31)) == 100
    days = [policy.expected(plan, FIRST + timedelta(days=n)) for n in range(366)]
    assert days == sorted(days)


def test_a_target_is_held_against_the_signed_value_once_there_is_one(unit: int) -> None:
    north = figures.SiteName(make_site("N"), "N", "", "", date(2020, 3, 23))
    ring(40, site=north, on=date(2020, 5, 3))
    duty = _duty(unit, owner=make_staff())
    link = indicators.link_indicator(actor=TESTER, at=AT, duty_id=duty, code="TEST01", since=FIRST)
    plan = TargetPlan(date(2020, 5, 1), date(2020, 6, 1), Fraction(50))
    with pytest.raises(Invalid):
        indicators.set_target(actor=TESTER, at=AT, link_id=link, plan=TargetPlan(FIRST, FIRST, Fraction(1)))
    indicators.set_target(actor=TESTER, at=AT, link_id=link, plan=plan)
    with pytest.raises(Conflict):
        indicators.set_target(actor=TESTER, at=AT, link_id=link, plan=plan)
    [target] = indicators.duty(duty, at=AT).links[0].targets
    assert (target.actual, target.status, target.value_id) == (40, Status.MISSED, None)
    asked = indicators.Asked("TEST01", indicators.PeriodKind.MONTH, date(2020, 6, 1), date(2020, 5, 1))
    made = indicators.draft_value(actor=MAKER, at=AT, asked=asked)
    indicators.check_value(actor=CHECKER, at=AT, value_id=made)
    indicators.sign_value(actor=SIGNER, at=AT, value_id=made)
    ring(20, site=north, on=date(2020, 5, 4))
    [target] = indicators.duty(duty, at=AT).links[0].targets
    assert (target.actual, target.status, target.value_id) == (40, Status.MISSED, made)


def test_the_weekly_digest_reaches_owners_with_a_card_or_an_account_once_a_week(unit: int) -> None:
    reader, colleague = make_reader(site_id=make_site("N")), make_staff(name="没有读者证")
    make_user(colleague)
    _duty(unit, owner=reader.person_id)
    _duty(unit, "D2", owner=colleague)
    _duty(unit, "D3", owner=make_staff(name="没有账号"))
    assert indicators.plan_digests(at=AT) == 2
    assert indicators.plan_digests(at=AT + timedelta(hours=5)) == 0
    assert indicators.plan_digests(at=AT + timedelta(days=7)) == 2
    first, second = Notice.objects.order_by("pk")[:2]
    assert {first.kind, second.kind} == {"indicators.duty-digest"} and first.said["duties"] == "1"
    assert {(one.reader_id, one.person_id) for one in (first, second)} == {(reader.id, None), (None, colleague)}


def test_a_director_enters_a_duty_and_its_owner_finds_it(unit: int) -> None:
    director, owner, other = client_of("director"), make_staff("desk", name="甲"), make_staff("desk", name="乙")
    new = reverse("indicators:duty-new")
    assert director.post(new, {"code": "D1"}).status_code == 422
    made = director.post(new, {
        "code": "D1", "name": "接待读者", "unit_id": str(unit), "since": "2020-01-01", "accountable_id": str(owner),
        "responsible_ids": [str(other)],
    })  # fmt: skip
    assert made.status_code == 302
    address = made.headers["Location"]
    [line] = indicators.register(on=TODAY)

    def act(name: str, **said: str) -> tuple[int, str]:
        answer = director.post(reverse("indicators:duty-act", args=[line.id, name]), said)
        return answer.status_code, answer.content.decode()

    assert act("link", code="V01", since="2020-01-01")[0] == 302
    [link] = indicators.register(on=TODAY)[0].links
    target = {"link_id": str(link.id), "comparison": "at-least", "number": "1000", "start": "0", "since": "2020-01-01",
              "last": "2020-12-31"}  # fmt: skip
    status, text = act("target", points="2020-02-31 5", **target)
    assert status == 422 and "看不懂这一行" in text
    assert act("target", points="2020-06-30 400", **target)[0] == 302
    assert act("hand-over", to_person_id=str(owner), since="2020-02-01", reason="x")[0] == 422
    assert act("part", role="1", person_id=str(other), since="2020-02-01")[0] == 422
    assert act("nothing")[0] == 404
    page = director.get(address).content.decode()
    assert "总支 →" in page and "不少于 1,000" in page
    mine = client_of(person_id=owner)
    assert "接待读者" in mine.get(reverse("indicators:my-duties")).content.decode()
    assert mine.get(address).status_code == 200
    assert mine.get(reverse("indicators:duties")).status_code == 403
    assert client_of("desk").get(address).status_code == 403
    listed = director.get(reverse("indicators:duties") + "?on=2020-06-02").content.decode()
    assert "接待读者" in listed and "1 / 1" in listed
    compared = director.get(reverse("indicators:duties-compared") + "?first=2019-12-31&second=2020-06-02")
    assert "还没有这项责任" in compared.content.decode()
    assert act("end", until="2020-06-01", reason="合并")[0] == 302


def test_the_register_asks_as_often_for_three_duties_as_for_one(unit: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    director, owner = client_of("director"), make_staff()
    _duty(unit, "D1", owner=owner)
    address = reverse("indicators:duties") + "?on=2020-06-02"
    director.get(address)
    with CaptureQueriesContext(connection) as one:
        director.get(address)
    for code in ("D2", "D3"):
        _duty(unit, code, owner=owner)
    with CaptureQueriesContext(connection) as three:
        director.get(address)
    assert len(one) == len(three)


@pytest.mark.django_db(transaction=True)
def test_of_two_hand_overs_at_once_one_wins() -> None:
    from django.db import connections

    unit = units.found_unit(actor=TESTER, at=AT, code="Z", name="总支", kind="department", since=date(2019, 1, 1))
    people = [make_staff(name=name) for name in "甲乙丙"]
    duty = _duty(unit, owner=people[0])
    gate, said = threading.Barrier(2), []

    def hand(to: int) -> None:
        gate.wait()
        try:
            indicators.hand_over(actor=TESTER, at=AT, duty_id=duty, to_person_id=to, since=TODAY, reason="调岗")
            said.append("done")
        except Exception as error:
            said.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=hand, args=(to,)) for to in people[1:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("done") == 1, said
    assert DutyHolder.objects.filter(duty=duty, slot=0, until=None).count() == 1
    assert person(1)
