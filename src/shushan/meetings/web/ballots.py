"""Ballots: prepared and run by the chair, voted on a phone, counted by two tellers."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shushan.kernel.errors import Refused
from shushan.kernel.ids import typed_number
from shushan.meetings import policy
from shushan.meetings.operations import attendance, counting, voting
from shushan.meetings.operations import ballots as acts
from shushan.meetings.queries import ballots as reads
from shushan.meetings.queries.meetings import meeting, seats
from shushan.meetings.scoping import is_person, may_run, require_run
from shushan.meetings.states import BallotState
from shushan.meetings.terms import BallotLine, BallotPlan, BallotWay, Choice, Tally, VoteKind
from shushan.meetings.web.asking import heading_of, require_sight
from shushan.meetings.web.forms import BallotForm
from shushan.meetings.words import BALLOT_WORDS, CHOICE_WORDS, OUTCOME_WORDS, VOTE_WORDS, WAY_WORDS
from shushan.ui.forms import show_unless_forbidden, tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.web import member_page

Act = Callable[[Request, BallotLine], None]


@member_page
def new(request: Request, meeting_id: int) -> HttpResponse:
    """Prepare a vote of a meeting."""
    found = meeting(meeting_id)
    require_run(request.actor, found)
    require_sight(request, found)
    everybody = [(str(seat.person_id), seat.name) for seat in seats(meeting_id)]
    form = BallotForm(request.POST if request.method == "POST" else None, people=everybody)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        two = tuple(int(one) for one in (said["first_teller"], said["second_teller"]) if one)
        plan = BallotPlan(
            said["text"], VoteKind(said["kind"]), BallotWay(said["way"]),
            candidates=tuple(int(one) for one in said["candidates"]), places=said["places"] or 1,
            tellers=(two[0], two[1]) if len(two) == 2 else None,
        )  # fmt: skip
        try:
            made = acts.prepare_ballot(actor=request.actor, at=request.at, meeting_id=meeting_id, plan=plan)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("表决已准备好，还没有开始。"))
            return redirect("meetings:ballot", made)
    context = {"form": form, "meeting": found, "heading": heading_of(found)}
    return render(request, "meetings/ballot_new.html", context, status=422 if form.errors else 200)


@require_safe
@member_page
def page(request: Request, ballot_id: int) -> HttpResponse:
    """Show the page through which a ballot is run and counted: to the chair, who runs meetings there, and its tellers."""
    found = reads.ballot(ballot_id)
    held = meeting(found.meeting_id)
    is_teller = any(is_person(request.actor, who) for who, _name in found.tellers)
    runs = may_run(request.actor, held)
    if not is_teller:
        require_run(request.actor, held)
        require_sight(request, held)
    there = seats(held.id) if runs and found.way is BallotWay.OPEN else []
    voted = reads.open_votes(ballot_id) if there else {}
    is_open, is_closed = found.state is BallotState.OPEN, found.state is BallotState.CLOSED
    counted = {count.person_id for count in found.counts}
    may_count = [
        (who, name)
        for who, name in found.tellers
        if found.way is not BallotWay.OPEN and who not in counted and (runs or is_person(request.actor, who))
    ]
    context = {
        "ballot": found,
        "meeting": held,
        "heading": heading_of(held),
        "words": words_of(found),
        "runs": runs,
        "is_open": is_open,
        "is_closed": is_closed,
        "is_prepared": found.state is BallotState.PREPARED,
        "is_decided": found.state is BallotState.DECIDED,
        "is_paper": found.way is BallotWay.PAPER,
        "by_name": [(seat, CHOICE_WORDS.get(voted[seat.id]) if seat.id in voted else "") for seat in there if seat.may_vote],
        "hands": is_open and found.kind is not VoteKind.ELECTION and found.way is BallotWay.OPEN,
        "choices": list(CHOICE_WORDS.items()),
        "slips": [(key, name, CHOICE_WORDS[choice]) for key, name, choice in reads.slips(ballot_id)] if is_closed else [],
        "may_count": may_count if is_closed else [],
        "rule": policy.VOTES[found.kind].source,
        "given_most": held.turnout.voters_here,
    }  # fmt: skip
    return render(request, "meetings/ballot.html", context)


@require_POST
@member_page
def act(request: Request, ballot_id: int, act: str) -> HttpResponse:
    """Do one of the acts of a ballot; what is refused is said above the page."""
    if act not in ACTS:
        raise Http404
    found = reads.ballot(ballot_id)
    try:
        ACTS[act](request, found)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        tell_unless_forbidden(request, refusal)
    return redirect("meetings:ballot", ballot_id)


@member_page
def vote(request: Request, ballot_id: int) -> HttpResponse:
    """Give one's own vote, on a phone; afterwards only that one has voted is shown, never how."""
    found = reads.ballot(ballot_id)
    held = meeting(found.meeting_id)
    seat = attendance.own_seat(held, request.actor)
    refused = ""
    if request.method == "POST":
        try:
            voting.cast(actor=request.actor, at=request.at, ballot_id=ballot_id, choices=_choices(request, found))
        except Refused as refusal:
            if refusal.status == 404:
                raise
            refused = refusal.told
        else:
            return redirect("meetings:vote", ballot_id)
    context = {
        "ballot": found,
        "meeting": held,
        "heading": heading_of(held),
        "words": words_of(found),
        "has_voted": reads.has_voted(found, seat),
        "is_open": found.state is BallotState.OPEN,
        "is_secret": found.way is not BallotWay.OPEN,
        "is_paper": found.way is BallotWay.PAPER,
        "is_single": len(found.options) == 1,
        "is_decided": found.state is BallotState.DECIDED,
        "seat": seat,
        "choices": list(CHOICE_WORDS.items()),
        "refused": refused,
    }
    return render(request, "meetings/vote.html", context, status=409 if refused else 200)


