"""The run-time data of a SCORM unit: checked, read, and given back when somebody goes on. Pure.

The data come out of the learner's browser, from script that others wrote: everything here is a claim. A time that is claimed
is shown as such; what counts as studied time is measured by heartbeats. Source: SCORM 1.2 RTE 3.4, SCORM 2004 4th ed. RTE 4.2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shushan.learning.packages.terms import PackageItem, PackageKind

MOST_KEYS: Final = 5_000
MOST_VALUE: Final = 65_000  # letters of one value: 2004 promises 64,000 of suspended data
MOST_ALL: Final = 250_000  # letters of all
MOST_SECONDS: Final = 10_000_000
_KEY: Final = re.compile(r"cmi\.[a-z0-9_.]{1,200}\Z", re.ASCII)
_CLOCK: Final = re.compile(r"(\d{1,4}):(\d{1,2}):(\d{1,2})(?:\.\d{1,2})?\Z", re.ASCII)
_ISO: Final = re.compile(
    r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})(?:\.\d{1,2})?S)?)?\Z",
    re.ASCII,
)
_OURS: Final = {
    PackageKind.SCORM12: (
        "cmi.core.student_id", "cmi.core.student_name", "cmi.core.entry", "cmi.core.total_time", "cmi.core.credit",
        "cmi.core.lesson_mode", "cmi.core.session_time", "cmi.core.exit", "cmi.launch_data",
        "cmi.student_data.mastery_score",
    ),
    PackageKind.SCORM2004: (
        "cmi.learner_id", "cmi.learner_name", "cmi.entry", "cmi.total_time", "cmi.credit", "cmi.mode",
        "cmi.session_time", "cmi.exit", "cmi.launch_data", "cmi.scaled_passing_score",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a unit says. ``percent`` of the score, None: none said; ``claimed`` seconds of this run, by its own account."""

    is_done: bool
    percent: int | None
    claimed: int


def checked(said: object) -> dict[str, str]:
    """Return run-time data as flat texts.

    :raises ValueError: no such thing, or too large
    """
    if not isinstance(said, dict) or len(said) > MOST_KEYS:
        raise ValueError("keys")
    total = 0
    for key, value in said.items():
        if not isinstance(key, str) or not _KEY.match(key) or not isinstance(value, str) or len(value) > MOST_VALUE:
            raise ValueError(str(key)[:80])
        total += len(key) + len(value)
    if total > MOST_ALL:
        raise ValueError("size")
    return {key: value.replace("\x00", "").encode("utf-8", "replace").decode() for key, value in said.items()}


def outcome(kind: PackageKind, cmi: Mapping[str, str], passing: str) -> Outcome:
    """Return what the data come to. A score below the passing one is not done, whatever the unit says beside."""
    if kind is PackageKind.SCORM12:
        status, percent = cmi.get("cmi.core.lesson_status", ""), _percent(cmi, "cmi.core.score.")
        raw, least = _number(cmi.get("cmi.core.score.raw", "")), _number(passing)
        is_short = raw is not None and least is not None and raw < least
        return Outcome(
            status in ("passed", "completed") and not is_short, percent, clock(cmi.get("cmi.core.session_time", ""))
        )
    scaled, least = _number(cmi.get("cmi.score.scaled", "")), _number(passing)
    percent = _whole(scaled * 100) if scaled is not None else _percent(cmi, "cmi.score.")
    success, completion = cmi.get("cmi.success_status", ""), cmi.get("cmi.completion_status", "")
    is_short = success == "failed" or (scaled is not None and least is not None and scaled < least)
    is_done = (success == "passed" or completion == "completed") and not is_short
    return Outcome(is_done, percent, duration(cmi.get("cmi.session_time", "")))


def begun(
    kind: PackageKind, cmi: Mapping[str, str], item: PackageItem, *, learner: str, name: str, claimed: int
) -> dict[str, str]:
    """Return the data with which a unit begins, or goes on where it was left: what it stored, and what is ours to say.

    ``learner`` is a pseudonym and ``name`` a word for everyone: a package learns neither who studies nor a number of theirs.
    """
    ours = _OURS[kind]
    kept = {key: value for key, value in cmi.items() if key not in ours and value}
    entry = "resume" if cmi else "ab-initio"
    if kind is PackageKind.SCORM12:
        values = (learner, name, entry, _as_clock(claimed), "credit", "normal", "", "", item.data, item.passing)
    else:
        values = (learner, name, entry, f"PT{claimed}S", "credit", "normal", "", "", item.data, item.passing)
    return kept | {key: value for key, value in zip(ours, values, strict=True) if value}


def clock(text: str) -> int:
    """Return the seconds of ``HHHH:MM:SS.SS``; 0 where it is none.

    >>> clock("0001:02:03.50"), clock("later")
    (3723, 0)
    """
    found = _CLOCK.match(text)
    if found is None:
        return 0
    hours, minutes, seconds = (int(part) for part in found.groups())
    return min(MOST_SECONDS, hours * 3600 + minutes * 60 + seconds)


def duration(text: str) -> int:
    """Return the seconds of a duration of ISO 8601 (a month as 30 days, a year as 365); 0 where it is none.

    >>> duration("PT1H2M3.5S"), duration("P1D"), duration("P")
    (3723, 86400, 0)
    """
    found = _ISO.match(text)
    if found is None:
        return 0
    sizes = (365 * 86_400, 30 * 86_400, 86_400, 3600, 60, 1)
    return min(MOST_SECONDS, sum(int(part or 0) * size for part, size in zip(found.groups(), sizes, strict=True)))


def _as_clock(seconds: int) -> str:
    return f"{seconds // 3600:04d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _percent(cmi: Mapping[str, str], prefix: str) -> int | None:
    raw, least, most = (_number(cmi.get(prefix + name, "")) for name in ("raw", "min", "max"))
    if raw is None:
        return None
    low, high = least or 0.0, 100.0 if most is None else most
    return _whole((raw - low) * 100 / (high - low)) if high > low else None


def _whole(percent: float) -> int:
    return max(0, min(100, round(percent)))


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if abs(found) < 1e9 else None
