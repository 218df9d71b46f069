"""Say a sentence that was kept in Chinese in the viewer's language, with its names and numbers.

What was written down at the time (why an act waits on a list) is kept as it was said, in the language of the house. The
strings of the pages are Chinese, so the catalogue of translations knows the shape of each of them: a kept sentence is held
against these shapes, and what stood in their places is put into the translation. What no shape explains stays as it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from django.utils.translation import get_language, ngettext, trans_real
from django.utils.translation import gettext as _

_PLACE: Final = re.compile(r"%\((\w+)\)[sd]")
_ENDS: Final = re.compile(r"[。；]")


def retold(text: str) -> str:
    """Return kept sentences (set apart by ``。`` or ``；``) in the viewer's language, as far as they are known."""
    language = get_language() or ""
    if not text or language.startswith("zh"):
        return text
    parts, told = [part for part in _ENDS.split(text) if part.strip()], []
    while parts:
        many, said = _longest(text, parts, language)
        told.append(said.rstrip("."))
        parts = parts[many:]
    return ". ".join(told)


def _longest(text: str, parts: list[str], language: str) -> tuple[int, str]:
    """Return how many of the parts the longest known sentence takes that begins here, and its translation."""
    for many in range(len(parts), 0, -1):
        begin = text.index(parts[0])
        sentence = text[begin : text.index(parts[many - 1], begin) + len(parts[many - 1])]
        for one in (sentence, f"{sentence}。"):
            if (said := _known(one, language)) is not None:
                return many, said
    return 1, parts[0]


def _known(sentence: str, language: str) -> str | None:
    if (said := _(sentence)) != sentence:
        return said
    for shape in _shapes(language):
        if shape.words in sentence and (found := shape.pattern.fullmatch(sentence)) is not None:
            values = found.groupdict()
            count = next((int(value) for value in values.values() if value.isdecimal()), 1)
            words = ngettext(shape.msgid, shape.msgid, count) if shape.is_counted else _(shape.msgid)
            return _PLACE.sub(lambda place: values[place[1]], words)  # noqa: B023 - called at once
    return None


class _Shape(NamedTuple):
    """A translated string with places for names: the longest words between them, how a kept sentence of it looks."""

    words: str
    pattern: re.Pattern[str]
    msgid: str
    is_counted: bool


@cache
def _shapes(language: str) -> tuple[_Shape, ...]:
    """Return the strings with places for names that are translated, those with most words of their own first."""
    found: dict[str, _Shape] = {}
    for key in getattr(trans_real.translation(language), "_catalog", {}).keys():  # noqa: SIM118 - no mapping
        msgid = key[0] if isinstance(key, tuple) else key
        names, words = _PLACE.findall(msgid), _PLACE.split(msgid)[::2]
        if not names or len(set(names)) != len(names) or len(max(words, key=len)) < 2:  # without words it would fit all
            continue
        pattern = "".join(
            map("".join, zip(map(re.escape, words), [*(f"(?P<{n}>[^。；]+)" for n in names), ""], strict=True))
        )
        found[msgid] = _Shape(max(words, key=len), re.compile(pattern), msgid, isinstance(key, tuple))
    return tuple(sorted(found.values(), key=lambda one: -len(_PLACE.sub("", one.msgid))))
