"""Read the tree as of a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from shushan.kernel.errors import NotFound
from shushan.units.models import UnitVersion
from shushan.units.terms import UnitValue


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


def unit(unit_id: int, *, on: date) -> UnitValue:
    """Return a unit as it was on a day.

    :raises NotFound: there was none on that day.
    """
    for value in tree(on=on):
        if value.id == unit_id:
            return value
    raise NotFound(_("这一天没有这个单位"))


def history(unit_id: int) -> list[UnitValue]:
    """Return everything a unit ever was, newest first.

    :raises NotFound: there is no such unit.
    """
    found = UnitVersion.objects.filter(unit_id=unit_id).select_related("unit").order_by("-since")
    if not found:
        raise NotFound(_("没有这个单位"))
    return [_value(version) for version in found]


def descendants(unit_id: int, *, on: date) -> frozenset[int]:
    """Return the ids of a unit and of all that stand under it on a day."""
    found = {unit_id}
    for value in tree(on=on):  # parents come before children
        if value.parent_id in found:
            found.add(value.id)
    return frozenset(found)


def _value(v: UnitVersion) -> UnitValue:
    return UnitValue(v.unit_id, v.unit.code, v.name, v.name_en, v.kind, v.parent_id, v.site_id, v.since, v.until)
