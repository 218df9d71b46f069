"""Reminders that a term ends: to the branch's secretary and to the superior, once each, by the notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.ledger import public as ledger
from shushan.notices import public as notices
from shushan.options import public as options
from shushan.organisation.options import TERM_TOLD
from shushan.organisation.queries.posts import posts
from shushan.organisation.terms import PostKind, PostLine
from shushan.organisation.words import POST_WORDS
from shushan.units import public as units

LED_BY: Final = (PostKind.SECRETARY, PostKind.DIRECTOR)  # of a branch or general branch; of the library above it


def _still(asked: Sequence[tuple[str, str]], at: datetime) -> set[tuple[str, str]]:
    """Keep terms that still end on the day told: nobody was elected anew, the post was not left."""
    standing = {
        (f"organisation.unit:{one.unit_id}", one.term_until.isoformat())
        for one in posts(on=ledger.local_day(at))
        if one.term_until is not None
    }
    return {(subject, step) for subject, step in asked if (subject, step) in standing}


TERM_ENDING: Final = notices.declare(
    notices.Kind(
        code="organisation.term-ending",
        is_for_work=True,
        title=_("任期将满"),
        values=(
            notices.Value("unit", _("哪个组织"), ("中心馆党支部", "Centre Branch")),
            notices.Value("day", _("届满的日子"), "2026-12-31", "day"),
            notices.Value("posts", _("哪些任职"), "书记 林晨曦、组织委员 周子衡"),
        ),
        texts={
            notices.CHINESE: notices.Text(
                "{unit}任期将满：{day}",
                "{name}：{unit}的任期到 {day} 届满（{posts}）。请按程序准备换届；要提前或推迟的，先报上级批准。\n{library}",
            ),
            notices.ENGLISH: notices.Text(
                "The term of {unit} ends on {day}",
                "{name}: the term of {unit} ends on {day} ({posts}). Please prepare the election; an earlier or later"
                " one needs the superior's approval first.\n{library}",
            ),
        },
        still=_still,
        page="organisation:overview",
    )
)


def plan_term_reminders(*, at: datetime) -> int:
    """Plan the reminders of terms that end within the days of the setting; return how many are new. Nightly.

    The posts of a unit whose terms end on one day are one reminder. Told are the unit's secretary, and who leads the
    unit above: its secretary, or the director where that is the library. A reminder missed by night is made up for.
    """
    days, today = options.get(TERM_TOLD, at=at), ledger.local_day(at)
    if not days:
        return 0
    last, held = today + timedelta(days=days), posts(on=today)
    leaders: dict[int, list[int]] = {}
    for one in held:
        if one.kind in LED_BY:
            leaders.setdefault(one.unit_id, []).append(one.person_id)
    tree = {value.id: value for value in units.tree(on=today)}
    ending: dict[tuple[int, date], list[PostLine]] = {}
    for one in held:
        if one.term_until is not None and today <= one.term_until <= last and one.unit_id in tree:
            ending.setdefault((one.unit_id, one.term_until), []).append(one)
    plans = [
        _planned(tree[unit_id], day, some, person_id)
        for (unit_id, day), some in sorted(ending.items())
        for person_id in _told(tree[unit_id], leaders)
    ]
    return notices.plan(plans, at=at)


def _told(value: units.UnitValue, leaders: dict[int, list[int]]) -> list[int]:
    above = leaders.get(value.parent_id, []) if value.parent_id is not None else []
    return sorted({*leaders.get(value.id, []), *above})


def _planned(value: units.UnitValue, day: date, some: Sequence[PostLine], person_id: int) -> notices.Planned:
    held = "、".join(f"{POST_WORDS[one.kind]} {one.name}" for one in some)
    said: dict[str, notices.Said] = {
        "unit": [value.name, value.name_en], "day": day.isoformat(), "posts": held[:200],
    }  # fmt: skip
    return notices.Planned(
        TERM_ENDING.code, f"organisation.unit:{value.id}", None, said, value.site_id, step=day.isoformat(),
        person_id=person_id,
    )  # fmt: skip
