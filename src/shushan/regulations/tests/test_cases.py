"""A table of dated cases: the shipped rules against subjects and records of one day (``cases.tsv``).

``of`` is the first day of the period, or the day on which an occurrence begins; ``none``: no result at all.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from shushan.kernel.periods import Period
from shushan.regulations.gates import Workdays
from shushan.regulations.judging import judge
from shushan.regulations.public import Fact, FactSpan, Given, PeriodKind, Record, Rule, Subject
from shushan.regulations.shipping import SETS, shipped

CASES = list(csv.DictReader(Path(__file__).with_name("cases.tsv").open(encoding="utf-8", newline=""), delimiter="\t"))
RULES = [rule for name in SETS for rule in shipped(name)]
CALENDAR = Workdays(frozenset({date(2026, 6, 19)}), frozenset(), frozenset({2026}))


def _said(text: str) -> dict[str, Fact]:
    pairs = (part.partition("=") for part in text.split())
    return {name: (int(value) if value.isdecimal() else value) if mark else True for name, mark, value in pairs}


def _records(text: str) -> list[Record]:
    found = []
    for number, one in enumerate((part.strip() for part in text.split(";") if part.strip()), 1):
        day, _space, said = one.partition(" ")
        dims = _said(said)
        quantity, who = int(dims.pop("quantity", 1) or 0), dims.pop("who", None)
        found.append(
            Record(str(number), 1, date.fromisoformat(day), dims, quantity, who if isinstance(who, int) else None)
        )
    return sorted(found, key=lambda record: record.on)


def _versions(code: str) -> list[Rule]:
    return [rule for rule in RULES if rule.code == code]


def test_there_are_enough_cases_and_each_names_a_rule() -> None:
    assert len(CASES) >= 120
    assert all(_versions(case["rule"]) for case in CASES)
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert {case["outcome"] for case in CASES} == {"met", "not-met", "not-due", "not-applicable", "none"}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, str]) -> None:
    versions, of, today = _versions(case["rule"]), date.fromisoformat(case["of"]), date.fromisoformat(case["today"])
    kind, rule = versions[0].subject, versions[0]
    records = _records(case["records"])
    types = {name for one in versions for name in (one.record_type, one.from_type) if name}
    subject = Subject(1, "甲", (FactSpan(date(2000, 1, 1), None, _said(case["facts"])),))
    said = Given({kind: [subject]}, {(name, kind): {1: records} for name in types}, today, calendar=CALENDAR)
    window = Period(of, date(today.year + 1, 1, 1)) if rule.period is PeriodKind.ONCE else Period.day(of)
    found = [one for one in judge(versions, said, window=window) if one.period.since == of]
    assert len(found) == (0 if case["outcome"] == "none" else 1), found
    if found:
        [one] = found
        assert (str(one.outcome), one.note) == (case["outcome"], case["note"]), one
        if case["ids"]:
            assert one.record_ids == tuple(case["ids"].split(","))
