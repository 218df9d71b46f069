"""What to ask for pinyin: whole titles, their beginnings, syllables anywhere, first letters. Pure."""

from __future__ import annotations

from shushan.search.analysis.asking import END, NOTHING, START, Asking, Near, Prefix, Term, any_of
from shushan.search.analysis.entries import JOINED, SHORT
from shushan.search.analysis.syllables import letters, splits, with_words


def pinyin_exact(typed: str) -> Asking:
    """Ask for a whole title in pinyin; a Latin title written without its spaces is asked as it stands."""
    ways = splits(typed) if len(letters(typed).replace(" ", "")) > 1 else ()
    whole: list[Asking] = [title(way) for way in ways or with_words(typed)]
    joined = letters(typed).replace(" ", "")
    if not ways and len(joined) > 3 and joined.isascii() and joined.isalnum():
        whole.append(Term("joined", joined[:JOINED]))
    return any_of(*whole) if whole else NOTHING


def title(way: tuple[str, ...]) -> Asking:
    """Ask for a title that sounds so from its beginning to its end."""
    return Near("pinyin", ((0, START + way[0]), *_inner(way), (len(way) + 1, way[-1] + END)))


def pinyin_start(typed: str) -> Asking:
    """Ask for the beginning of a title in pinyin."""
    starts = [((0, START + way[0]), *_inner(way)) for way in splits(typed) or with_words(typed)]
    return any_of(*(Near("pinyin", one) if len(one) > 1 else Term("pinyin", one[0][1]) for one in starts))


def _inner(way: tuple[str, ...]) -> list[tuple[int, str]]:
    """Return the syllables of a title but the first, which stands in its mark, with their places."""
    return list(enumerate(way[1:], start=2))


def syllables(name: str, way: tuple[str, ...]) -> Asking:
    """Ask for syllables one after another in a field."""
    return Near(name, tuple(enumerate(way))) if len(way) > 1 else Term(name, way[0])


def initials(typed: str, *, begun: bool = False) -> Asking:
    """Ask for the first letters of a whole title or name, or (``begun``) of its beginning, from three letters on."""
    short = letters(typed).replace(" ", "").replace(".", "")
    if not (2 <= len(short) <= SHORT and short.isascii() and short.isalpha()) or (begun and len(short) < 3):
        return NOTHING
    return Prefix("initials", short) if begun else Term("initials", short)
