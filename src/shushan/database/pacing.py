"""Long work beside people: slices that are as long as others may wait, and rests while somebody does."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, perf_counter, sleep

from shushan.database.writing import is_waited_for, write_patiently


class Pace:
    """How many records a slice of long work takes: as many as were written in about ``AIM`` seconds the last time.

    Once another writer stood at the gate, slices are shorter for a while and followed by a rest ``RESTS`` times as long
    as they were, which leaves gate and processor to people: who lends a book waits a few milliseconds, and a file takes
    longer while the desks are busy.
    """

    AIM, POLITE_AIM = 0.03, 0.006
    POLITE_FOR, RESTS, LONGEST_REST = 2.0, 4, 0.1  # seconds, times, seconds

    def __init__(self, *, least: int = 5, usual: int = 20, most: int = 400) -> None:
        """Take so many records at first and, below which a slice is mostly its own cost, fewer only for people."""
        self.least, self.usual, self.most = least, usual, most
        self.size = usual
        self._polite_until = 0.0

    def took(self, seconds: float, records: int, *, is_waited_for: bool = False) -> float:
        """Learn from a slice; grow slowly, shrink at once. Returns for how many seconds to rest."""
        at = monotonic()
        if is_waited_for:
            self._polite_until = at + self.POLITE_FOR
        is_polite = at < self._polite_until
        fitting = int(records * (self.POLITE_AIM if is_polite else self.AIM) / max(seconds, 0.001))
        least = self.least if is_polite else self.usual
        self.size = max(least, min(fitting, self.size + self.size // 4 + 1, self.most))
        return min(seconds * self.RESTS, self.LONGEST_REST) if is_polite else 0.0


def take_slice(act: Callable[[int], int], pace: Pace) -> int:
    """Do an act that takes at most so many records, in a transaction that hurries nobody; rest after it while people wait.

    Returns what the act returns: how many records it took.
    """
    with write_patiently():
        began = perf_counter()
        count = act(pace.size)
        wanted = is_waited_for()
    sleep(pace.took(perf_counter() - began, count, is_waited_for=wanted))
    return count


def to_the_end(act: Callable[[int], int], pace: Pace) -> None:
    """Repeat an act, a slice each time, until it takes none."""
    while take_slice(act, pace):
        pass
