"""The kinds of notice. Each is declared by the room that owns the fact."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shushan.notices import policy
from shushan.notices.terms import CHINESE, ENGLISH, Kind, Value

_kinds: dict[str, Kind] = {}
COMMON = (
    Value("name", _("读者姓名"), "林晨曦"),
    Value("library", _("图书馆名称"), ("海川区图书馆", "Haichuan District Library")),
    Value("count", _("这一次告诉几件事"), "1"),
)


def declare(kind: Kind) -> Kind:
    """Add a kind and return it.

    :raises ValueError: the code is taken, a language is missing, or a text names a value that the kind does not have.
    """
    known = _kinds.get(kind.code)
    if known is not None and known.texts != kind.texts:
        raise ValueError(f"the notice {kind.code} is declared twice")
    for language in (CHINESE, ENGLISH):
        text = kind.texts.get(language, None)
        if text is None or policy.unknown(text.heading + text.body, names(kind)):
            raise ValueError(f"the notice {kind.code} has no sound text in {language}")
    _kinds[kind.code] = kind
    return kind


def values_of(kind: Kind) -> tuple[Value, ...]:
    """Return every value that a text of the kind may use."""
    return (*kind.values, *COMMON)


def names(kind: Kind) -> list[str]:
    """Return the names of those values."""
    return [value.name for value in values_of(kind)]


def kind(code: str) -> Kind | None:
    """Return a kind, or None when its room is no longer there."""
    return _kinds.get(code)


def every_kind() -> list[Kind]:
    """Return every kind by code."""
    return [_kinds[code] for code in sorted(_kinds)]
