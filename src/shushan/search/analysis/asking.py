"""What an engine is asked: terms, phrases and prefixes in fields, joined by and, or. Every engine translates this.

Fields: ``title``, ``author``, ``subject`` (phrases); ``body`` (terms); ``pinyin``, ``names`` (phrases of syllables);
``also``, ``code``, ``joined``, ``initials``, ``edge`` and the facets (terms).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

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
    kept = list(asking.parts)
    wider = [part for part in kept if isinstance(part, All)]  # a term is in no other term: slips ask for thousands
    for part in asking.parts:
        others = wider if isinstance(part, Term) else kept
        if any(is_within(part, other) for other in others if other is not part):
            kept = [other for other in kept if other is not part]
            wider = [other for other in wider if other is not part]
    return any_of(*kept)


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
