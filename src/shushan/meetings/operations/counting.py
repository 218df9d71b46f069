"""Count secret votes twice, by two people who agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotAllowed
from shushan.meetings.errors import BallotMoved, CountsDiffer, VoteDoesNotFit
from shushan.meetings.models import TellerCount
from shushan.meetings.queries.ballots import ballot, open_tallies, slip_tallies
from shushan.meetings.queries.meetings import meeting
from shushan.meetings.scoping import is_person, may_run, require_run
from shushan.meetings.states import BallotState
from shushan.meetings.terms import BallotLine, BallotWay, Tally, VoteKind


@write()
def count_ballot(*, actor: Actor, at: datetime, ballot_id: int, teller_id: int, tallies: Mapping[int, Tally]) -> None:
    """Write down what a teller counted (option → tally). A teller types it, or whoever runs the meeting, never the same hand twice.

    :raises NotAllowed: neither the teller nor in the chair :raises BallotMoved: not closed, or counted by them already
    :raises VoteDoesNotFit: no teller of this ballot, an option missing, more votes than papers given
    """
    found = ballot(ballot_id)
    if not (is_person(actor, teller_id) or may_run(actor, meeting(found.meeting_id))):
        raise NotAllowed(_("只有计票人和主持人可以登记计票"))
    if found.way is BallotWay.OPEN or teller_id not in {who for who, _name in found.tellers}:
        raise VoteDoesNotFit(_("此人不是这项表决的计票人"))
    if found.state is not BallotState.CLOSED:
        raise BallotMoved(_("表决还没有结束，或已有结果"))
    if set(tallies) != {option.id for option in found.options}:
        raise VoteDoesNotFit(_("每一项都要计票"))
    if any(tally.papers > found.given or min(tally.yes, tally.no, tally.abstain) < 0 for tally in tallies.values()):
        raise VoteDoesNotFit(
            _("收回的票比发出的 %(n)d 张多") % {"n": found.given}, rule=_("收回的票多于发出的票，这次表决无效"),
            remedy=_("请重新计票；确实多了就作废重来"),
        )  # fmt: skip
    if found.kind is VoteKind.ELECTION and sum(tally.yes for tally in tallies.values()) > found.given * found.places:
        raise VoteDoesNotFit(_("赞成票的总数比应选名额还多，请重新计票"))
    try:
        with transaction.atomic():
            TellerCount.objects.bulk_create(
                TellerCount(
                    option_id=option_id, teller_id=teller_id, entered_by=actor.label, yes=tally.yes, no=tally.no,
                    abstain=tally.abstain,
                )
                for option_id, tally in tallies.items()
            )  # fmt: skip
    except IntegrityError as error:
        raise BallotMoved(
            _("这位计票人已经登记过，或两次计票由同一个人登记"),
            rule=_("由两个人各计一次"),
            remedy=_("计错了请点“重新计票”"),
        ) from error


@write()
def count_again(*, actor: Actor, at: datetime, ballot_id: int) -> None:
    """Throw both counts of a closed ballot away, so that it is counted anew.

    :raises NotAllowed: :raises BallotMoved: it is not closed, or has its outcome
    """
    found = ballot(ballot_id)
    require_run(actor, meeting(found.meeting_id))
    if found.state is not BallotState.CLOSED:
        raise BallotMoved(_("表决还没有结束，或已有结果"))
    TellerCount.objects.filter(option__ballot=ballot_id).delete()


def agreed(found: BallotLine) -> dict[int, Tally]:
    """Return what the votes of a closed ballot come to: votes by name as they stand, secret ones as both tellers counted.

    :raises CountsDiffer: not two counts, or they differ from each other or from the slips
    """
    nothing = {option.id: Tally() for option in found.options}
    if found.way is BallotWay.OPEN:
        return nothing | open_tallies(found.id)
    if len(found.counts) < 2:
        raise CountsDiffer(
            _("还要 %(n)d 人计票") % {"n": 2 - len(found.counts)}, rule=_("无记名票由两人各计一次，结果要一致")
        )
    first, second = (count.tallies for count in found.counts)
    if first != second:
        raise CountsDiffer(_("两次计票不一致"), rule=_("两人各计一次，结果要一致"), remedy=_("请重新计票"))
    if found.way is BallotWay.SECRET and first != nothing | slip_tallies(found.id):
        raise CountsDiffer(_("计票和票不一致"), rule=_("手机投的票以票为准"), remedy=_("请重新计票"))
    return first
