"""The segmenter: takes a run of 汉字 apart into words. Thirty megabytes, so loaded with the first long query."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=512)
def _cut(text: str) -> tuple[str, ...]:
    import rjieba

    return tuple(rjieba.cut(text))


def cut(text: str) -> list[str]:
    """Return the words of a text (rjieba, accurate mode)."""
    return list(_cut(text))


def load() -> None:
    """Load the dictionary now: a server does so once, before it forks."""
    import rjieba

    rjieba.cut("图书馆")
