"""Refusals of the indicators."""

from __future__ import annotations

from shushan.kernel.errors import Conflict, Invalid, NotAllowed


class SamePerson(NotAllowed):
    """Whoever did one step does not do the next: four eyes."""

    code = "indicators.same-person"


class AlreadyAsked(Conflict):
    """There is a value of this figure, period and scope already."""

    code = "indicators.already-asked"


class PeriodNotOver(Invalid):
    """A period that still runs is not signed."""

    code = "indicators.period-not-over"


class RollUpDiffers(Conflict):
    """The roll-up and the records do not give the same number: nothing may be signed."""

    code = "indicators.roll-up-differs"


class PromptUnanswered(Conflict):
    """The number is far out; a person has to say that it is true."""

    code = "indicators.prompt-unanswered"


class ChangedSinceChecked(Conflict):
    """The rows are not those that were checked."""

    code = "indicators.changed-since-checked"


class NotPublishable(Conflict):
    """Only an approved value, and none of a few persons, is shown to everybody."""

    code = "indicators.not-publishable"


class NotOneAccountable(Conflict):
    """A duty has exactly one accountable person at a time."""

    code = "indicators.not-one-accountable"


class LinkOver(NotAllowed):
    """The reviewer's link is over, revoked or forged."""

    code = "indicators.link-over"


class DefinitionFaulty(Conflict):
    """An own definition lacks something, or its number does not follow from the records."""

    code = "indicators.definition-faulty"
