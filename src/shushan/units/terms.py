"""What others see of the units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shushan.kernel.verbs import Act


class UnitAct(Act):
    """Verbs of the units."""

    EDIT_TREE = "units.edit-tree"


@dataclass(frozen=True, slots=True)
class UnitValue:
    """One unit as it was on a day. ``kind`` is a word of the rooms above (department, branch, …)."""

    id: int
    code: str
    name: str
    name_en: str
    kind: str
    parent_id: int | None
    site_id: int | None
    since: date
    until: date | None
