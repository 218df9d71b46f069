"""Read campaigns: works, who stands how, essays, pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.kernel.errors import NotFound
from shushan.learning import policy, ports
from shushan.learning.models import Campaign, CampaignWork, Essay, EssayVersion, Reading, SignUp, SimilarPair
from shushan.learning.states import HANDED_IN, EssayState
from shushan.learning.terms import CampaignValue, Category, EssayValue, Pair, PaperKind, Standing, WorkLine
from shushan.ledger import public as ledger


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """A work that somebody read. ``in_time``: within the campaign, and said by its last day."""

    id: int
    work_id: int
    person_id: int
    category: str
    read_on: date
    said_on: date
    note: str
    in_time: bool


def campaigns(*, campaign_ids: Iterable[int] | None = None, only_open: bool = False) -> list[CampaignValue]:
    """Return campaigns, the newest first, in one query."""
    found = Campaign.objects.order_by("-since", "name")
    if campaign_ids is not None:
        found = found.filter(pk__in=list(campaign_ids))
    if only_open:
        found = found.filter(is_open=True)
    return [
        CampaignValue(
            row.pk, row.name, row.name_en, row.about, row.since, row.last, row.unit_id, row.category, row.works,
            row.essays, row.least_letters, row.is_open,
        )
        for row in found
    ]  # fmt: skip


def campaign(campaign_id: int) -> CampaignValue:
    """Return one campaign.

    :raises NotFound:
    """
    found = campaigns(campaign_ids=[campaign_id])
    if not found:
        raise NotFound(_("没有这项活动"))
    return found[0]


def works(campaign_id: int) -> list[WorkLine]:
    """Return the list of works, theory first, in three queries."""
    rows = list(CampaignWork.objects.filter(campaign=campaign_id).order_by("pk"))
    lines = catalogue.record_lines(row.record_id for row in rows)
    order = list(Category)
    return sorted(
        (
            WorkLine(row.pk, row.record_id, line.title, line.author, Category(row.category))
            for row in rows
            if (line := lines.get(row.record_id)) is not None
        ),
        key=lambda work: (order.index(work.category), work.title),
    )


def participants(found: CampaignValue, *, today: date) -> list[ports.RosterLine]:
    """Return who takes part: the roster of the campaign's last day (of today while it runs), or who signed up."""
    if found.unit_id is not None:
        return ports.roster(found.unit_id, on=min(found.last, today))
    signed = SignUp.objects.filter(campaign=found.id).select_related("person").order_by("person__name", "pk")
    return [ports.RosterLine(row.person_id, row.person.name, 0, "", None) for row in signed]


def takes_part(found: CampaignValue, person_id: int, *, today: date) -> bool:
    """Say whether somebody takes part in a campaign."""
    if found.unit_id is None:
        return SignUp.objects.filter(campaign=found.id, person=person_id).exists()
    return any(line.person_id == person_id for line in participants(found, today=today))


def readings(found: CampaignValue, *, person_id: int | None = None) -> list[ReadingLine]:
    """Return what was read in a campaign, by everybody or by one, in one query."""
    rows = Reading.objects.filter(work__campaign=found.id).select_related("work").order_by("read_on", "pk")
    if person_id is not None:
        rows = rows.filter(person=person_id)
    lines = []
    for row in rows:
        said = ledger.local_day(row.said_at)
        in_time = policy.is_in_time(row.read_on, found.since, found.last) and said <= found.last
        lines.append(
            ReadingLine(
                row.pk, row.work_id, row.person_id, row.work.category, row.read_on, said, row.note, in_time
            )
        )  # fmt: skip
    return lines


def standings(found: CampaignValue, people: Sequence[ports.RosterLine]) -> list[Standing]:
    """Return how each participant stands, in two queries: late works and essays apart, others' works not counted."""
    read: dict[int, list[ReadingLine]] = {}
    for line in readings(found):
        read.setdefault(line.person_id, []).append(line)
    written: dict[int, list[tuple[int, bool]]] = {}
    handed = Essay.objects.filter(campaign=found.id, state__in=HANDED_IN).order_by("pk")
    for pk, person, day in handed.values_list("pk", "person", "handed_in_on"):
        in_time = day is not None and policy.is_in_time(day, found.since, found.last)
        written.setdefault(person, []).append((pk, in_time))
    lines = []
    for one in people:
        mine = [line for line in read.get(one.person_id, []) if found.category in ("", line.category)]
        essays = written.get(one.person_id, [])
        good_works = [line for line in mine if line.in_time]
        good = [pk for pk, is_good in essays if is_good]
        is_done = len(good_works) >= found.works and len(good) >= found.essays
        lines.append(
            Standing(
                one.person_id, one.name, one.unit_called, len(good_works), len(good), len(mine) - len(good_works),
                len(essays) - len(good), is_done, tuple(line.id for line in good_works), tuple(good),
            )
        )  # fmt: skip
    return lines


def essays(
    *, campaign_id: int | None = None, person_id: int | None = None, state: str = "", only_shown: bool = False
) -> list[EssayValue]:
    """Return essays, the last changed first, in one query."""
    found = Essay.objects.select_related("person").order_by("-changed_at", "-pk")
    if campaign_id is not None:
        found = found.filter(campaign=campaign_id)
    if person_id is not None:
        found = found.filter(person=person_id)
    if state:
        found = found.filter(state=state)
    if only_shown:
        found = found.filter(state=EssayState.ACCEPTED, is_shown=True)
    return [_essay(row) for row in found]


def essay(essay_id: int) -> EssayValue:
    """Return one essay.

    :raises NotFound:
    """
    row = Essay.objects.select_related("person").filter(pk=essay_id).first()
    if row is None:
        raise NotFound(_("没有这篇心得"))
    return _essay(row)


def versions(essay_id: int) -> list[tuple[int, datetime, str, str]]:
    """Return (number, handed in at, title, text) of what was handed in of an essay, the newest first."""
    found = EssayVersion.objects.filter(essay=essay_id).order_by("-number")
    return list(found.values_list("number", "handed_in_at", "title", "text"))


def pairs(*, campaign_id: int | None = None, essay_id: int | None = None) -> list[Pair]:
    """Return pairs of essays that are alike, the most alike first, in one query."""
    found = SimilarPair.objects.select_related("first__person", "second__person").order_by("-percent", "pk")
    if campaign_id is not None:
        found = found.filter(Q(first__campaign=campaign_id) | Q(second__campaign=campaign_id))
    if essay_id is not None:
        found = found.filter(Q(first=essay_id) | Q(second=essay_id))
    return [
        Pair(
            row.pk, row.first_id, f"{row.first.person.name} · {row.first.title}", row.second_id,
            f"{row.second.person.name} · {row.second.title}", row.percent, tuple(str(p) for p in row.passages),
        )
        for row in found
    ]  # fmt: skip


def _essay(row: Essay) -> EssayValue:
    return EssayValue(
        row.pk, row.campaign_id, row.person_id, row.person.name, row.title, row.text, row.work_id,
        EssayState(row.state), row.handed_in_on, row.remark, row.is_shown, row.file, PaperKind(row.paper),
    )  # fmt: skip
