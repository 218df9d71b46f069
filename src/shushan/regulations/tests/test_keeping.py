"""Results kept: rebuilt from the records, only what changed is written, the figure follows with its rows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from shushan.figures import public as figures
from shushan.kernel.actor import Actor, ActorKind, Grant, system
from shushan.kernel.errors import Invalid, NotAllowed, NotFound
from shushan.kernel.periods import Period
from shushan.ledger import public as ledger
from shushan.organisation.tests.make import approve, draft, found, plan
from shushan.places import public as places
from shushan.regulations import public as regulations
from shushan.regulations.models import ReasonGiven, ResultRow, RuleVersion
from shushan.regulations.public import Outcome, SubjectKind
from shushan.regulations.tests.offering import BRANCH, FIRST_QUARTER, Above, above

pytestmark = pytest.mark.django_db
__all__ = ["above"]
AT, TODAY = datetime(2020, 4, 10, 2, tzinfo=UTC), date(2020, 4, 10)
LATER = datetime(2020, 5, 1, 2, tzinfo=UTC)
WHO = system("test")
SECRETARY = Actor(ActorKind.STAFF, 5, "书记", (Grant("regulations.*"),))


@pytest.fixture
def branch() -> int:
    site = places.open_site(actor=WHO, at=datetime(2019, 1, 1, tzinfo=UTC), code="C", name="中心馆")
    return found(plan("found", "A", site_id=site))["A"]


def rebuilt(at: datetime = AT, window: Period = FIRST_QUARTER) -> regulations.Made:
    return regulations.rebuild(actor=WHO, at=at, window=window, today=ledger.local_day(at))


def figure(code: str, known_at: datetime | None = None) -> figures.Value:
    scope = figures.Scope(since=FIRST_QUARTER.since, until=FIRST_QUARTER.until, known_at=known_at)
    return figures.value(code, scope=scope, at=LATER)


def test_results_are_kept_once_and_the_figure_is_met_by_applicable(above: Above, branch: int) -> None:
    above.facts = {branch: BRANCH}
    meeting = above.hold(branch, date(2020, 2, 5))
    above.hold(branch, date(2020, 3, 5), "committee", quorum=True)
    first = rebuilt()
    assert first.judged == first.changed > 0
    assert rebuilt().changed == 0, "nothing new, nothing written"
    [members] = regulations.kept(window=FIRST_QUARTER, code="MTG-01")
    assert (members.outcome, members.record_ids, members.unit_id) == (Outcome.MET, (meeting,), branch)
    g01 = figure("G01")
    assert (g01.operands[0].number, g01.operands[1].number) == (2, 7), "1 quarter + 3 committees + 3 theme days; 2 met"
    rows = [row for one in g01.operands for row in figures.rows(one)]
    assert {row.subject.partition(":")[0] for row in rows} == {"regulations.duty"} and len(rows) == 9
    missed = regulations.kept(window=FIRST_QUARTER, outcomes=[Outcome.NOT_MET], unit_ids=[branch])
    assert sum(one.rule.figure == "G01" for one in missed) == 5


def test_a_late_record_restates_the_figure_and_the_past_as_known_stays(above: Above, branch: int) -> None:
    above.facts = {branch: BRANCH}
    rebuilt()
    before = figure("G01M").quantity
    above.hold(branch, date(2020, 3, 9), "theme-day")
    assert rebuilt(LATER).changed == 1
    assert (before, figure("G01M").quantity, figure("G01M", known_at=AT).quantity) == (0, 1, 0)
    assert figure("G01D").quantity == figure("G01D", known_at=datetime(2020, 4, 11, tzinfo=UTC)).quantity == 7
    ResultRow.objects.all().delete()
    again = rebuilt(LATER)
    assert again.judged == again.changed, "the cache can be lost"


def test_a_lost_cache_does_not_count_twice(above: Above, branch: int) -> None:
    above.facts = {branch: BRANCH}
    rebuilt()
    expected = figure("G01D").quantity
    ResultRow.objects.all().delete()
    rebuilt(LATER)
    assert figure("G01D").quantity == expected


def test_what_was_counted_follows_the_figure_and_the_site_of_its_day(above: Above, branch: int) -> None:
    above.facts = {branch: BRANCH}
    other = places.open_site(actor=WHO, at=datetime(2019, 1, 1, tzinfo=UTC), code="H", name="河口馆区")
    approve(draft(plan("change", "A", site_id=other)), on=date(2020, 4, 5))
    rebuilt()
    [first, *_rest] = places.sites()
    rows = figures.rows(figure("G01D"))
    assert {row.site_id for row in rows} == {first.id}, "judged after the branch moved, counted where it was"
    [old] = RuleVersion.objects.filter(rule__code="MTG-07", valid_from__lte=AT, valid_until=None)
    kept = {field.name: getattr(old, field.name) for field in old._meta.concrete_fields if field.name != "id"}
    RuleVersion.objects.filter(pk=old.pk).update(valid_until=date(2020, 2, 1))
    RuleVersion.objects.create(**kept | {"number": 99, "valid_from": date(2020, 2, 1), "figure": ""})
    assert rebuilt(LATER).changed == 2
    assert figure("G01D").quantity == 5, "its version of February and March counts in no figure any more"


def test_a_reason_excuses_stays_on_record_and_never_raises_the_figure(above: Above, branch: int) -> None:
    above.facts = {branch: BRANCH}
    rebuilt()
    key = ("MTG-03", SubjectKind.UNIT, branch, date(2020, 2, 1), "")
    give = {"actor": SECRETARY, "at": AT, "today": TODAY}
    found = regulations.give_reason(**give, key=key, text="闭馆期间未召开")
    assert found.outcome is Outcome.EXCUSED and found.reason is not None and found.reason.by == "书记"
    regulations.give_reason(**give, key=key, text="疫情闭馆，改为电话沟通")
    rebuilt(LATER)
    [kept] = [r for r in regulations.kept(window=FIRST_QUARTER, code="MTG-03") if r.period.since == date(2020, 2, 1)]
    assert kept.outcome is Outcome.EXCUSED and kept.reason is not None and kept.reason.text.startswith("疫情")
    assert (figure("G01M").quantity, figure("G01D").quantity) == (0, 7)
    assert ReasonGiven.objects.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        ReasonGiven.objects.update(text="x")


def test_only_what_was_normally_to_be_done_and_was_not_takes_a_reason(above: Above, branch: int) -> None:
    above.facts = {branch: BRANCH}
    above.hold(branch, date(2020, 1, 5))
    give = {"actor": SECRETARY, "at": AT, "today": TODAY, "text": "忙"}
    quarter = ("MTG-01", SubjectKind.UNIT, branch, date(2020, 1, 1), "")
    for key in (quarter, ("MTG-07", SubjectKind.UNIT, branch, date(2020, 2, 1), ""),
                ("MTG-01", SubjectKind.UNIT, branch, date(2020, 4, 1), "")):  # fmt: skip
        with pytest.raises(regulations.NoReasonTaken):
            regulations.give_reason(**give, key=key)
    missed = ("MTG-03", SubjectKind.UNIT, branch, date(2020, 2, 1), "")
    with pytest.raises(Invalid):
        regulations.give_reason(**(give | {"text": " "}), key=missed)
    with pytest.raises(NotFound):
        regulations.give_reason(**give, key=("MTG-99", SubjectKind.UNIT, branch, date(2020, 2, 1), ""))
    elsewhere = Actor(ActorKind.STAFF, 6, "别的书记", (Grant("regulations.give-reasons", unit_id=branch + 99),))
    with pytest.raises(NotAllowed):
        regulations.give_reason(**(give | {"actor": elsewhere}), key=missed)
    assert not ReasonGiven.objects.exists()
    with pytest.raises(NotAllowed):
        regulations.rebuild(actor=elsewhere, at=AT, window=FIRST_QUARTER, today=TODAY)


def test_judging_takes_as_many_queries_for_one_as_for_many(above: Above, branch: int) -> None:
    def asked() -> tuple[int, int]:
        above.reads = 0
        with CaptureQueriesContext(connection) as said:
            regulations.evaluate(window=Period.year(2020), today=TODAY)
        return len(said), above.reads

    above.facts = {branch: BRANCH}
    one = asked()
    above.facts = {branch + n: BRANCH for n in range(30)}
    above.members = {n: {"unit_id": branch} for n in range(50)}
    for n in range(30):
        above.hold(branch + n, date(2020, 2, 5))
    assert asked() == one
