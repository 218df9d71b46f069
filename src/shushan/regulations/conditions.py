"""The small language of conditions: ``full_members >= 7 & kind = branch|temporary-branch & !suspended``. Pure.

Parts are joined by ``&``. A part is ``name``, ``!name`` or ``name op value`` with ``= != >= <= > <``; a value is a whole
number, a word, or for ``=`` and ``!=`` several words with ``|``. Empty text always holds. A name that is not said is false,
0 and the empty word at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from shushan.regulations.terms import Fact

_PART = re.compile(r"^(!?)\s*([a-z][a-z0-9_]*)\s*(?:(>=|<=|!=|=|>|<)\s*([\w|.\-]+))?$")


class BadCondition(ValueError):
    """A part of a condition cannot be read."""


@dataclass(frozen=True, slots=True)
class Part:
    """One comparison; ``values`` are words, ``number`` is set where the value is a whole number."""

    name: str
    op: str
    values: tuple[str, ...]
    number: int | None

    def holds(self, facts: Mapping[str, Fact]) -> bool:
        """Say whether the facts fit."""
        fact = facts.get(self.name)
        if self.op == "is":
            return bool(fact)
        if self.op == "not":
            return not fact
        if self.op in ("=", "!="):
            return (_word(fact) in self.values) is (self.op == "=")
        number = self.number or 0
        said = int(fact) if isinstance(fact, int) else 0
        return {">=": said >= number, "<=": said <= number, ">": said > number, "<": said < number}[self.op]


@lru_cache(maxsize=1024)
def parse(text: str) -> tuple[Part, ...]:
    """Return the parts of a condition.

    :raises BadCondition: the text names the part that cannot be read.
    """
    return tuple(_part(part.strip()) for part in text.split("&")) if text.strip() else ()


def holds(text: str, facts: Mapping[str, Fact]) -> bool:
    """Say whether facts fit a condition."""
    return all(part.holds(facts) for part in parse(text))


def names(text: str) -> frozenset[str]:
    """Return the names that a condition asks."""
    return frozenset(part.name for part in parse(text))


def _part(text: str) -> Part:
    found = _PART.match(text)
    if found is None or (found[1] and found[3]):
        raise BadCondition(text)
    name, op, value = found[2], found[3], found[4]
    if not op:
        return Part(name, "not" if found[1] else "is", (), None)
    number = int(value) if re.fullmatch(r"\d{1,9}", value) else None
    if op not in ("=", "!=") and number is None:
        raise BadCondition(text)
    return Part(name, op, tuple(value.split("|")), number)


def _word(fact: Fact) -> str:
    if fact is None or fact is False:
        return ""
    return "1" if fact is True else str(fact)
