"""Courses, rosters and campaigns for tests, made through the operations."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count

from shushan.catalogue import public as catalogue
from shushan.files import public as files
from shushan.kernel.actor import Actor, ActorKind, Grant, system
from shushan.learning import ports
from shushan.learning import public as learning
from shushan.people.tests.make import make_staff

AT = datetime(2020, 5, 10, 2, tzinfo=UTC)
TODAY = date(2020, 5, 10)
ORGANISER = Actor(ActorKind.STAFF, 990, "组织者", (Grant("learning.*"),))
NOBODY = Actor(ActorKind.STAFF, 991, "无权", ())
_numbers = count(1)


def person(name: str = "") -> Actor:
    """Return somebody who works here."""
    shown = name or f"学员{next(_numbers)}"
    return Actor(ActorKind.STAFF, make_staff(name=shown), shown, ())


def sound(seconds: int = 2) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(1)
        made.setframerate(8000)
        made.writeframes(b"\x80" * 8000 * seconds)
    return out.getvalue()


def make_course(
    *kinds: str, audience: str = "everyone", name: str = "", certificate: bool = False, series: int | None = None
) -> learning.CourseValue:
    """Make an open course with lessons of these kinds (a played one of 100 seconds)."""
    course_id = learning.save_course(
        actor=ORGANISER, at=AT, name=name or f"课程{next(_numbers)}", audience=learning.Audience(audience),
        has_certificate=certificate, series_id=series,
    )  # fmt: skip
    for kind in kinds or ("video",):
        learning.save_lesson(actor=ORGANISER, course_id=course_id, said=lesson(kind))
    learning.open_course(actor=ORGANISER, at=AT, course_id=course_id)
    return learning.course(course_id)


def lesson(kind: str, **more: object) -> learning.LessonPlan:
    said: dict[str, object] = {"name": f"课{next(_numbers)}", "kind": learning.LessonKind(kind)}
    if kind in ("video", "audio", "document"):
        kept = files.keep([sound()], name="a.wav", kind="learning.lesson", actor=ORGANISER, at=AT)
        said |= {"file_id": kept.id, "media_type": "audio/wav", "seconds": 100}
    if kind == "text":
        said["body"] = "字" * 900  # two minutes
    if kind == "quiz":
        said |= {"questions": "天是什么颜色\n* 蓝\n- 绿\n\n哪些是偶数\n* 二\n* 四\n- 五", "percent": 100}
    if kind == "link":
        said["address"] = "https://example.org/"
    return learning.LessonPlan(**(said | more))  # type: ignore[arg-type]


def beat(
    token: str,
    number: int,
    *seen: tuple[int, int],
    after: float,
    hidden: Iterable[tuple[int, int]] = (),
    begun: datetime = AT,
) -> object:
    """Send a heartbeat some seconds after the beginning."""
    told = learning.Told(token, number, tuple(seen), tuple(hidden), max((b for _a, b in seen), default=0))
    return learning.beat(told, at=AT + timedelta(seconds=after))


class Roster:
    """A roster that stands for the organisation: (person, since, until) in two branches."""

    def __init__(self) -> None:
        self.lines: list[tuple[ports.RosterLine, date, date | None]] = []

    def add(
        self,
        actor: Actor,
        *,
        unit: int = 1,
        since: date = date(2019, 7, 1),
        until: date | None = None,
        leads: bool = False,
    ) -> Actor:
        self.lines.append((ports.RosterLine(actor.id, actor.name, unit, f"第{unit}支部", None, leads), since, until))
        return actor

    def units(self, *, on: date) -> list[tuple[int, str]]:
        return [(unit, f"第{unit}支部") for unit in sorted({line.unit_id for line, _s, _u in self.lines})]

    def members(self, ids: object = None) -> dict[int, int]:
        return {line.person_id: line.person_id for line, _s, _u in self.lines}

    def roster(self, unit_id: int | None, *, on: date) -> list[ports.RosterLine]:
        return [
            line
            for line, since, until in self.lines
            if since <= on and (until is None or on < until) and unit_id in (None, line.unit_id)
        ]


def make_work(campaign_id: int, category: str = "theory", title: str = "") -> int:
    """Put a new record on a campaign's list and return the work's id."""
    record_id = catalogue.create_record(
        actor=system("test"), at=AT, said=catalogue.Description(title=title or f"书{next(_numbers)}", author="佚名")
    )
    return learning.list_work(
        actor=ORGANISER, campaign_id=campaign_id, record_id=record_id, category=learning.Category(category)
    )


def make_campaign(unit_id: int | None = None, **more: object) -> int:
    said: dict[str, object] = {
        "name": f"读书月{next(_numbers)}",
        "since": date(2020, 4, 23),
        "last": date(2020, 5, 23),
        "unit_id": unit_id,
        "category": "theory",
    }
    return learning.save_campaign(actor=ORGANISER, at=AT, said=learning.CampaignPlan(**(said | more)))  # type: ignore[arg-type]


def essay(
    actor: Actor, campaign_id: int, *, at: datetime = AT, text: str = "读了这本书，有三点体会。", **more: object
) -> int:
    """Write an essay and hand it in."""
    made = learning.write_essay(actor=actor, at=at, campaign_id=campaign_id, said=learning.Paper("心得", text, **more))  # type: ignore[arg-type]
    learning.submit_essay(actor=actor, at=at, essay_id=made)
    return made
