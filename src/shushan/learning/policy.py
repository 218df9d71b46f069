"""Rules of watching, tests, class hours and campaigns: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shushan.learning import spans
from shushan.learning.spans import Spans
from shushan.learning.terms import LessonKind, StudyUnit

READING_SPEED = 450
"""Characters of Chinese a minute at which the time of a text is estimated. A rule of this house, for want of a better."""

MEMBER_HOURS, LEADER_HOURS = 32, 56
"""Class hours a year: a member (EDU-01), a secretary or member of a committee (EDU-02). Source: 2019–2023 全国党员教育
培训工作规划 and 教育管理工作条例 §20, read in copies, to be checked against the official texts."""

PER_CLASS_HOUR = 100  # hours are kept in hundredths of a class hour


@dataclass(frozen=True, slots=True)
class Counted:
    """What a heartbeat came to. ``cut``: seconds that were told but not counted (too fast, or in the background)."""

    watched: Spans
    earned: int
    hidden: int
    cut: int


def count(
    *, had: Spans, seen: Spans, hidden: Spans, elapsed: float, speed: int, earned: int, hidden_used: int,
    hidden_allowed: int | None,
) -> Counted:  # fmt: skip
    """Return the watched seconds after a heartbeat.

    ``seen`` and ``hidden`` are the seconds played in sight and in the background since the last acknowledged heartbeat,
    ``elapsed`` the seconds of the clock since the sitting began, ``speed`` the fastest allowed in percent, ``earned`` and
    ``hidden_used`` what this sitting counted so far, ``hidden_allowed`` how much of the background counts (None: all).

    A second counts once, however often and fast it was played. Over the whole sitting no more seconds are counted than
    passed, times the speed; of the background the first allowed ones. What is too much is cut off at the end.
    """
    room = max(0, int(elapsed * speed / 100) - earned)
    new = spans.without(seen, had)
    taken = spans.first(new, room)
    behind = spans.without(hidden, spans.union(had, seen))
    left = room - spans.size(taken)
    if hidden_allowed is not None:
        left = min(left, max(0, hidden_allowed - hidden_used))
    taken_behind = spans.first(behind, left)
    gained = spans.size(taken) + spans.size(taken_behind)
    return Counted(
        spans.union(spans.union(had, taken), taken_behind),
        earned + gained,
        hidden_used + spans.size(taken_behind),
        spans.size(new) + spans.size(behind) - gained,
    )


def needed(seconds: int, percent: int) -> int:
    """Return the seconds that complete a lesson, rounded up."""
    return -(-seconds * percent // 100)


def reading_seconds(text: str) -> int:
    """Return how long a text takes, at least ten seconds."""
    letters = sum(1 for letter in text if not letter.isspace())
    return max(10, letters * 60 // READING_SPEED)


def has_passed(right: int, total: int, percent: int) -> bool:
    """Say whether a test is passed."""
    return total > 0 and right * 100 >= total * percent


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answers in order, each with whether it is right."""

    text: str
    answers: tuple[tuple[str, bool], ...]

    @property
    def is_many(self) -> bool:
        """Whether several answers are right."""
        return sum(right for _text, right in self.answers) > 1


def questions(text: str) -> list[Asked]:
    """Read questions as they are typed: a line with the question, lines ``- wrong`` and ``* right``, an empty line.

    :raises ValueError: with the number of the question that has no answer, fewer than two, or no right one
    """
    found = []
    blocks = [block for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    for number, block in enumerate(blocks, 1):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        answers = tuple(
            (line[1:].strip(), line[0] in "*＊") for line in lines if line[0] in "-*－＊" and line[1:].strip()
        )
        asked = " ".join(line for line in lines if line[0] not in "-*－＊")
        if not asked or len(answers) < 2 or not any(right for _text, right in answers):
            raise ValueError(number)
        found.append(Asked(asked, answers))
    return found


def typed(asked: list[Asked]) -> str:
    """Return questions as they are typed."""
    return "\n\n".join(
        "\n".join([one.text, *(f"{'*' if right else '-'} {text}" for text, right in one.answers)]) for one in asked
    )


def hundredths(quantity: int, unit: StudyUnit, rule: int | None) -> int | None:
    """Return hundredths of a class hour of a study (``quantity`` in hundredths of its unit); None: no rule converts it.

    ``rule``: hundredths of a class hour for one unit on that day. Class hours need no rule.
    """
    if unit is StudyUnit.CLASS_HOUR:
        return quantity
    return None if rule is None else quantity * rule // 100


def of_lesson(kind: LessonKind, seconds: int, watched: int, rule: int | None) -> int | None:
    """Return hundredths of a class hour of a completed lesson by its length; None: no rule for the hour of the clock.

    Of a package, which says itself when it is done, only the ``watched`` seconds that were measured here.
    """
    if rule is None:
        return None
    seconds = min(seconds, watched) if kind is LessonKind.PACKAGE else seconds
    return 0 if kind is LessonKind.QUIZ else seconds * rule // 3600


def is_in_time(day: date, since: date, last: date) -> bool:
    """Say whether a day lies in a campaign; its first and its last day are in it."""
    return since <= day <= last


def days(since: date, last: date) -> int:
    """Return how many days a campaign has, both ends included."""
    return (last - since).days + 1
