"""Refusals of the meetings."""

from __future__ import annotations

from shushan.kernel.errors import Conflict, Invalid, NotAllowed


class KindDoesNotFit(Invalid):
    """There is no such meeting in this kind of unit."""

    code = "meetings.kind-does-not-fit"


class NobodyEntitled(Conflict):
    """On that day nobody is entitled: no roster, no committee."""

    code = "meetings.nobody-entitled"


class ChairDoesNotFit(Invalid):
    """The chair is the secretary, else a deputy or a committee member with a delegation (MTG-06)."""

    code = "meetings.chair-does-not-fit"


class TopicMissing(Invalid):
    """The topic of a theme day is fixed beforehand (MTG-07)."""

    code = "meetings.topic-missing"


class NotYetDay(Conflict):
    """A meeting does not start before its day."""

    code = "meetings.not-yet"


class NotEntitled(NotAllowed):
    """They are not entitled to this meeting."""

    code = "meetings.not-entitled"


class MeetingMoved(Conflict):
    """The meeting is no longer where this act needs it."""

    code = "meetings.moved"


class QuorumMissed(Conflict):
    """Too few of those with a vote are here (MTG-02, ORG-11)."""

    code = "meetings.quorum-missed"


class NoVote(NotAllowed):
    """They have no vote here, or are not here (ORG-14)."""

    code = "meetings.no-vote"


class AlreadyVoted(Conflict):
    """Each votes once."""

    code = "meetings.already-voted"


class BallotMoved(Conflict):
    """The ballot is no longer where this act needs it."""

    code = "meetings.ballot-moved"


class VoteDoesNotFit(Invalid):
    """The vote is not one that this ballot takes."""

    code = "meetings.vote-does-not-fit"


class CountsDiffer(Conflict):
    """Two tellers count, and agree."""

    code = "meetings.counts-differ"


class NoAppraisal(Conflict):
    """This meeting appraises nobody."""

    code = "meetings.no-appraisal"


class GradesDoNotFit(Invalid):
    """Every other member is graded once, nobody grades oneself."""

    code = "meetings.grades-do-not-fit"


class ConclusionDoesNotFit(Invalid):
    """A conclusion follows the meeting, and names the committee's meeting where the branch has a committee."""

    code = "meetings.conclusion-does-not-fit"
