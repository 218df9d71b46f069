"""Facts of the places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SiteClosed(Event):
    """A site was closed for some days (quantity: 1 closure)."""

    FACT: ClassVar[str] = "places.site-closed"
    UNIT: ClassVar[str] = "次"

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SiteReopened(Event):
    """A site opened its doors again; dated at the start of its reopening day."""

    FACT: ClassVar[str] = "places.site-reopened"
    UNIT: ClassVar[str] = "次"
