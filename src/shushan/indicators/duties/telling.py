"""The weekly digest to those who answer for duties, through the notices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.indicators.duties import queries
from shushan.indicators.duties.terms import DutyLine, HolderRole, Status
from shushan.ledger import public as ledger
from shushan.notices.public import CHINESE, ENGLISH, Kind, Planned, Text, Value, declare, plan

MONDAY: Final = 0


def _still(asked: Sequence[tuple[str, str]], at: datetime) -> set[tuple[str, str]]:
    """Keep digests of persons who still answer for a duty."""
    held = {
        f"indicators.owner:{one.person_id}"
        for line in queries.register(on=ledger.local_day(at))
        for one in line.holders
        if one.role is HolderRole.ACCOUNTABLE
    }
    return {(subject, step) for subject, step in asked if subject in held}


DIGEST: Final = declare(
    Kind(
        code="indicators.duty-digest",
        is_for_work=True,
        title=_("每周责任摘要"),
        values=(
            Value("duties", _("负责几项"), "3"),
            Value("risk", _("有几个目标有风险或未达成"), "1"),
            Value("which", _("是哪几项"), "接待读者"),
        ),
        texts={
            CHINESE: Text(
                "本周责任摘要：{risk} 个目标要注意",
                "{name}：您现在负责 {duties} 项责任，其中 {risk} 个目标有风险或未达成：{which}。请打开“我的责任”。\n{library}",
            ),
            ENGLISH: Text(
                "Your duties this week: {risk} to look at",
                "{name}: you answer for {duties} duties; {risk} targets are at risk or missed: {which}. Please open"
                " “My duties”.\n{library}",
            ),
        },
        still=_still,
        page="indicators:my-duties",
    )
)


def plan_digests(*, at: datetime) -> int:
    """Plan the digest of the week for everybody who answers for a duty; return how many are new.

    A colleague with a reader's card is told as a reader, any other in the inbox of the account.
    """
    today = ledger.local_day(at)
    owned: dict[int, list[DutyLine]] = defaultdict(list)
    for line in queries.standing(queries.register(on=today), at=at):
        if line.accountable is not None:
            owned[line.accountable.person_id].append(line)
    year, week, _day = today.isocalendar()
    plans = [_planned(person_id, lines, f"{year}-W{week:02}") for person_id, lines in sorted(owned.items())]
    return plan(plans, at=at)


def _planned(person_id: int, lines: list[DutyLine], week: str) -> Planned:
    bad = [line for line in lines if trouble(line)]
    risk = sum(trouble(line) for line in lines)
    which = "、".join(line.name for line in bad)[:200] or "—"
    said = {"duties": str(len(lines)), "risk": str(risk), "which": which}
    return Planned(DIGEST.code, f"indicators.owner:{person_id}", None, said, None, step=week, person_id=person_id)


def trouble(line: DutyLine) -> int:
    """Return how many targets of a duty are at risk or missed."""
    return sum(t.status in (Status.AT_RISK, Status.MISSED) for link in line.links for t in link.targets)
