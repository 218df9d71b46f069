"""Meetings as events of a report: those held as held with how many came, those to come as planned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from shushan.files import public as files
from shushan.meetings import public as meetings
from shushan.meetings.public import AttachmentLine, MeetingLine, MeetingState
from shushan.reporting.happenings import Happening, KindOfHappening, Picture, declare
from shushan.units import public as units


def bring() -> None:
    """Offer meetings to reports."""
    declare(KindOfHappening("meetings", "会议", _asked))


def _asked(since: date, until: date, as_of: date) -> Sequence[Happening]:
    """Return meetings held before the day of the report, then those planned for days to come, half a year on."""
    done = meetings.held(since=since, until=min(until, as_of))
    to_come = [
        *meetings.planned(since=as_of, until=as_of + timedelta(days=183)),
        *meetings.held(since=as_of, until=until),
    ]
    names = {value.id: value.name for value in units.tree(on=as_of)}
    lines = sorted([*done, *to_come], key=lambda one: (one.day, one.id))
    shown = meetings.photographs(one.id for one in lines)
    return [_happening(one, names, as_of, shown.get(one.id)) for one in lines]


def _happening(one: MeetingLine, names: dict[int, str], as_of: date, photograph: AttachmentLine | None) -> Happening:
    is_done = one.state is MeetingState.HELD and one.day < as_of
    kind = str(meetings.KIND_WORDS[one.kind])
    title = f"{names.get(one.unit_id, '')} {kind}" + (f"：{one.title}" if one.title and one.title != kind else "")
    here = one.turnout.here if is_done else None
    picture = _picture(photograph) if photograph and is_done else None
    return Happening(one.day, title, one.place, is_done, here, picture, one.unit_id)


def _picture(photograph: AttachmentLine) -> Picture:
    said = photograph.title.removeprefix(meetings.PHOTOGRAPH).lstrip("：: ") or photograph.title
    return Picture(said, said, lambda: files.open_file(photograph.file_id).read())
