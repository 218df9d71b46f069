"""A room above, for tests: branches with facts of their own, and meetings that one writes down here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest

from shushan.kernel.periods import Period
from shushan.regulations import public as regulations
from shushan.regulations import seam
from shushan.regulations.public import Asked, Fact, FactSpan, Record, Subject, SubjectKind


@dataclass
class Above:
    """What the room above knows; ``reads`` counts how often it was asked."""

    facts: dict[int, dict[str, Fact]] = field(default_factory=dict)
    meetings: list[Record] = field(default_factory=list)
    members: dict[int, dict[str, Fact]] = field(default_factory=dict)
    hours: list[Record] = field(default_factory=list)
    reads: int = 0

    def hold(self, unit_id: int, day: date, kind: str = "members", **dims: Fact) -> str:
        """Write down a meeting that was held and return its record's id."""
        record = Record(
            f"meetings.meeting:{len(self.meetings) + 1}", unit_id, day, {"kind": kind, "held": True, **dims}
        )
        self.meetings.append(record)
        return record.id

    def _subjects(self, facts: dict[int, dict[str, Fact]], asked: Asked, name: str) -> Iterator[Subject]:
        self.reads += 1
        for subject_id, said in facts.items():
            if asked.subject_ids is None or subject_id in asked.subject_ids:
                yield Subject(subject_id, f"{name}{subject_id}", (FactSpan(date(2010, 1, 1), None, said),))

    def _records(self, rows: list[Record], asked: Asked) -> Iterator[Record]:
        self.reads += 1
        return (one for one in rows if asked.wants(one.subject_id, one.on))


@pytest.fixture
def above(monkeypatch: pytest.MonkeyPatch) -> Above:
    """Put a room above in the place of those that are there."""
    found = Above()
    monkeypatch.setattr(seam, "_sources", {})
    monkeypatch.setattr(seam, "_subjects", {})
    regulations.declare_subject(
        regulations.Subjects(
            SubjectKind.UNIT, "支部", lambda asked: found._subjects(found.facts, asked, "支部"),
            {"kind": "类别", "full_members": "正式党员"},
        )
    )  # fmt: skip
    regulations.declare_subject(
        regulations.Subjects(SubjectKind.MEMBER, "党员", lambda asked: found._subjects(found.members, asked, "党员"))
    )
    regulations.declare_source(
        regulations.Source(
            "meetings.meeting", "会议", SubjectKind.UNIT, lambda asked: found._records(found.meetings, asked),
            address=lambda record: f"/meeting/{record.rpartition(':')[2]}/",
            act=("召集会议", lambda unit_id, period, where: f"/convene/{unit_id}/{period.since}/"),
            dims={"kind": "类别", "held": "已召开", "quorum": "到会过半"},
        )
    )  # fmt: skip
    regulations.declare_source(
        regulations.Source(
            "learning.hours", "学时", SubjectKind.MEMBER, lambda asked: found._records(found.hours, asked)
        )
    )
    return found


BRANCH: dict[str, Fact] = {"kind": "branch", "full_members": 9}
FIRST_QUARTER = Period(date(2020, 1, 1), date(2020, 4, 1))
