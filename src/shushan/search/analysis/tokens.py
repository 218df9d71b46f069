"""Tokens: every 汉字 by itself (a phrase of characters finds any word), every other word whole."""

from __future__ import annotations

import re

from shushan.search.analysis.fold import fold, is_han

_WORD = re.compile(r"[\w]+", re.UNICODE)


def tokens(text: str) -> list[str]:
    """Return the tokens of a text in their order, folded."""
    found: list[str] = []
    for word in _WORD.findall(fold(text)):
        run = ""
        for character in word:
            if is_han(character):
                if run:
                    found.append(run)
                    run = ""
                found.append(character)
            else:
                run += character
        if run:
            found.append(run)
    return found


def groups(text: str) -> list[list[str]]:
    """Return what a query asks for: one group of tokens for each part between spaces; a group must stand together."""
    return [group for part in re.split(r"[\s,，;；、]+", text) if (group := tokens(part))]
