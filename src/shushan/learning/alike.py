"""Which texts say the same in places: pure.

Every text becomes its runs of eight letters (punctuation, spaces and case left out). One of eight of these, chosen by its
check sum, is its mark; texts that share marks are looked at closely: how much of the shorter one stands in the other, and
which passages. So ten thousand essays take seconds, and what is copied is found wherever it stands (a copied passage of a
hundred letters has about twelve marks).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final
from zlib import crc32

RUN: Final = 8  # letters
ONE_OF: Final = 8
FEW: Final = 30  # texts that share a mark, up to which every two of them are compared by it
LEAST_SHARED: Final = 3
LONG: Final = 16  # letters of a passage that is worth showing
MOST_PASSAGES: Final = 5


@dataclass(frozen=True, slots=True)
class Alike:
    """Two texts by their place, how much of the shorter one stands in the longer in percent, and the passages."""

    first: int
    second: int
    percent: int
    passages: tuple[str, ...]


def letters(text: str) -> str:
    """Return what is compared of a text.

    >>> letters("读书，使人 Wise！")
    '读书使人wise'
    """
    return "".join(filter(str.isalnum, text.lower()))


def marks(plain: str) -> set[int]:
    """Return the marks of a text."""
    raw = plain.encode("utf-32-le")
    step = 4 * RUN
    return {
        sum_ for at in range(0, len(raw) - step + 1, 4) if not (sum_ := crc32(raw[at : at + step])) % ONE_OF
    }  # fmt: skip


def candidates(marked: Sequence[set[int]]) -> Counter[tuple[int, int]]:
    """Return pairs that share marks, with how many.

    A mark that many texts have (a quotation, or a text that went round) joins each only with the first and with the next
    of them: whoever copied is found, without comparing everyone with everyone.
    """
    where: dict[int, list[int]] = {}
    for number, some in enumerate(marked):
        for mark in some:
            where.setdefault(mark, []).append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in where.values():
        if len(numbers) < 2:
            continue
        if len(numbers) <= FEW:
            shared.update(combinations(numbers, 2))
        else:
            shared.update((numbers[0], other) for other in numbers[1:])
            shared.update(pairwise(numbers[1:]))
    return shared


def compared(one: str, other: str) -> tuple[int, tuple[str, ...]]:
    """Return how much of the shorter text stands in the longer in percent, and the passages, the longest first."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    runs = {long[at : at + RUN] for at in range(len(long) - RUN + 1)}
    of = len(short) - RUN + 1
    if of <= 0:
        return 0, ()
    hits = [short[at : at + RUN] in runs for at in range(of)]
    found = sorted(_passages(short, hits), key=len, reverse=True)
    return sum(hits) * 100 // of, tuple(found[:MOST_PASSAGES])


def pairs(texts: Sequence[str], *, percent: int) -> Iterator[Alike]:
    """Yield the pairs of texts of which so much is the same, the most alike marks first."""
    plain = [letters(text) for text in texts]
    marked = [marks(text) for text in plain]
    for (first, second), shared in candidates(marked).most_common():
        least = min(len(marked[first]), len(marked[second]))
        if shared < LEAST_SHARED or shared * 200 < least * percent:
            continue
        how_much, passages = compared(plain[first], plain[second])
        if how_much >= percent:
            yield Alike(first, second, how_much, passages)


def _passages(text: str, hits: Sequence[bool]) -> Iterator[str]:
    begin = None
    for at, hit in enumerate([*hits, False]):
        if hit and begin is None:
            begin = at
        elif not hit and begin is not None:
            if at - 1 + RUN - begin >= LONG:
                yield text[begin : at - 1 + RUN]
            begin = None
