"""Study a vendor's file before anything is written: what each line would do, and why a line would be refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.visits.files import HourLine, ReadFile, RefusedLine
from shushan.visits.policy import CLOCK_MAY_DIFFER, MOST, doubt
from shushan.visits.queries import file_hours, gates
from shushan.visits.terms import GateValue, VisitAct
from shushan.visits.words import doubts, remedies


class Fate(StrEnum):
    """What taking a line would do."""

    NEW = "new"
    OTHER = "other"  # the hour is known with other numbers: they are reversed and counted anew
    SAME = "same"  # known with the same numbers: nothing changes


@dataclass(frozen=True, slots=True)
class StudiedLine:
    """A line that can be taken. ``before`` are the numbers (in, out) that stand now, None for a new hour."""

    line: HourLine
    site_id: int
    fate: Fate
    before: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Study:
    """What a file would do; ``entered`` and ``left`` are how many people more (or fewer) would be counted."""

    lines: tuple[StudiedLine, ...]
    refused: tuple[RefusedLine, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many lines have which fate."""
        return Counter(str(one.fate) for one in self.lines)

    @property
    def changing(self) -> tuple[StudiedLine, ...]:
        """The lines that would write something."""
        return tuple(one for one in self.lines if one.fate is not Fate.SAME)

    @property
    def entered(self) -> int:
        """How many people more would have come in."""
        return sum(one.line.entered - (one.before[0] if one.before else 0) for one in self.lines)

    @property
    def left(self) -> int:
        """How many people more would have gone out."""
        return sum(one.line.left - (one.before[1] if one.before else 0) for one in self.lines)


def study(read: ReadFile, *, actor: Actor, at: datetime) -> Study:
    """Judge every line that could be read, in a fixed number of queries; nothing is written."""
    sites = places.sites()
    by_word = {site.name: site for site in sites} | {site.code: site for site in sites}
    here: dict[int, list[GateValue]] = {}
    for gate in gates(site_ids=None):
        here.setdefault(gate.site_id, []).append(gate)
    spans = [line.since for line in read.lines]
    known = file_hours(since=min(spans), until=max(spans)) if spans else {}
    seen: dict[tuple[int, str, datetime], int] = {}
    lines, refused = [], list(read.refused)
    for line in read.lines:
        site = by_word.get(line.site)
        reason, remedy = (
            _judged(line, site.id, here.get(site.id, []), seen, actor, at)
            if site
            else (_("没有馆区“%(site)s”") % {"site": line.site[:40]}, _("写馆区的代码或全名"))
        )
        if reason or site is None:
            refused.append(RefusedLine(line.line, _said(line), reason, remedy))
            continue
        before = known.get((site.id, line.gate, line.since))
        fate = Fate.NEW if before is None else Fate.SAME if before == (line.entered, line.left) else Fate.OTHER
        lines.append(StudiedLine(line, site.id, fate, before))
    return Study(tuple(lines), tuple(sorted(refused, key=lambda one: one.line)))


def _judged(
    line: HourLine,
    site_id: int,
    here: list[GateValue],
    seen: dict[tuple[int, str, datetime], int],
    actor: Actor,
    at: datetime,
) -> tuple[str, str]:
    """Return why a line would be refused and what to do, two empty texts when it can be taken."""
    if not actor.may(VisitAct.IMPORT, site_id=site_id):
        return _("您不能导入这个馆区的客流"), _("请这个馆区的同事导入")
    if line.since > at + CLOCK_MAY_DIFFER:
        return _("这一小时还没有到"), _("请核对文件里的日期")
    if line.entered > MOST or line.left > MOST:
        return _("一小时不可能有这么多人"), _("请检查计数器")
    why = doubt(here, name=line.gate, day=ledger.local_day(line.since), entered=line.entered, left=line.left)
    if why is not None:
        return doubts(why) % {"gate": line.gate[:40]}, remedies(why)
    first = seen.setdefault((site_id, line.gate, line.since), line.line)
    if first != line.line:
        return (
            _("与第 %(first)s 行是同一个门的同一小时") % {"first": first},
            _("每个门每小时一行；半小时的数请先合成一小时"),
        )
    return "", ""


def _said(line: HourLine) -> str:
    parts = (line.site, line.gate, ledger.local_minute(line.since), str(line.entered), str(line.left))
    return "，".join(parts)[:80]
