"""Branches with members and meetings for tests, made through the operations."""

from __future__ import annotations

from datetime import UTC, date, datetime

from shushan.kernel.actor import Actor, ActorKind, Grant, system
from shushan.meetings import public as meetings
from shushan.organisation import public as organisation
from shushan.organisation.tests.make import FIRST, enrol, found, plan
from shushan.people.tests.make import make_staff
from shushan.places import public as places

AT = datetime(2020, 6, 1, 2, tzinfo=UTC)
BEGINS = datetime(2020, 6, 10, 7, tzinfo=UTC)
DURING = datetime(2020, 6, 10, 7, 30, tzinfo=UTC)
AFTER = datetime(2020, 6, 10, 9, tzinfo=UTC)
SECRETARY = Actor(ActorKind.STAFF, 901, "书记", (Grant("meetings.*"), Grant("organisation.*")))
Kind, Presence, State = meetings.MeetingKind, meetings.Presence, meetings.MeetingState


class Branch:
    """A branch with members 甲 to …, of whom the first is the secretary; the last ones are on probation."""

    def __init__(self, *, full: int = 4, probationary: int = 1, code: str = "A") -> None:
        boss = system("test")
        known = {site.code: site.id for site in places.sites()}
        self.site_id = known.get("C") or places.open_site(actor=boss, at=AT, code="C", name="中心馆")
        lines = () if code != "A" else (plan("found", "Z", "general-branch", site_id=self.site_id),)
        ids = found(*lines, plan("found", code, parent="Z", site_id=self.site_id))
        self.id, self.top_id = ids[code], ids["Z"]
        self.persons = [make_staff(name=f"{code}{n:02}") for n in range(full + probationary)]
        for n, person_id in enumerate(self.persons):
            enrol(self.id, person_id=person_id, full=n < full)
        self.fill(self.persons[0], organisation.PostKind.SECRETARY)

    def fill(self, person_id: int, kind: organisation.PostKind, *, unit_id: int = 0, since: date = FIRST) -> None:
        """Put somebody into a post."""
        organisation.fill_post(
            actor=SECRETARY, at=AT, unit_id=unit_id or self.id, kind=kind, person_id=person_id, since=since,
            term_until=None, basis="选举",
        )  # fmt: skip

    def group(self, unit_id: int, *which: int, since: date = FIRST) -> None:
        """Let some of the members, by their place, make up a group of this branch from a day on."""
        ids = [organisation.member_of_person(self.persons[n]) or 0 for n in which]
        organisation.set_group(actor=SECRETARY, at=AT, unit_id=unit_id, member_ids=ids, since=since)

    def said(self, kind: meetings.MeetingKind = Kind.MEMBERS, **more: object) -> meetings.Convening:
        """Return what is said when a meeting of this branch is convened."""
        whole: dict[str, object] = {"unit_id": self.id, "kind": kind, "begins_at": BEGINS, "chair_id": self.persons[0]}
        return meetings.Convening(**(whole | more))  # type: ignore[arg-type]

    def convened(self, kind: meetings.MeetingKind = Kind.MEMBERS, **more: object) -> int:
        """Convene a meeting and return its id."""
        return meetings.convene(actor=SECRETARY, at=AT, said=self.said(kind, **more))

    def running(self, kind: meetings.MeetingKind = Kind.MEMBERS, *, here: int = 99, **more: object) -> int:
        """Start a meeting at which the first ``here`` of those entitled are present."""
        meeting_id = self.convened(kind, **more)
        meetings.start(actor=SECRETARY, at=DURING, meeting_id=meeting_id)
        seats = meetings.seats(meeting_id)[:here]
        meetings.mark(actor=SECRETARY, at=DURING, meeting_id=meeting_id, marks={s.id: Presence.PRESENT for s in seats})
        return meeting_id

    def held(self, kind: meetings.MeetingKind = Kind.MEMBERS, *, here: int = 99, **more: object) -> int:
        """Hold a meeting."""
        meeting_id = self.running(kind, here=here, **more)
        meetings.close(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
        return meeting_id


def one_of(person_id: int) -> Actor:
    """Return a member without any grant."""
    return Actor(ActorKind.STAFF, person_id, "党员")
