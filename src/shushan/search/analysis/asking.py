"""What an engine is asked: terms, phrases and prefixes in fields, joined by and, or. Every engine translates this.

Fields: ``title``, ``author``, ``subject`` (phrases); ``body`` (terms); ``pinyin``, ``names`` (phrases of syllables);
``also``, ``code``, ``joined``, ``initials``, ``edge`` and the facets (terms).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

MOST_COMPARED = 40  # alternatives
START = "^"  # before the first token of a title: the two stand together at position 0, the tokens from 1 on
END = "$"  # after the last token of a title, at the position behind it; a mark alone would stand in every record


@dataclass(frozen=True, slots=True)
class Term:
    """A token in a field."""

    field: str
    token: str


@dataclass(frozen=True, slots=True)
class Near:
    """Tokens at their distances in a field: (position, token), at least two."""

    field: str
    tokens: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """A beginning of a token in a field."""

    field: str
    beginning: str


@dataclass(frozen=True, slots=True)
class All:
    """Every one of these."""

    parts: tuple[Asking, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these; none of them finds nothing."""

    parts: tuple[Asking, ...]


Asking: TypeAlias = "Term | Near | Prefix | All | AnyOf"


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of the order: what it finds stands before what the next one finds."""

    name: str
    asking: Asking
    is_last_resort: bool = False  # asked only when nothing else was found
    is_contained: bool = False  # "rest" finds all of it


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in their order. ``is_everything``: no words were asked, all documents answer."""

    tiers: tuple[Tier, ...] = ()
    is_everything: bool = False

    def union(self) -> Asking:
        """Return what all steps find together, last resorts left out, and nothing that another alternative finds too."""
        skipped = _CONTAINED if any(t.name == "rest" for t in self.tiers) else frozenset()
        wanted = (t for t in self.tiers if t.name not in skipped and not t.is_last_resort)
        return without_contained(any_of(*(t.asking for t in wanted if not (skipped and t.is_contained))))

    def last_resort(self) -> Asking:
        """Return what the last resorts find."""
        return any_of(*(t.asking for t in self.tiers if t.is_last_resort))


NOTHING = AnyOf(())
_CONTAINED = frozenset(("start", "phrase", "title", "author", "subject"))  # what "rest" finds too


def any_of(*parts: Asking) -> Asking:
    """Return one of these, without a wrapper around a single one."""
    flat = tuple(dict.fromkeys(p for part in parts for p in (part.parts if isinstance(part, AnyOf) else (part,))))
    return flat[0] if len(flat) == 1 else AnyOf(flat)


def all_of(*parts: Asking) -> Asking:
    """Return all of these, without a wrapper around a single one."""
    if any(part == NOTHING for part in parts):
        return NOTHING
    flat = tuple(dict.fromkeys(p for part in parts for p in (part.parts if isinstance(part, All) else (part,))))
    return flat[0] if len(flat) == 1 else All(flat)


def without_contained(asking: Asking) -> Asking:
    """Return what finds the same, without alternatives whose documents another alternative finds as well."""
    if not isinstance(asking, AnyOf):
        return asking
    kept: list[Asking] = []
    leaves = {part for part in asking.parts if not isinstance(part, All)}
    wide = [part for part in asking.parts if isinstance(part, All)]
    for part in asking.parts:
        known = _known(part)
        is_leaf = part in leaves
        if len(known & leaves) > is_leaf or any(_holds(other, part, known) for other in wide if other is not part):
            leaves.discard(part)
            wide = [other for other in wide if other is not part]
        else:
            kept.append(part)
    return any_of(*kept)


def _known(asking: Asking) -> frozenset[Asking]:
    """Return terms, phrases and prefixes that surely find what this one finds: a phrase its terms, too."""
    match asking:
        case Near(field, tokens):
            return frozenset((asking, *(Term(field, token) for _position, token in tokens)))
        case All(parts):
            return frozenset().union(*map(_known, parts))
        case AnyOf():
            return frozenset()
    return frozenset((asking,))


def _holds(other: All, asking: Asking, known: frozenset[Asking]) -> bool:
    """Say whether all of these surely find what is asked; of what has very many alternatives it is not known.

    Pinyin of a whole title asks for a hundred pairs of phrases, a slip for thousands of words: each is compared by what
    is known of it, not gone through.
    """
    return bool(other.parts) and all(_is_held(part, asking, known) for part in other.parts)


def _is_held(part: Asking, asking: Asking, known: frozenset[Asking]) -> bool:
    if not isinstance(part, All | AnyOf):
        return part in known
    if isinstance(part, AnyOf) and not known.isdisjoint(part.parts):
        return True
    if len(part.parts) > MOST_COMPARED or (_is_plain(part) and _is_plain(asking)):
        return False  # nothing in them is known beyond ``known``
    return is_within(asking, part)


def _is_plain(asking: Asking) -> bool:
    """Say whether there are only terms, phrases and prefixes in it, at most one step down."""
    return not isinstance(asking, All | AnyOf) or not any(isinstance(part, All | AnyOf) for part in asking.parts)


def is_within(asking: Asking, other: Asking) -> bool:
    """Say whether the other surely finds every document that this one finds; False: not, or not known."""
    if asking == other:
        return True
    if isinstance(other, All):
        return bool(other.parts) and all(is_within(asking, part) for part in other.parts)
    match asking:
        case AnyOf(parts):
            return all(is_within(part, other) for part in parts)
        case All(parts) if any(is_within(part, other) for part in parts):
            return True
        case Near(field, tokens) if any(Term(field, token) == other for _position, token in tokens):
            return True
    return isinstance(other, AnyOf) and any(is_within(asking, part) for part in other.parts)
