"""The way of a case: which step follows which, what a vote comes to. Pure; the steps are data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path

from shushan.development.terms import Said, Step

STEPS_FILE = Path(__file__).resolve().parent / "data" / "steps.json"
"""5 stages, 25 steps (2 + 4 + 5 + 7 + 7), as listed at cloudysfz.com, read in a copy; another source counts 29 steps, so
the list is data. Marks beside the steps (publicity, extension) have no number."""

STAGES = 5
VOTED = frozenset({"meeting", "full-meeting"})


@lru_cache(maxsize=1)
def steps() -> tuple[Step, ...]:
    """Return every step and mark, in their order."""
    said = json.loads(STEPS_FILE.read_text(encoding="utf-8"))
    return tuple(Step(**(one | {"fields": tuple(one.get("fields", ()))})) for one in said)


def step(code: str) -> Step | None:
    """Return one step, or None."""
    return next((one for one in steps() if one.code == code), None)


def stage_of(taken: Iterable[str]) -> int:
    """Return the stage a case is in: that of the first numbered step not taken yet, the last one where all are."""
    done = frozenset(taken)
    return next((one.stage for one in steps() if one.number and one.code not in done), STAGES)


def open_steps(taken: Iterable[str]) -> tuple[Step, ...]:
    """Return what may be recorded next: everything of the stage reached that was not taken, and what repeats in a stage begun.

    Steps within a stage go side by side; the next stage opens when its first step's stage before is whole.
    """
    done = frozenset(taken)
    reached = stage_of(done)
    return tuple(one for one in steps() if one.stage <= reached and (one.repeats or one.code not in done))


def is_accepted(said: Said) -> bool:
    """Say whether a meeting accepted: half of those entitled present, more than half of them in favour (DEV-11, MTG-02)."""
    return said.entitled > 0 and said.present * 2 >= said.entitled and said.yes * 2 > said.entitled


def is_sound(said: Said) -> bool:
    """Say whether the numbers of a vote can be true."""
    return 0 <= said.yes <= said.present <= said.entitled


def needed(earlier: Iterable[str], code: str) -> tuple[Step, ...]:
    """Return the numbered steps before a step's own stage that were not taken: decisions are never inferred."""
    found = step(code)
    done = frozenset(earlier)
    return tuple(one for one in steps() if found and one.number and one.stage < found.stage and one.code not in done)


def first_day(taken: Iterable[tuple[str, date]], code: str) -> date | None:
    """Return the earliest day a step can bear: that of the latest record its decision rests on; None: any day.

    An approval is not dated before the meeting it approves, a meeting not before its pre-review, a step not before the
    application.
    """
    rests_on = {
        "talk": ("application",), "activist": ("application",), "activist-filed": ("activist",),
        "contact": ("activist",), "observation": ("activist",), "publicity": ("activist",),
        "target": ("activist", "publicity"), "target-filed": ("target",), "introducer": ("activist",),
        "review": ("activist",), "target-training": ("activist",), "committee-check": ("target",),
        "pre-review": ("committee-check",), "form": ("pre-review",), "meeting": ("pre-review", "form"),
        "superior-talk": ("meeting",), "approval": ("meeting",), "filed": ("approval",), "assigned": ("approval",),
        "oath": ("approval",), "education": ("approval",), "full-application": ("meeting",), "extension": ("meeting",),
        "full-meeting": ("full-application",), "full-approval": ("full-meeting",), "archive": ("full-approval",),
    }  # fmt: skip
    days = [on for name, on in taken if name in rests_on.get(code, ())]
    return max(days, default=None)
