"""Read what was judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from shushan.kernel.errors import NotFound
from shushan.kernel.ids import typed_number
from shushan.learning.models import Campaign, Judged, PlanItem
from shushan.learning.terms import Due


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """How one of a roster stood when something had fallen due; ``evidence`` are the records that answered."""

    id: int
    person_id: int
    name: str
    unit_id: int | None
    what: Due
    title: str
    on: date
    is_met: bool
    evidence: tuple[str, ...]


def judged(judged_id: int) -> JudgedLine:
    """Return one line of a judgement.

    :raises NotFound:
    """
    row = Judged.objects.select_related("judgement", "person").filter(pk=judged_id).first()
    if row is None:
        raise NotFound(_("没有这条评定"))
    what = Due(row.judgement.what)
    return JudgedLine(
        row.pk, row.person_id, row.person.name, row.unit_id, what, title_of(what, row.judgement.which), row.judgement.on,
        row.is_met, tuple(str(one) for one in row.evidence),
    )  # fmt: skip


def title_of(what: Due, which: int) -> str:
    """Return what was asked, by its name."""
    if what is Due.HOURS:
        return _("%(year)s 年学时") % {"year": which}
    if what is Due.CAMPAIGN:
        return Campaign.objects.filter(pk=which).values_list("name", flat=True).first() or str(which)
    item = PlanItem.objects.select_related("course", "series").filter(pk=which).first()
    found = (item.course or item.series) if item is not None else None
    return found.name if found is not None else str(which)


def name_of(value: str) -> str:
    """Return the number as it is (a year, a campaign, a line of a plan) with the names that it may have."""
    number = typed_number(value)
    if number is None or number >= 1949:
        return value
    names = [title for what in (Due.CAMPAIGN, Due.COURSE) if (title := title_of(what, number)) and title != str(number)]
    return names[0] if len(names) == 1 else value
