"""Scopes: what a token may be good for, and the verbs that follow from it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Scope(StrEnum):
    """What may be asked for. The first two are public reads, which need nobody's consent; the others are a reader's."""

    CATALOGUE = "catalogue:read"
    LIBRARY = "library:read"
    ME = "me:read"
    CARD = "card:read"
    LOANS = "loans:read"
    RENEW = "loans:renew"
    HOLDS = "holds:read"
    HOLDS_WRITE = "holds:write"
    CHARGES = "charges:read"
    NOTICES = "notices:read"
    NOTICES_WRITE = "notices:write"


PUBLIC: Final = frozenset({Scope.CATALOGUE, Scope.LIBRARY})
OF_READERS: Final = tuple(scope for scope in Scope if scope not in PUBLIC)
_VERBS: Final[dict[Scope, tuple[str, ...]]] = {
    Scope.ME: ("people.see-own",),
    Scope.CARD: ("people.see-own",),
    Scope.LOANS: ("people.see-own",),
    Scope.RENEW: ("circulation.renew-own-loan",),
    Scope.HOLDS: ("people.see-own",),
    Scope.HOLDS_WRITE: ("circulation.place-own-hold",),
    Scope.CHARGES: ("people.see-own",),
    Scope.NOTICES: ("notices.read-own",),
    Scope.NOTICES_WRITE: ("notices.read-own",),
}


def read(text: str) -> frozenset[Scope]:
    """Return the scopes of a text with spaces between them (RFC 6749, 3.3).

    :raises ValueError: one of them is not known
    """
    return frozenset(Scope(word) for word in text.split(" ") if word)


def known(text: str) -> frozenset[Scope]:
    """Return the scopes of a text; words that are not known (any more) are left out."""
    names = {str(scope) for scope in Scope}
    return frozenset(Scope(word) for word in text.split() if word in names)


def text(scopes: Iterable[Scope]) -> str:
    """Return scopes as text, always in the same order."""
    wanted = set(scopes)
    return " ".join(scope for scope in Scope if scope in wanted)


def verbs(scopes: Iterable[Scope]) -> tuple[str, ...]:
    """Return the verbs that follow from scopes: what a reader's token may do at most."""
    return tuple(sorted({verb for scope in scopes for verb in _VERBS.get(scope, ())}))
