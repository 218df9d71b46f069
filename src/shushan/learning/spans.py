"""Whole seconds of a lesson as sets of half-open spans ``[since, until)``: pure.

A set is a tuple of spans in order that neither touch nor overlap.

>>> size(union(((0, 10),), ((5, 20), (30, 31))))
21
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
Spans: TypeAlias = tuple[Span, ...]
NONE: Spans = ()


def tidy(spans: Iterable[Span], *, length: int) -> Spans:
    """Return spans as a set, cut to ``[0, length)``."""
    kept: list[Span] = []
    for since, until in sorted((max(0, a), min(b, length)) for a, b in spans):
        if since >= until:
            continue
        if kept and since <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], until))
        else:
            kept.append((since, until))
    return tuple(kept)


def union(one: Spans, other: Spans) -> Spans:
    """Return the seconds of both."""
    longest = max((until for _since, until in (*one, *other)), default=0)
    return tidy((*one, *other), length=longest)


def without(one: Spans, other: Spans) -> Spans:
    """Return the seconds of the first that are not in the second."""
    left: list[Span] = []
    for since, until in one:
        start = since
        for a, b in other:
            if b <= start or a >= until:
                continue
            if a > start:
                left.append((start, a))
            start = max(start, b)
        if start < until:
            left.append((start, until))
    return tuple(left)


def first(spans: Spans, seconds: int) -> Spans:
    """Return the first seconds of a set, at most so many."""
    kept: list[Span] = []
    for since, until in spans:
        if seconds <= 0:
            break
        kept.append((since, min(until, since + seconds)))
        seconds -= until - since
    return tuple(kept)


def size(spans: Spans) -> int:
    """Return how many seconds a set has."""
    return sum(until - since for since, until in spans)
