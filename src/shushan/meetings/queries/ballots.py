"""Read ballots. No query joins a secret vote with its voter: there is nothing that joins them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from shushan.kernel.errors import NotFound
from shushan.meetings.models import Ballot, BallotOption, OpenVote, Slip, TellerCount, UrnCell, Voted
from shushan.meetings.states import BallotState
from shushan.meetings.terms import (
    BallotLine,
    BallotWay,
    Choice,
    CountLine,
    OptionLine,
    Outcome,
    SeatLine,
    Tally,
    VoteKind,
)


def ballots(meeting_ids: Iterable[int]) -> list[BallotLine]:
    """Return the ballots of meetings in their order, in three queries."""
    return _lines(Ballot.objects.filter(meeting__in=list(meeting_ids)))


def ballot(ballot_id: int) -> BallotLine:
    """Return one ballot.

    :raises NotFound:
    """
    found = _lines(Ballot.objects.filter(pk=ballot_id))
    if not found:
        raise NotFound(_("没有这项表决"))
    return found[0]


def has_voted(found: BallotLine, seat: SeatLine) -> bool:
    """Say whether somebody has voted, never how."""
    if found.way is BallotWay.OPEN:
        return OpenVote.objects.filter(option__ballot=found.id, seat=seat.id).exists()
    return Voted.objects.filter(ballot=found.id, seat=seat.id).exists()


def open_votes(ballot_id: int) -> dict[int, Choice]:
    """Return the votes by name of the motion: seat → vote, in one query."""
    found = OpenVote.objects.filter(option__ballot=ballot_id, option__position=1).values_list("seat", "choice")
    return {seat: Choice(choice) for seat, choice in found}


def open_tallies(ballot_id: int) -> dict[int, Tally]:
    """Return what the votes by name come to: option → tally, in one query."""
    return _tallies(OpenVote.objects.filter(option__ballot=ballot_id))


def slip_tallies(ballot_id: int) -> dict[int, Tally]:
    """Return what the secret slips of a closed ballot come to: option → tally, in one query."""
    return _tallies(Slip.objects.filter(option__ballot=ballot_id))


def slips(ballot_id: int) -> list[tuple[str, str, Choice]]:
    """Return the slips of a closed ballot (key, name of the option, choice) by option and random key, in one query."""
    found = Slip.objects.filter(option__ballot=ballot_id).order_by("option__position", "key")
    return [
        (str(key)[:8], name, Choice(choice)) for key, name, choice in found.values_list("key", "option__name", "choice")
    ]


def in_urn(ballot_id: int) -> int:
    """Return how many votes lie in the urn of an open ballot, all options together."""
    return sum(UrnCell.objects.filter(option__ballot=ballot_id).values_list("papers", flat=True))


def undecided(meeting_id: int) -> int:
    """Return how many ballots of a meeting have no outcome yet and are not void."""
    waiting = (BallotState.PREPARED, BallotState.OPEN, BallotState.CLOSED)
    return Ballot.objects.filter(meeting=meeting_id, state__in=waiting).count()


def begun(meeting_id: int) -> int:
    """Return how many ballots of a meeting are open, closed or decided."""
    return Ballot.objects.filter(
        meeting=meeting_id, state__in=(BallotState.OPEN, BallotState.CLOSED, BallotState.DECIDED)
    ).count()


def decided_of(meeting_ids: Iterable[int]) -> dict[int, list[BallotLine]]:
    """Return the decided ballots of meetings, by meeting, in three queries."""
    by_meeting: dict[int, list[BallotLine]] = {}
    for one in ballots(meeting_ids):
        if one.state is BallotState.DECIDED:
            by_meeting.setdefault(one.meeting_id, []).append(one)
    return by_meeting


def _tallies(found: QuerySet[OpenVote] | QuerySet[Slip]) -> dict[int, Tally]:
    sums: dict[int, dict[str, int]] = {}
    for option, choice, n in found.values_list("option", "choice").annotate(n=Count("pk")):
        sums.setdefault(option, {})[choice] = n
    return {
        option: Tally(by.get(Choice.YES, 0), by.get(Choice.NO, 0), by.get(Choice.ABSTAIN, 0))
        for option, by in sums.items()
    }


def _lines(found: QuerySet[Ballot]) -> list[BallotLine]:
    rows = list(found.select_related("first_teller", "second_teller").order_by("meeting", "pk"))
    options: dict[int, list[OptionLine]] = {}
    for option in BallotOption.objects.filter(ballot__in=rows).order_by("ballot", "position"):
        options.setdefault(option.ballot_id, []).append(_option(option))
    counted: dict[int, dict[int, CountLine]] = {}
    for count in TellerCount.objects.filter(option__ballot__in=rows).select_related("option", "teller").order_by("pk"):
        of_ballot = counted.setdefault(count.option.ballot_id, {})
        line = of_ballot.setdefault(count.teller_id, CountLine(count.teller_id, count.teller.name, {}))
        line.tallies[count.option_id] = Tally(count.yes, count.no, count.abstain)
    return [_line(row, tuple(options.get(row.pk, ())), tuple(counted.get(row.pk, {}).values())) for row in rows]


def _option(row: BallotOption) -> OptionLine:
    tally = None if row.yes is None else Tally(row.yes, row.no or 0, row.abstain or 0)
    return OptionLine(row.pk, row.name, row.person_id, row.needed, tally, row.is_carried)


def _line(row: Ballot, options: tuple[OptionLine, ...], counts: tuple[CountLine, ...]) -> BallotLine:
    tellers = tuple((who.pk, who.name) for who in (row.first_teller, row.second_teller) if who is not None)
    return BallotLine(
        row.pk, row.meeting_id, row.text, VoteKind(row.kind), BallotWay(row.way), BallotState(row.state), row.places,
        row.entitled, row.here, row.quorum_needed, row.given, Outcome(row.outcome), tellers, options, counts,
    )  # fmt: skip
