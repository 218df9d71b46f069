"""Search and suggest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from shushan.database.public import Prepared
from shushan.search.analysis.asking import Plan
from shushan.search.analysis.masking import Masked, masked
from shushan.search.analysis.planning import begun, plan
from shushan.search.analysis.spelling import nearby
from shushan.search.models import Change
from shushan.search.ports import engine
from shushan.search.providers import provider
from shushan.search.results import shower
from shushan.search.segmenting import cut
from shushan.search.terms import Asked, Hits, Suggestion

WATCHED = 200  # changes that the index has not seen and that are looked at one by one
_WAITING = Prepared(
    lambda: Change.objects.filter(is_bulk=False).order_by("-changed_at").values_list("kind", "ref")[:WATCHED]
)
FEW = 3  # hits among which the one that was meant may be missing
MOST_OFFSET = 10_000  # further nobody turns the pages; so far an engine counts where counting costs


def search(asked: Asked) -> Hits:
    """Answer a question. What is gone or hidden by now does not come, whether or not the index knows."""
    return _answer(plan(asked.text, asked.scope, cut), asked)


def search_masked(words: Sequence[Masked], asked: Asked) -> Hits:
    """Answer a question for all of these words, in its scope, as strictly as their masks and anchors say.

    :raises CannotMask: a mask or an anchor that the index cannot answer
    """
    return _answer(masked(words, asked.scope), asked)


def _answer(wanted: Plan, asked: Asked) -> Hits:
    waiting = _WAITING.rows()
    bounded = replace(asked, without=tuple(_gone(waiting)), offset=min(asked.offset, MOST_OFFSET))
    hits = engine().search(wanted, bounded)
    gone = set(_gone(hits.found))
    if not gone:
        return hits
    return replace(hits, found=tuple(key for key in hits.found if key not in gone), total=hits.total - len(gone))


def suggest(text: str, *, limit: int = 8) -> list[Suggestion]:
    """Return titles that begin like what was typed (汉字, pinyin, initials), the most used first."""
    return titled(engine().search(begun(text), Asked(text, limit=limit, counts=(), enough=limit)))


def near_misses(text: str, *, limit: int = 5, without: tuple[tuple[str, int], ...] = ()) -> list[Suggestion]:
    """Return titles that somebody may have meant: they sound alike, differ by one slip, or lack one of the words."""
    asked = Asked(text, limit=limit, counts=(), enough=limit, without=without)
    return titled(engine().search(nearby(text, cut), asked))


def is_doubtful(asked: Asked, hits: Hits) -> bool:
    """Say whether what was found may not be what was meant: nothing, or a few that only have the words in their notes."""
    if hits.total > FEW or asked.scope or asked.offset or asked.facets:
        return not hits.total
    sure = tuple(tier for tier in plan(asked.text, "", cut).tiers if tier.name not in ("rest", "loose"))
    return not hits.total or not engine().search(Plan(sure), Asked(asked.text, limit=0, counts=(), enough=1)).total


def titled(hits: Hits) -> list[Suggestion]:
    """Return the titles of what was found, one query for each kind."""
    names: dict[tuple[str, int], str] = {}
    for kind in dict.fromkeys(kind for kind, _ref in hits.found):
        show = shower(kind)
        refs = [ref for k, ref in hits.found if k == kind]
        names |= {(kind, ref): name for ref, name in (show.names(refs) if show and show.names else {}).items()}
    return [Suggestion(kind, ref, names[kind, ref]) for kind, ref in hits.found if (kind, ref) in names]


def waiting() -> int:
    """Return how many changes the index has not seen yet."""
    return Change.objects.count()


def has_much_waiting(much: int = 2000) -> bool:
    """Say whether more changes wait than are written in about a second, or a whole index."""
    return not engine().in_use() or Change.objects.all()[much : much + 1].exists()


def is_ready() -> bool:
    """Say whether there is an index of this analysis."""
    return bool(engine().in_use())


def _gone(keys: Iterable[Sequence[Any]]) -> list[tuple[str, int]]:
    """Return which of these nobody may find any more, in one query for each kind."""
    wanted = [(str(kind), int(ref)) for kind, ref in keys]
    gone: list[tuple[str, int]] = []
    for kind in dict.fromkeys(kind for kind, _ref in wanted):
        source = provider(kind)
        refs = [ref for k, ref in wanted if k == kind]
        alive = source.live(refs) if source and source.live else set(refs)
        gone += [(kind, ref) for ref in refs if ref not in alive]
    return gone