def words_of(found: BallotLine) -> dict[str, object]:
    """Return the words for a ballot's kind, way, state and outcome."""
    return {
        "kind": VOTE_WORDS[found.kind],
        "way": WAY_WORDS[found.way],
        "state": BALLOT_WORDS[found.state],
        "outcome": OUTCOME_WORDS[found.outcome],
    }


def _choices(request: Request, found: BallotLine) -> dict[int, Choice]:
    known = {choice.value for choice in Choice}
    typed = {option.id: request.POST.get(f"option-{option.id}", "") for option in found.options}
    return {option_id: Choice(said) for option_id, said in typed.items() if said in known}


def _open(request: Request, found: BallotLine) -> None:
    acts.open_ballot(actor=request.actor, at=request.at, ballot_id=found.id)
    messages.success(request, _("表决开始，到会有表决权的人可以投票。"))


def _close(request: Request, found: BallotLine) -> None:
    given = typed_number(request.POST.get("given", ""))
    acts.close_ballot(actor=request.actor, at=request.at, ballot_id=found.id, given=given)
    messages.success(request, _("表决结束，不能再投票。"))


def _decide(request: Request, found: BallotLine) -> None:
    outcome = acts.decide_ballot(actor=request.actor, at=request.at, ballot_id=found.id)
    messages.success(request, _("结果：%(outcome)s") % {"outcome": OUTCOME_WORDS[outcome]})


def _void(request: Request, found: BallotLine) -> None:
    acts.void_ballot(actor=request.actor, at=request.at, ballot_id=found.id)
    messages.success(request, _("这项表决已作废。"))


def _hands(request: Request, found: BallotLine) -> None:
    known = {choice.value for choice in Choice}
    hands = {
        seat.id: Choice(said)
        for seat in seats(found.meeting_id)
        if (said := request.POST.get(f"seat-{seat.id}", "")) in known
    }
    n = voting.enter_hands(actor=request.actor, at=request.at, ballot_id=found.id, hands=hands)
    messages.success(request, _("已登记 %(n)d 人的表决。") % {"n": n})


def _count(request: Request, found: BallotLine) -> None:
    def number(name: str) -> int:
        return typed_number(request.POST.get(name, "")) or 0

    tallies = {
        option.id: Tally(number(f"yes-{option.id}"), number(f"no-{option.id}"), number(f"abstain-{option.id}"))
        for option in found.options
    }
    teller = number("teller")
    counting.count_ballot(actor=request.actor, at=request.at, ballot_id=found.id, teller_id=teller, tallies=tallies)
    messages.success(request, _("计票已登记。"))


def _again(request: Request, found: BallotLine) -> None:
    counting.count_again(actor=request.actor, at=request.at, ballot_id=found.id)
    messages.success(request, _("两次计票都已清除，请重新计票。"))


ACTS: dict[str, Act] = {
    "open": _open,
    "close": _close,
    "decide": _decide,
    "void": _void,
    "hands": _hands,
    "count": _count,
    "again": _again,
}
