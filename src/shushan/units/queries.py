"""Read the tree as of a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from shushan.kernel.errors import NotFound
from shushan.kernel.periods import Period
from shushan.units.models import UnitVersion
from shushan.units.terms import Turn, UnitChange, UnitValue


def tree(*, on: date) -> list[UnitValue]:
    """Return every unit of a day, parents before children, in one query."""
    held = UnitVersion.objects.filter(Q(until=None) | Q(until__gt=on), since__lte=on).select_related("unit")
    values = [_value(version) for version in held.order_by("unit__code")]
    children: dict[int | None, list[UnitValue]] = {}
    known = {value.id for value in values}
    for value in values:
        children.setdefault(value.parent_id if value.parent_id in known else None, []).append(value)
    ordered: list[UnitValue] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        ordered.append(waiting.pop())
        waiting.extend(reversed(children.get(ordered[-1].id, [])))
    return ordered


def names(*, on: date) -> dict[int, UnitValue]:
    """Return every unit that there had been by a day, by id, as it was last: closed ones too; in one query."""
    held = UnitVersion.objects.filter(since__lte=on).select_related("unit").order_by("since", "pk")
    return {version.unit_id: _value(version) for version in held}


def unit(unit_id: int, *, on: date) -> UnitValue:
    """Return a unit as it was on a day.

    :raises NotFound: there was none on that day.
    """
    for value in tree(on=on):
        if value.id == unit_id:
            return value
    raise NotFound(_("这一天没有这个单位"))


def versions(*, period: Period) -> list[UnitValue]:
    """Return everything that units were on some day of a period, by unit and time, in one query."""
    held = UnitVersion.objects.filter(Q(until=None) | Q(until__gt=period.since), since__lt=period.until)
    return [_value(version) for version in held.select_related("unit").order_by("unit_id", "since")]


def history(unit_id: int) -> list[UnitValue]:
    """Return everything a unit ever was, newest first.

    :raises NotFound: there is no such unit.
    """
    found = UnitVersion.objects.filter(unit_id=unit_id).select_related("unit").order_by("-since")
    if not found:
        raise NotFound(_("没有这个单位"))
    return [_value(version) for version in found]


def changes(*, first: date, second: date) -> list[UnitChange]:
    """Return the units that are not the same on two days (the second may be the earlier), in two queries.

    What came and went in between leaves no trace here; the history of a unit tells it.
    """
    old, new = {one.id: one for one in tree(on=first)}, {one.id: one for one in tree(on=second)}
    ordered = [*new, *(unit_id for unit_id in old if unit_id not in new)]
    found = [UnitChange(old.get(one), new.get(one), _turns(old.get(one), new.get(one))) for one in ordered]
    return [change for change in found if change.turns]


def _turns(before: UnitValue | None, after: UnitValue | None) -> tuple[Turn, ...]:
    if before is None or after is None:
        return (Turn.FOUNDED,) if before is None else (Turn.CLOSED,)
    asked = (
        (Turn.RENAMED, (before.name, before.name_en) != (after.name, after.name_en)),
        (Turn.MOVED, before.parent_id != after.parent_id),
        (Turn.SITED, before.site_id != after.site_id),
        (Turn.TURNED, before.kind != after.kind),
    )
    return tuple(turn for turn, is_so in asked if is_so)


def descendants(unit_id: int, *, on: date) -> frozenset[int]:
    """Return the ids of a unit and of all that stand under it on a day."""
    found = {unit_id}
    for value in tree(on=on):  # parents come before children
        if value.parent_id in found:
            found.add(value.id)
    return frozenset(found)


def reach(unit_ids: Iterable[int], *, on: date) -> dict[int, frozenset[int]]:
    """Return for each of some units the ids of all that stand under it on a day, without itself, in one query.

    A unit that was closed before counts where it stood last: its records stay with who oversaw it.
    """
    held = UnitVersion.objects.filter(since__lte=on).order_by("since").values_list("unit_id", "parent_id")
    parents = dict(held)  # the latest of each
    children: dict[int, list[int]] = {}
    for child, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(child)
    found: dict[int, frozenset[int]] = {}
    for unit_id in set(unit_ids):
        seen: set[int] = set()
        waiting = list(children.get(unit_id, ()))
        while waiting:
            one = waiting.pop()
            if one not in seen and one != unit_id:
                seen.add(one)
                waiting.extend(children.get(one, ()))
        found[unit_id] = frozenset(seen)
    return found


def _value(v: UnitVersion) -> UnitValue:
    return UnitValue(
        v.unit_id, v.unit.code, v.name, v.name_en, v.kind, v.parent_id, v.site_id, v.since, v.until, v.basis
    )
