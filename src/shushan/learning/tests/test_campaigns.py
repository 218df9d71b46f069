"""Campaigns: who takes part, what counts, what is late; essays; what is alike."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shushan.jobs import public as jobs
from shushan.jobs.models import Job
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.learning import alike, ports
from shushan.learning import public as learning
from shushan.learning.jobs import Comparison, comparison
from shushan.learning.tests.make import AT, NOBODY, ORGANISER, Roster, essay, make_campaign, make_work, person
from shushan.people.tests.make import TESTER, counted

pytestmark = pytest.mark.django_db
AFTER = datetime(2020, 5, 24, 2, tzinfo=UTC)
LAST = date(2020, 5, 23)


@pytest.fixture
def roster() -> Roster:
    """Stand for the organisation during a test; afterwards it is itself again."""
    before = list(ports._rosters)
    made = Roster()
    ports.use(made)
    yield made
    ports._rosters[:] = before


def unit() -> int:
    from shushan.people.tests.make import LONG_AGO, TESTER
    from shushan.units import public as units

    code = f"B{datetime.now(UTC).timestamp()}"[-20:]
    return units.found_unit(
        actor=TESTER, at=LONG_AGO, code=code, name="一支部", kind="branch", since=date(2019, 1, 1), basis="test:1"
    )


def standing(campaign_id: int, *, today: date = date(2020, 6, 1)) -> dict[str, learning.Standing]:
    found = learning.campaign(campaign_id)
    people = learning.participants(found, today=today)
    return {one.name: one for one in learning.standings(found, people)}


def test_the_roster_of_the_last_day_decides_and_late_is_shown_apart(roster: Roster) -> None:
    branch = unit()
    done, late, gone, _new = (roster.add(person(name), unit=branch) for name in ("甲", "乙", "丙", "丁"))
    roster.lines[2] = (*roster.lines[2][:2], date(2020, 5, 23))  # 丙 left on the last day: not on its roster
    roster.lines[3] = (roster.lines[3][0], LAST, None)  # 丁 came on the last day
    campaign = make_campaign(branch)
    work, novel = make_work(campaign), make_work(campaign, "literature")
    for who in (done, gone):
        learning.say_read(actor=who, at=AT, work_id=work, read_on=date(2020, 4, 23))
        essay(who, campaign)
    learning.say_read(actor=done, at=AT, work_id=novel, read_on=date(2020, 5, 1))
    learning.say_read(actor=late, at=AFTER, work_id=work, read_on=date(2020, 5, 20))  # said after the last day
    essay(late, campaign, at=AFTER)
    found = standing(campaign)
    assert set(found) == {"甲", "乙", "丁"}
    assert found["甲"].is_done and (found["甲"].works, found["甲"].essays) == (1, 1)
    assert not found["乙"].is_done and (found["乙"].late_works, found["乙"].late_essays) == (1, 1)
    assert not found["丁"].is_done and not found["丁"].is_late
    assert counted("learning.work-read") == 4 and counted("learning.essay-submitted") == 3


def test_both_ends_are_in_the_period_and_a_day_outside_does_not_count(roster: Roster) -> None:
    branch = unit()
    me = roster.add(person("甲"), unit=branch)
    campaign = make_campaign(branch)
    works = [make_work(campaign) for _n in range(4)]
    last = datetime(2020, 5, 23, 15, 59, tzinfo=UTC)  # a minute before midnight in Shanghai
    for work, day in zip(works, ((4, 22), (4, 23), (5, 23)), strict=False):
        learning.say_read(actor=me, at=last, work_id=work, read_on=date(2020, *day))
    essay(me, campaign, at=last)
    assert standing(campaign)["甲"].works == 2 and standing(campaign)["甲"].late_works == 1
    assert standing(campaign)["甲"].essays == 1
    with pytest.raises(Invalid):
        learning.say_read(actor=me, at=last, work_id=works[3], read_on=date(2020, 5, 24))
    with pytest.raises(Conflict):
        learning.say_read(actor=me, at=last, work_id=works[0], read_on=LAST)


def test_a_campaign_for_readers_is_for_those_who_sign_up_while_it_runs(roster: Roster) -> None:
    me = person()
    campaign = make_campaign(category="")
    work = make_work(campaign, "literature")
    with pytest.raises(learning.NotInCampaign):
        learning.say_read(actor=me, at=AT, work_id=work, read_on=date(2020, 5, 1))
    learning.sign_up(actor=me, at=AT, campaign_id=campaign)
    learning.sign_up(actor=me, at=AT, campaign_id=campaign)
    reading = learning.say_read(actor=me, at=AT, work_id=work, read_on=date(2020, 5, 1))
    essay(me, campaign)
    assert standing(campaign)[me.name].is_done
    with pytest.raises(NotFound):
        learning.take_back_reading(actor=person(), at=AT, reading_id=reading)
    learning.take_back_reading(actor=me, at=AT, reading_id=reading)
    assert counted("learning.work-read") == 0 and not standing(campaign)[me.name].is_done
    with pytest.raises(learning.NotInCampaign):
        learning.sign_up(actor=person(), at=AFTER, campaign_id=campaign)
    branch = unit()
    with pytest.raises(learning.NotInCampaign):
        learning.sign_up(actor=me, at=AT, campaign_id=make_campaign(branch))


def test_an_essay_is_returned_written_anew_and_accepted_by_somebody_else(roster: Roster) -> None:
    branch = unit()
    me = roster.add(person("甲"), unit=branch)
    campaign = make_campaign(branch, least_letters=10)
    with pytest.raises(Invalid):
        essay(me, campaign, text="太短")
    made = essay(me, campaign, text="一二三四五六七八九十")
    with pytest.raises(NotAllowed):
        learning.accept_essay(actor=NOBODY, at=AT, essay_id=made)
    with pytest.raises(Invalid):
        learning.return_essay(actor=ORGANISER, at=AT, essay_id=made, remark="")
    learning.return_essay(actor=ORGANISER, at=AT, essay_id=made, remark="请写具体")
    assert not standing(campaign)["甲"].essays
    paper = learning.Paper("心得", "一二三四五六七八九十又一")
    learning.write_essay(actor=me, at=AFTER, campaign_id=campaign, said=paper, essay_id=made)
    learning.submit_essay(actor=me, at=AFTER, essay_id=made)
    assert standing(campaign)["甲"].essays == 1  # first handed in in time
    assert counted("learning.essay-submitted") == 1
    from dataclasses import replace

    with pytest.raises(NotAllowed):
        learning.accept_essay(actor=replace(ORGANISER, id=me.id), at=AT, essay_id=made)
    learning.accept_essay(actor=ORGANISER, at=AFTER, essay_id=made)
    assert counted("learning.essay-accepted") == 1
    for act in (
        lambda: learning.accept_essay(actor=ORGANISER, at=AFTER, essay_id=made),
        lambda: learning.withdraw_essay(actor=me, at=AFTER, essay_id=made),
        lambda: learning.write_essay(actor=me, at=AFTER, campaign_id=campaign, said=paper, essay_id=made),
    ):
        with pytest.raises(Conflict):
            act()


def test_an_essay_that_is_taken_back_counts_no_more(roster: Roster) -> None:
    branch = unit()
    me = roster.add(person("甲"), unit=branch)
    campaign = make_campaign(branch)
    made = essay(me, campaign)
    learning.withdraw_essay(actor=me, at=AT, essay_id=made)
    assert counted("learning.essay-submitted") == 0 and learning.essay(made).handed_in_on is None
    learning.submit_essay(actor=me, at=AFTER, essay_id=made)
    assert standing(campaign)["甲"].late_essays == 1


def test_the_whole_grid_of_moves_of_an_essay() -> None:
    from shushan.learning.states import ESSAY_MOVES, EssayMove, EssayState

    legal = {(str(state), str(move)) for state, move in ESSAY_MOVES}
    everything = {(str(state), str(move)) for state in EssayState for move in EssayMove}
    assert len(legal) == 7 and len(everything - legal) == 13


def test_a_campaign_is_set_up_by_those_who_may(roster: Roster) -> None:
    for wrong in ({"name": " "}, {"last": date(2020, 4, 22)}, {"works": 0, "essays": 0}):
        with pytest.raises(Invalid):
            make_campaign(**wrong)
    with pytest.raises(NotAllowed):
        learning.save_campaign(
            actor=NOBODY, at=AT, said=learning.CampaignPlan("x", date(2020, 1, 1), date(2020, 1, 1), None)
        )
    campaign = make_campaign(name="春")
    with pytest.raises(Conflict):
        make_campaign(name="春")
    work = make_work(campaign)
    me = person()
    learning.sign_up(actor=me, at=AT, campaign_id=campaign)
    learning.say_read(actor=me, at=AT, work_id=work, read_on=date(2020, 5, 1))
    with pytest.raises(Conflict):
        learning.drop_work(actor=ORGANISER, work_id=work)


def test_the_job_finds_what_was_copied_and_shows_the_passages(roster: Roster) -> None:
    from shushan.jobs.worker import do_one_job

    same = "".join(chr(0x4E00 + (n * 37) % 9000) for n in range(300))
    other = "".join(chr(0x4E00 + (n * 53 + 7) % 9000) for n in range(600))
    campaign = make_campaign(category="")
    made = []
    for text in (f"开头不同{same}", f"{other[:200]}，{same}。", other[200:]):
        me = person()
        learning.sign_up(actor=me, at=AT, campaign_id=campaign)
        made.append(essay(me, campaign, text=text))
    with pytest.raises(NotAllowed):
        learning.start_comparing(actor=NOBODY, at=AT)
    assert comparison(campaign) == Comparison(None, None, 0, 0)
    job_id = learning.start_comparing(actor=ORGANISER, at=AT)
    stands = comparison(campaign)
    assert stands.newest is not None and stands.newest.id == job_id and stands.done_at is None
    assert do_one_job("test")
    stands = comparison(campaign)
    assert stands.done_at is not None and (stands.essays, stands.since) == (3, 0)
    again = learning.start_comparing(actor=ORGANISER, at=AT)
    jobs.cancel(actor=TESTER, at=AT, job_id=again)
    Job.objects.filter(pk=job_id).update(started_at=AT)  # as if they had been handed in since
    stopped = comparison(campaign)
    assert stopped.newest is not None and stopped.newest.state is jobs.JobState.CANCELLED
    assert (stopped.done_at, stopped.essays, stopped.since) == (stands.done_at, 3, 3)
    [pair] = learning.pairs(campaign_id=campaign)
    assert (pair.first_id, pair.second_id) == (made[0], made[1])
    assert pair.percent >= 95 and same in pair.passages[0]


def test_a_text_that_went_round_is_found_with_everyone_who_has_it() -> None:
    same = "".join(chr(0x4E00 + (n * 37) % 9000) for n in range(400))
    rest = ["".join(chr(0x4E00 + (n * (60 + k) + k) % 9000) for n in range(300)) for k in range(50)]
    found = list(alike.pairs([same + one for one in rest] + rest[:3], percent=40))
    assert {number for one in found for number in (one.first, one.second) if number < 50} == set(range(50))
    assert list(alike.pairs(["", "短", "短"], percent=1)) == []
