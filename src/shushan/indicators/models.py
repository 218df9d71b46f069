"""The tables of the indicators. Written only by this room's operations."""

from __future__ import annotations

from shushan.indicators.duties.models import Duty, DutyHolder, DutyLink, Target
from shushan.indicators.evaluation.models import Criterion, Evidence, SetVersion
from shushan.indicators.own.models import OwnDraft, OwnRetirement, OwnVersion
from shushan.indicators.review.models import ReviewLink
from shushan.indicators.values.models import LateNotice, Receipt, SignedValue, Step

__all__ = [
    "Criterion", "Duty", "DutyHolder", "DutyLink", "Evidence", "LateNotice", "OwnDraft", "OwnRetirement", "OwnVersion",
    "Receipt", "ReviewLink", "SetVersion", "SignedValue", "Step", "Target",
]  # fmt: skip
