"""Facts of notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class HandedOver(Event):
    """Something was told: ``channel`` ``inbox`` (a notice), or ``email``, ``sms``, ``wechat`` (a message)."""

    FACT: ClassVar[str] = "notices.handed-over"
    UNIT: ClassVar[str] = "条"

    kind: str = ""
    channel: str = ""
