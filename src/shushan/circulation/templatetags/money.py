"""Template filters of money."""

from __future__ import annotations

from django import template

from shushan.circulation.money.policy import yuan as written

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """Write an amount in fen as yuan: ``¥12.50``."""
    if fen is None:
        return ""
    return f"-¥{written(-fen)}" if fen < 0 else f"¥{written(fen)}"


@register.filter
def plain_yuan(fen: int) -> str:
    """Write an amount as it stands in a field: ``12.50``."""
    return f"{fen // 100}.{fen % 100:02d}"
