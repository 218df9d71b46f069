"""Why a figure cannot be given."""

from __future__ import annotations

from shushan.kernel.errors import Invalid, NotFound


class NoSuchMeasure(NotFound):
    """No room declares a measure with this code."""

    code = "figures.no-such-measure"


class NotReopened(Invalid):
    """ "Since reopening" was asked of sites none of which has a reopening day."""

    code = "figures.not-reopened"


class EmptyPeriod(Invalid):
    """The period ends before it begins."""

    code = "figures.empty-period"
