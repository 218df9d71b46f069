"""A built report as JSON and back; pure. What an older version of the software wrote stays readable."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import Any

from shushan.reporting.terms import Built, Piece, Problem, Receipt, Run


def written(built: Built) -> dict[str, Any]:
    """Return a built report as JSON can hold it."""
    return {**asdict(built), "as_of": built.as_of.isoformat()}


def read(stored: dict[str, Any]) -> Built:
    """Return a built report from what ``written`` gave."""
    return Built(
        title=stored["title"],
        as_of=date.fromisoformat(stored["as_of"]),
        pieces=tuple(_piece(one) for one in stored["pieces"]),
        receipts=tuple(Receipt(**one) for one in stored["receipts"]),
        problems=tuple(Problem(**one) for one in stored["problems"]),
        chain_head=stored["chain_head"],
        sealed_to=stored["sealed_to"],
    )


def digest(stored: dict[str, Any]) -> str:
    """Return the SHA-256 of a stored report: keys sorted, no blanks, UTF-8."""
    text = json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _piece(one: dict[str, Any]) -> Piece:
    return Piece(
        kind=one["kind"],
        runs=tuple(Run(**run) for run in one["runs"]),
        level=one["level"],
        caption=one["caption"],
        rows=tuple(tuple(row) for row in one["rows"]),
        points=tuple((label, shown, float(number)) for label, shown, number in one["points"]),
        figures=tuple(one["figures"]),
        picture=one.get("picture", ""),
        alt=one.get("alt", ""),
    )
