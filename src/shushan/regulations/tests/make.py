"""Rules, subjects and records for tests of judging, without a database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from shushan.kernel.periods import Period
from shushan.regulations import public as regulations
from shushan.regulations.public import Fact, Measuring, Modality, PeriodKind, SubjectKind, Verification

LONG = date(2015, 1, 1)


def rule(**said: Any) -> regulations.Rule:
    """Return a rule; unsaid: at least one record of type ``x`` a month, normally, since 2015."""
    ordinary: dict[str, Any] = {
        "id": 1, "code": "T-01", "version": 1, "text": "文", "text_en": "text", "source": "s", "article": "§1",
        "verification": Verification.READ, "valid_from": LONG, "valid_until": None, "modality": Modality.NORMALLY,
        "subject": SubjectKind.UNIT, "record_type": "x", "measure": Measuring.COUNT, "period": PeriodKind.MONTH,
    }  # fmt: skip
    return regulations.Rule(**(ordinary | said))


def subject(
    subject_id: int = 1, *, since: date = LONG, until: date | None = None, **facts: Fact
) -> regulations.Subject:
    """Return a subject with the same facts on all its days."""
    return regulations.Subject(subject_id, f"甲{subject_id}", (regulations.FactSpan(since, until, facts),))


def record(day: date, number: int = 1, subject_id: int = 1, quantity: int = 1, **dims: Fact) -> regulations.Record:
    """Return a record of a day."""
    return regulations.Record(f"x:{number}", subject_id, day, dims, quantity, number)


def given(
    records: Iterable[regulations.Record],
    *,
    today: date,
    subjects: Iterable[regulations.Subject] = (),
    kind: SubjectKind = SubjectKind.UNIT,
    more: Any = None,
) -> regulations.Given:
    """Return everything that judging needs, all records of the type ``x``."""
    by_subject: dict[int, list[regulations.Record]] = {}
    for one in sorted(records, key=lambda r: r.on):
        by_subject.setdefault(one.subject_id, []).append(one)
    whole = {("x", kind): by_subject} | (more or {})
    return regulations.Given({kind: list(subjects) or [subject()]}, whole, today)


def results(rules: Iterable[regulations.Rule], said: regulations.Given, window: Period) -> list[regulations.Result]:
    """Return every result, in the order of their periods."""
    return sorted(regulations.judge(rules, said, window=window), key=lambda r: (r.period.since, r.subject_id))
