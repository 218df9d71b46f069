"""Hold a draft against the past: which results would be others than with the rules as they stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from shushan.kernel.periods import Period
from shushan.regulations.judging import ReasonKey, key_of
from shushan.regulations.queries.book import is_measured, rules
from shushan.regulations.queries.results import evaluate
from shushan.regulations.terms import Result, Rule


@dataclass(frozen=True, slots=True)
class Change:
    """A result before and after; None: the rule says nothing there."""

    before: Result | None
    after: Result | None

    @property
    def any(self) -> Result:
        """Either of them, for what both say."""
        one = self.after or self.before
        assert one is not None
        return one


def trial(draft: Rule, *, window: Period, today: date) -> tuple[list[Change], int]:
    """Return what would change, and how many results were judged.

    The draft is judged as if it had held through the whole window in the place of what stood.
    """
    standing = [one for one in rules(code=draft.code) if is_measured(one)]
    tried = replace(draft, valid_from=date(window.since.year, 1, 1), valid_until=None)
    before = _by_key(evaluate(window=window, today=today, rules=standing))
    after = _by_key(evaluate(window=window, today=today, rules=[tried]))
    keys = sorted(set(before) | set(after), key=str)
    changes = [Change(before.get(key), after.get(key)) for key in keys if _differs(before.get(key), after.get(key))]
    return changes, len(keys)


def _by_key(results: list[Result]) -> dict[ReasonKey, Result]:
    return {key_of(one): one for one in results}


def _differs(before: Result | None, after: Result | None) -> bool:
    if before is None or after is None:
        return True
    return before.outcome is not after.outcome or before.is_breach is not after.is_breach
