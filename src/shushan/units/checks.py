"""What the doctor asks this room: nothing hangs in the air."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from shushan.kernel.checks import Check, Finding
from shushan.units.models import UnitVersion


def checks() -> list[Check]:
    """Return this room's questions."""
    return [Check("units.parents", _("每个单位在它的每一天都有上级"), parents_stand)]


def parents_stand() -> Iterator[Finding]:
    """Compare the days of every version with those of its parent, version by version without a gap."""
    spans: dict[int, list[tuple[date, date]]] = {}
    versions = list(UnitVersion.objects.order_by("unit_id", "since"))
    for version in versions:
        held, until = spans.setdefault(version.unit_id, []), version.until or date.max
        if held and held[-1][1] == version.since:
            held[-1] = (held[-1][0], until)
        else:
            held.append((version.since, until))
    for version in versions:
        if version.parent_id is None:
            continue
        since, until = version.since, version.until or date.max
        if not any(first <= since and until <= last for first, last in spans.get(version.parent_id, [])):
            what = f"its parent {version.parent_id} does not stand on each day from {since} to {version.until or '…'}"
            yield Finding(f"units.unit:{version.unit_id}", what, "move it under another unit from that day on")
