"""Words that differ by region: 软件 and 軟體, 信息 and 資訊. The tables are OpenCC's; the query is widened, not the text."""

from __future__ import annotations

from functools import lru_cache

from shushan.search.analysis.fold import fold, lines_of

MOST = 4
_LONGEST = 8
# Words that the table of OpenCC lacks or writes only one way.
_MORE = (
    ("信息", "资讯"),
    ("出租车", "计程车"),
    ("公共汽车", "公车"),
    ("土豆", "马铃薯"),
    ("方便面", "泡面"),
    ("幼儿园", "幼稚园"),
)


def widened(folded: str) -> list[str]:
    """Return the other ways to say a folded text, at most four: each word of the table that stands in it, exchanged."""
    table, found = _table(), [folded]
    for length in range(min(_LONGEST, len(folded)), 1, -1):
        for start in range(len(folded) - length + 1):
            word = folded[start : start + length]
            for other in table.get(word, ()):
                changed = folded.replace(word, other)
                if changed not in found and len(found) <= MOST:
                    found.append(changed)
    return found[1:]


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, set[str]] = {}
    pairs = [(left, one) for name in ("TWPhrases", "TWPhrasesRev") for left, right in lines_of(name) for one in right]
    for left, right in [*pairs, *_MORE]:
        one, other = fold(left), fold(right)
        if one != other and min(len(one), len(other)) > 1 and not (one.isascii() or other.isascii()):
            table.setdefault(one, set()).add(other)
            table.setdefault(other, set()).add(one)
    return {word: tuple(sorted(others)) for word, others in table.items()}
