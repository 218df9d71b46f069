"""The options of the house."""

from __future__ import annotations

from typing import Any

from shushan.options.terms import Option, T

_options: dict[str, Option[Any]] = {}


def declare(option: Option[T]) -> Option[T]:
    """Add an option and return it, so that a room writes ``LOAN_DAYS = declare(Option(...))``.

    :raises ValueError: the code is taken.
    """
    if option.code in _options and _options[option.code].default != option.default:
        raise ValueError(f"the option {option.code} is declared twice")
    _options[option.code] = option
    return option


def every_option() -> list[Option[Any]]:
    """Return every option by code."""
    return [_options[code] for code in sorted(_options)]


def option(code: str) -> Option[Any] | None:
    """Return one option."""
    return _options.get(code)
