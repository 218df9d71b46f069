"""What meetings need of lessons: which there are, to be shown at a meeting. The room of lessons fills it from the shell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson that can be shown at a meeting. ``address`` is where it is watched, ``minutes`` its length (0: unknown)."""

    id: int
    name: str
    course: str
    address: str = ""
    minutes: int = 0


class Lessons(Protocol):
    """Where lessons come from."""

    def every(self) -> list[Lesson]:
        """Return the lessons that members may watch, by course and place."""


class NoLessons:
    """There is no room of lessons."""

    def every(self) -> list[Lesson]:
        """Return nothing."""
        return []


_lessons: Lessons = NoLessons()


def use_lessons(lessons: Lessons) -> None:
    """Put the room of lessons behind the port."""
    global _lessons
    _lessons = lessons


def lessons() -> list[Lesson]:
    """Return the lessons that can be shown."""
    return _lessons.every()
