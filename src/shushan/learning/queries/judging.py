"""Read what was judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from shushan.kernel.errors import NotFound
from shushan.kernel.ids import typed_number
from shushan.learning.models import Campaign, Judged, Judgement, PlanItem
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
    judgement_id: int
    is_dropped: bool  # the roster was corrected: it no longer counts


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
        row.is_met, tuple(str(one) for one in row.evidence), row.judgement_id, row.dropped_at is not None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correction:
    """What was corrected in a judgement: who came, who went, moved to another branch or had hours entered late, and when."""

    name: str
    unit_id: int | None
    is_met: bool
    is_dropped: bool  # no longer counted; else counted from then on
    has_moved: bool  # the same person stands on with another branch
    is_late: bool  # the same person, in the same branch: class hours of the year were entered after it
    at: datetime


@dataclass(frozen=True, slots=True)
class JudgementValue:
    """A thing that fell due and was judged: how many were asked and did it, as it stands now, and what was corrected."""

    id: int
    what: Due
    which: int
    title: str
    unit_id: int | None
    on: date
    judged_at: datetime
    met: int
    asked: int
    corrections: tuple[Correction, ...] = ()


def judgement(judgement_id: int) -> JudgementValue:
    """Return one judgement with what a corrected roster changed, the latest first.

    :raises NotFound:
    """
    row = Judgement.objects.filter(pk=judgement_id).first()
    if row is None:
        raise NotFound(_("没有这次评定"))
    lines = list(Judged.objects.filter(judgement=row).select_related("person"))
    standing = [one for one in lines if one.dropped_at is None]
    persons = Counter(one.person_id for one in lines)
    branches = Counter(one_person for one_person, _unit in {(one.person_id, one.unit_id) for one in lines})
    found = [
        Correction(
            one.person.name, one.unit_id, one.is_met, is_dropped, persons[one.person_id] > 1,
            persons[one.person_id] > 1 and branches[one.person_id] == 1, at,
        )
        for one in lines
        for is_dropped, at in ((False, one.recorded_at), (True, one.dropped_at))
        if at is not None and (is_dropped or at > row.judged_at)
    ]  # fmt: skip
    what = Due(row.what)
    return JudgementValue(
        row.pk, what, row.which, title_of(what, row.which), unit_of(what, row.which), row.on, row.judged_at,
        sum(one.is_met for one in standing), len(standing),
        tuple(sorted(found, key=lambda one: (one.at, one.name, not one.is_dropped), reverse=True)),
    )  # fmt: skip


def judgements(what: Due, which: Iterable[int], *, known_at: datetime | None = None) -> dict[int, int]:
    """Return the id of the judgement of each of these that was judged (before an instant), in one query."""
    found = Judgement.objects.filter(what=what, which__in=list(which))
    if known_at is not None:
        found = found.filter(judged_at__lt=known_at)
    return dict(found.values_list("which", "pk"))


def standing_lines(judgement_ids: Iterable[int], *, known_at: datetime | None) -> list[tuple[int, int, bool]]:
    """Return (campaign, person, done) of judged campaigns as known at an instant (None: now), in one query."""
    found = Judged.objects.filter(judgement__in=list(judgement_ids))
    if known_at is None:
        found = found.filter(dropped_at=None)
    else:
        found = found.filter(Q(dropped_at=None) | Q(dropped_at__gte=known_at), recorded_at__lt=known_at)
    return list(found.values_list("judgement__which", "person", "is_met"))


def unit_of(what: Due, which: int) -> int | None:
    """Return the unit whose roster was asked; None: every roster."""
    if what is Due.CAMPAIGN:
        return Campaign.objects.filter(pk=which).values_list("unit", flat=True).first()
    if what is Due.COURSE:
        return PlanItem.objects.filter(pk=which).values_list("plan__unit", flat=True).first()
    return None


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
