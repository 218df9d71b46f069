"""The claims about organisation life: one post more, a meeting less, a plan that was held, and they fall short."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shushan.claims.public import State, answer, claim
from shushan.meetings import ports
from shushan.meetings import public as meetings
from shushan.meetings.tests.make import SECRETARY, Branch, Kind
from shushan.organisation import public as organisation
from shushan.people.tests.make import TESTER
from shushan.units import public as units

pytestmark = pytest.mark.django_db
AT = datetime(2020, 7, 1, 4, tzinfo=UTC)
BEGINS = datetime(2020, 6, 30, 7, tzinfo=UTC)
TITLE = "海图力量主题演讲"


@pytest.fixture
def branch() -> Branch:
    """A general branch whose secretary is the director and spoke at the work-report meeting; a theme day to come."""
    found = Branch()
    library = units.found_unit(
        actor=TESTER, at=AT, code="LIB", name="图书馆", kind="library", since=date(2018, 1, 1), site_id=found.site_id
    )
    head = found.persons[1]
    found.fill(head, organisation.PostKind.SECRETARY, unit_id=found.top_id)
    found.fill(head, organisation.PostKind.DIRECTOR, unit_id=library)
    said = {"unit_id": found.top_id, "chair_id": head, "title": "报告", "begins_at": BEGINS}
    _hold(found, Kind.REPORT, speaker_id=head, **said)
    meetings.plan_meeting(
        actor=SECRETARY, at=BEGINS, unit_id=found.top_id, kind=Kind.THEME_DAY, day=date(2020, 7, 15), title=TITLE
    )
    return found


def _hold(branch: Branch, kind: meetings.MeetingKind, **said: object) -> int:
    whole = branch.said(kind, **({"begins_at": BEGINS} | said))
    meeting_id = meetings.convene(actor=SECRETARY, at=BEGINS, said=whole)
    meetings.start(actor=SECRETARY, at=BEGINS, meeting_id=meeting_id)
    meetings.mark_all(actor=SECRETARY, at=BEGINS, meeting_id=meeting_id)
    meetings.close(actor=SECRETARY, at=AT, meeting_id=meeting_id)
    return meeting_id


def _state(code: str) -> State:
    return answer(claim(code), AT).state


def test_without_meetings_none_holds() -> None:
    assert {_state("C03"), _state("C52")} == {State.FALLS_SHORT}


def test_they_hold_with_one_report_and_one_planned_theme_day(branch: Branch) -> None:
    assert (_state("C03"), _state("C52")) == (State.HOLDS, State.HOLDS)


def test_a_third_post_falls_short(branch: Branch) -> None:
    branch.fill(branch.persons[1], organisation.PostKind.DEPUTY_SECRETARY)
    assert _state("C03") is State.FALLS_SHORT


def test_a_post_less_falls_short(branch: Branch) -> None:
    [post] = [one for one in organisation.posts(person_id=branch.persons[1]) if one.unit_id == branch.top_id]
    organisation.leave_post(actor=SECRETARY, at=AT, post_id=post.id, until=date(2020, 6, 30))
    assert _state("C03") is State.FALLS_SHORT


def test_a_second_report_falls_short(branch: Branch) -> None:
    head = branch.persons[1]
    _hold(branch, Kind.REPORT, unit_id=branch.top_id, chair_id=head, title="再报告", speaker_id=head)
    assert _state("C03") is State.FALLS_SHORT


def test_a_report_that_was_reversed_falls_short(branch: Branch) -> None:
    [report] = [m for m in meetings.held(since=date(2020, 1, 1), until=date(2021, 1, 1)) if m.kind is Kind.REPORT]
    meetings.reverse(actor=SECRETARY, at=AT, meeting_id=report.id, reason="x")
    assert _state("C03") is State.FALLS_SHORT


def test_a_theme_day_that_was_held_by_then_falls_short(branch: Branch) -> None:
    _hold(branch, Kind.THEME_DAY, title=TITLE)
    assert _state("C52") is State.FALLS_SHORT


def test_a_theme_day_that_was_called_off_falls_short(branch: Branch) -> None:
    [planned] = meetings.planned(since=date(2020, 7, 1), until=date(2020, 8, 1))
    meetings.call_off(actor=SECRETARY, at=AT, meeting_id=planned.id, reason="x")
    assert _state("C52") is State.FALLS_SHORT


class Offered:
    """A room of lessons with one lesson."""

    def every(self) -> list[meetings.Lesson]:
        return [meetings.Lesson(7, "一课", "微党课")]


def test_watching_without_discussion_or_discussion_without_a_lesson_falls_short(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "_lessons", Offered())
    watched, discussed = (_hold(branch, Kind.THEME_DAY, title=title) for title in ("看", "谈"))
    meetings.link_lesson(actor=SECRETARY, at=AT, meeting_id=watched, lesson_id=7)
    note = {"actor": SECRETARY, "at": AT, "person_id": branch.persons[0], "text": "很受触动"}
    meetings.note_remark(**note, meeting_id=discussed)
    assert _state("C49") is State.FALLS_SHORT
    meetings.note_remark(**note, meeting_id=watched)
    assert _state("C49") is State.HOLDS
    meetings.reverse(actor=SECRETARY, at=AT, meeting_id=watched, reason="x")
    assert _state("C49") is State.FALLS_SHORT
