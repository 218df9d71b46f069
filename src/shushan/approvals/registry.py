"""Kinds of request: a room that asks names its own, with the page of the thing and what happens at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shushan.approvals.terms import Outcome
from shushan.kernel.actor import Actor

Effect = Callable[[Outcome, Actor], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request: its words, the address of a subject's page, and the effect.

    ``effect`` is called inside the deciding transaction at every end (approved, refused, returned, withdrawn): when it
    refuses, the decision does not stand either. ``verbs`` are the verbs that decide its steps, in words: what a
    colleague can be asked to do in one's place.
    """

    code: str
    title: object
    address: Callable[[str], str]
    effect: Effect
    verbs: Mapping[str, object] = field(default_factory=dict)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known."""
    _kinds[kind.code] = kind


def kind(code: str) -> Kind:
    """Return a kind.

    :raises KeyError: no room registered it.
    """
    return _kinds[code]


def kinds() -> list[Kind]:
    """Return every kind, by code."""
    return [_kinds[code] for code in sorted(_kinds)]
