"""The templates that come with the software: files in ``data/``, in use until a library saves its own version."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from shushan.reporting.terms import TemplateValue

NAMES: Final = {
    "work": ("工作报告", "Work report"),
    "monthly": ("业务月报", "Monthly bulletin"),
    "yearly": ("年度统计表", "Yearly statistics"),
    "branch": ("支部工作报告", "Branch report"),
}
LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=UTC)


@cache
def templates() -> tuple[TemplateValue, ...]:
    """Return them as version 0."""
    folder = Path(__file__).parent / "data"
    return tuple(
        TemplateValue(0, code, name, name_en, 0, (folder / f"{code}.txt").read_text("utf-8"), "书山", LONG_AGO)
        for code, (name, name_en) in NAMES.items()
    )
