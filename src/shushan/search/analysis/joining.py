"""Latin words that one writes together and another apart: McDonald and Mc Donald, database and data base. Pure.

The question is widened, not the text: the index stays as small as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shushan.search.analysis.asking import Asking, Near, Term, all_of, any_of

_LONGEST = 24
# What names begin with and what many write apart; other words are parted only when nothing else was found.
_PARTICLES = frozenset(
    ("mc", "mac", "o", "d", "l", "de", "la", "le", "du", "da", "di", "van", "von", "fitz", "st", "saint", "san", "el", "al",
     "ben", "ibn")
)  # fmt: skip


def otherwise(words: Sequence[str], asked: Sequence[Asking], fields: tuple[str, ...], *, is_bold: bool) -> Asking:
    """Ask for the words of a query, two of them written as one, or one of them as two.

    ``asked`` is what each word asks as it stands; ``is_bold`` parts any word anywhere, not only after a particle.
    """
    ways: list[Asking] = []
    for n, word in enumerate(words):
        others = [*asked[:n], *asked[n + 1 :]]
        if not _is_latin(word):
            continue
        if n + 1 < len(words) and _is_latin(words[n + 1]):
            joined = word + words[n + 1]
            ways.append(
                all_of(any_of(*(Term(name, joined) for name in (*fields, "also"))), *others[:n], *others[n + 1 :])
            )
        parted = [Near(name, ((0, one), (1, two))) for one, two in _apart(word, is_bold=is_bold) for name in fields]
        if parted:
            ways.append(all_of(any_of(*parted), *others))
    return any_of(*ways)


def _apart(word: str, *, is_bold: bool) -> Iterator[tuple[str, str]]:
    for n in range(1, len(word) - 1):
        if (n > 1 and is_bold and len(word) > 4) or (word[:n] in _PARTICLES and len(word) - n > 2):
            yield word[:n], word[n:]


def _is_latin(word: str) -> bool:
    return word.isascii() and word.isalnum() and len(word) <= _LONGEST and not word.isdecimal()
