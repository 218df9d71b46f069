"""The rules as they are shipped: two dated sets, one rule a line, as data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from shushan.regulations.terms import (
    Measuring,
    Modality,
    PeriodKind,
    Rule,
    Standing,
    SubjectKind,
    Verification,
)

FOLDER = Path(__file__).resolve().parent / "data"
SETS = ("set-2020-07-01.jsonl", "set-present.jsonl")


def shipped(name: str) -> Iterator[Rule]:
    """Yield the rules of a set; what a line does not say is as ``terms.Rule`` has it."""
    with (FOLDER / name).open(encoding="utf-8") as file:
        for line in file:
            yield _rule(json.loads(line))


def _rule(said: dict[str, Any]) -> Rule:
    until = said.pop("valid_until", None)
    return Rule(
        id=0, version=0, verification=Verification(said.pop("verification")), modality=Modality(said.pop("modality")),
        valid_from=date.fromisoformat(said.pop("valid_from")), valid_until=date.fromisoformat(until) if until else None,
        subject=SubjectKind(said.pop("subject")), measure=Measuring(said.pop("measure")),
        period=PeriodKind(said.pop("period")), standing=Standing(said.pop("standing", Standing.THROUGHOUT)),
        article=said.pop("article", ""), record_type=said.pop("record_type", ""), **said,
    )  # fmt: skip
