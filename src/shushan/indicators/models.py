"""The tables of the indicators. Written only by this room's operations."""

from __future__ import annotations

from shushan.indicators.values.models import LateNotice, Receipt, SignedValue, Step

__all__ = ["LateNotice", "Receipt", "SignedValue", "Step"]
