"""Read rosters, members and transfers, as of any day. Whoever calls checks the grant and records the look."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from shushan.kernel.errors import NotFound
from shushan.organisation.models import Member, MemberSpan, Transfer
from shushan.organisation.states import TransferState
from shushan.organisation.terms import Came, MemberKind, MemberLine, TransferLine


def _holding(on: date) -> Q:
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))


def roster(*, on: date, unit_ids: Iterable[int] | None = None) -> list[MemberLine]:
    """Return the members who stand on rosters on a day (None: on every one), by branch and name, in one query."""
    found = MemberSpan.objects.filter(_holding(on)).select_related("member__person")
    if unit_ids is not None:
        found = found.filter(unit__in=list(unit_ids))
    return [_line(span) for span in found.order_by("unit", "member__person__name", "pk")]


def counts(*, on: date) -> dict[int, tuple[int, int]]:
    """Return (members, of them with a vote) of every branch on a day, in one query."""
    sums: dict[int, tuple[int, int]] = {}
    for unit_id, votes in MemberSpan.objects.filter(_holding(on)).values_list("unit", "may_vote"):
        members, voters = sums.get(unit_id, (0, 0))
        sums[unit_id] = (members + 1, voters + bool(votes))
    return sums


def is_member(person_id: int, *, on: date) -> bool:
    """Say whether a person stands on a roster on a day."""
    return MemberSpan.objects.filter(_holding(on), member__person=person_id).exists()


def standing_until(person_id: int, *, since: date) -> date | None:
    """Return the first day from ``since`` on without a person on any roster; None: they stand on one still."""
    until: date | None = since
    for first, after in (
        MemberSpan.objects.filter(member__person=person_id).order_by("since").values_list("since", "until")
    ):
        if until is not None and first <= until and (after is None or after > until):
            until = after
    return until


def member_of_person(person_id: int) -> int | None:
    """Return the member's id of a person, or None."""
    return Member.objects.filter(person=person_id).values_list("pk", flat=True).first()


def members_by_person(ids: Collection[int] | None = None) -> dict[int, int]:
    """Return the ids of everybody who is or was a member (or of some of them), by person, in one query."""
    found = Member.objects.all() if ids is None else Member.objects.filter(pk__in=ids)
    return dict(found.values_list("person", "pk"))


def history(member_id: int) -> list[MemberLine]:
    """Return where a member ever stood, newest first, in one query.

    :raises NotFound: there is no such member.
    """
    found = MemberSpan.objects.filter(member=member_id).select_related("member__person").order_by("-since")
    lines = [_line(span) for span in found]
    if not lines:
        raise NotFound(_("没有这名党员"))
    return lines


def left_as(member_id: int) -> dict[date, Came]:
    """Return how each ended standing of a member ended, by its beginning."""
    found = MemberSpan.objects.filter(member=member_id).exclude(left="").values_list("since", "left")
    return {since: Came(left) for since, left in found}


def transfers(
    *, transfer_id: int | None = None, member_id: int | None = None, unit_id: int | None = None, only_sent: bool = False
) -> list[TransferLine]:
    """Return transfers, of a member, or from and to a branch, newest first, in one query."""
    found = Transfer.objects.select_related("member__person").order_by("-letter_on", "-pk")
    if transfer_id is not None:
        found = found.filter(pk=transfer_id)
    if member_id is not None:
        found = found.filter(member=member_id)
    if unit_id is not None:
        found = found.filter(Q(from_unit=unit_id) | Q(to_unit=unit_id))
    if only_sent:
        found = found.filter(state=TransferState.SENT)
    return [
        TransferLine(
            t.pk, t.member_id, t.member.person.name, t.from_unit_id, t.to_unit_id, t.outside, t.letter_number,
            t.letter_on, TransferState(t.state), t.received_on, t.receipt,
        )
        for t in found
    ]  # fmt: skip


def transfer(transfer_id: int) -> TransferLine:
    """Return one transfer.

    :raises NotFound:
    """
    found = transfers(transfer_id=transfer_id)
    if not found:
        raise NotFound(_("没有这份介绍信"))
    return found[0]


def _line(span: MemberSpan) -> MemberLine:
    member = span.member
    return MemberLine(
        member.pk, member.person_id, member.person.name, span.unit_id, MemberKind(span.kind), span.may_vote, span.since,
        span.until, Came(span.came), member.joined_on, member.full_on,
    )  # fmt: skip
