"""Refusals of learning."""

from __future__ import annotations

from shushan.kernel.errors import Conflict, Invalid


class SittingOver(Conflict):
    """The same person goes on studying elsewhere; this sitting is over."""

    code = "learning.sitting-over"


class ForgedToken(Invalid):
    """The heartbeat does not carry a token that this house gave out."""

    code = "learning.forged-token"


class TooSoon(Conflict):
    """Less time has passed than the lesson needs."""

    code = "learning.too-soon"


class NotCompleted(Conflict):
    """Lessons of the course are still open."""

    code = "learning.not-completed"


class NoTriesLeft(Conflict):
    """The test was taken as often as it may be."""

    code = "learning.no-tries-left"


class CourseNotOpen(Conflict):
    """The course is not open to this person now."""

    code = "learning.course-not-open"


class FileKnown(Conflict):
    """This very file was imported already."""

    code = "learning.file-known"


class RuleOverlaps(Conflict):
    """Another conversion holds for this unit in these days."""

    code = "learning.rule-overlaps"


class NotInCampaign(Conflict):
    """The campaign is not for this person, or is not open."""

    code = "learning.not-in-campaign"


class UnusablePackage(Invalid):
    """The uploaded package of course ware cannot be used."""

    code = "learning.unusable-package"


class UnreadablePaper(Invalid):
    """The uploaded essay cannot be read."""

    code = "learning.unreadable-paper"
