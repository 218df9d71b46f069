"""What is told of arrears: three and five months on end, to the member and to the branch's secretary. Never how much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.dues import policy
from shushan.dues.queries.dues import behind
from shushan.dues.scoping import site_of
from shushan.dues.terms import Behind
from shushan.ledger import public as ledger
from shushan.notices import public as notices
from shushan.organisation import public as organisation
from shushan.units import public as units

_MONTHS = notices.Value("months", _("连续几个月"), "3")
_LAST = notices.Value("last_day", _("最早那个月最晚补交到"), "2026-12-31", "day")


def _still_behind(asked: Sequence[tuple[str, str]], at: datetime) -> set[tuple[str, str]]:
    """Keep what is still true: the member is still as many months behind, counted from the same month."""
    ids = {_number(subject) for subject, _step in asked}
    true = {
        (_subject(one), step) for one in behind(today=ledger.local_day(at), member_ids=ids) for _n, step in _steps(one)
    }
    return {pair for pair in asked if pair in true}


BEHIND: Final = notices.declare(
    notices.Kind(
        code="dues.behind", is_for_work=True, title=_("党费欠交提醒"), values=(_MONTHS, _LAST),
        texts={
            notices.CHINESE: notices.Text(
                "党费已连续 {months} 个月未交",
                "{name}：您的党费已连续 {months} 个月未交，最早那个月最晚补交到 {last_day}。请与本支部组织委员联系；"
                "已经交了的，请核对登记。\n{library}",
            ),
            notices.ENGLISH: notices.Text(
                "Party dues: {months} months unpaid",
                "{name}: your dues are unpaid for {months} months on end; the earliest can be paid until {last_day}. Please"
                " see your branch's collector; if you have paid, ask for the record to be checked.\n{library}",
            ),
        },
        still=_still_behind, page="dues:my",
    )
)  # fmt: skip
MEMBER_BEHIND: Final = notices.declare(
    notices.Kind(
        code="dues.member-behind", is_for_work=True, title=_("支部党员党费欠交提醒"),
        values=(notices.Value("member", _("党员"), "罗静姝"), notices.Value("branch", _("支部"), "第一党支部"), _MONTHS, _LAST),
        texts={
            notices.CHINESE: notices.Text(
                "{member}的党费已连续 {months} 个月未交",
                "{name}：{branch}的{member}党费已连续 {months} 个月未交，最早那个月最晚补交到 {last_day}。请提醒本人；"
                "连续 6 个月的须由支部大会决定，系统不作处理。\n{library}",
            ),
            notices.ENGLISH: notices.Text(
                "Dues of {member}: {months} months unpaid",
                "{name}: the dues of {member} ({branch}) are unpaid for {months} months on end; the earliest can be paid"
                " until {last_day}. Please remind them. Six months need a decision of the branch; nothing happens by"
                " itself.\n{library}",
            ),
        },
        still=_still_behind, page="dues:my",
    )
)  # fmt: skip


def tell_behind(*, at: datetime) -> int:
    """Plan the alerts that are reached today, each once for the same months; return how many are new."""
    today = ledger.local_day(at)
    late = [one for one in behind(today=today) if policy.alerts(one.run)]
    if not late:
        return 0
    secretaries = {
        post.unit_id: post.person_id
        for post in organisation.posts(on=today)
        if post.kind is organisation.PostKind.SECRETARY
    }
    plans = [plan for one in late for plan in _plans(one, secretaries.get(one.unit_id))]
    return notices.plan(plans, at=at)


def _plans(one: Behind, secretary: int | None) -> list[notices.Planned]:
    found, site_id = [], site_of(one.unit_id)
    for months, step in _steps(one)[-1:]:  # the latest alert only: who is five behind was told of three
        said: dict[str, notices.Said] = {"months": str(months), "last_day": one.last_day.isoformat()}
        told = [(BEHIND.code, one.person_id, said)]
        if secretary is not None and secretary != one.person_id:
            more: dict[str, notices.Said] = {"member": one.name, "branch": units.history(one.unit_id)[0].name}
            told.append((MEMBER_BEHIND.code, secretary, said | more))
        for kind, person_id, values in told:
            found.append(notices.Planned(kind, _subject(one), None, values, site_id, step=step, person_id=person_id))
    return found


def _steps(one: Behind) -> list[tuple[int, str]]:
    return [(months, f"{one.months[0]:%Y-%m}/{months}") for months in policy.alerts(one.run)]


def _subject(one: Behind) -> str:
    return f"dues.member:{one.member_id}"


def _number(subject: str) -> int:
    number = subject.partition(":")[2]
    return int(number) if number.isdecimal() else 0
