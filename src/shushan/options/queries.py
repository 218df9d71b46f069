"""Read the options as of an instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from shushan.database.public import Prepared
from shushan.options.models import Setting
from shushan.options.registry import every_option
from shushan.options.terms import Option, SettingLine, T


def get(option: Option[T], *, at: datetime) -> T:
    """Return the value that held at an instant, in one query."""
    return get_many([option], at=at)[option.code]  # type: ignore[no-any-return]


def get_many(options: Iterable[Option[Any]], *, at: datetime) -> dict[str, Any]:
    """Return the values of several options at an instant, by code, in one query."""
    values = {option.code: option.default for option in options}
    values.update(_settings(tuple(values)).rows(at))
    return values


@lru_cache(maxsize=256)
def _settings(codes: tuple[str, ...]) -> Prepared:
    """Return the question for what these options were set to, earliest first."""
    return Prepared(
        lambda at: (
            Setting.objects.filter(code__in=codes, valid_from__lte=at)
            .order_by("valid_from", "pk")
            .values_list("code", "value")
        ),
        datetime,
    )


def history(code: str) -> list[SettingLine]:
    """Return what an option was and will be, newest first."""
    rows = Setting.objects.filter(code=code).order_by("-valid_from", "-pk")
    return [SettingLine(r.value, r.valid_from, r.set_at, r.set_by, r.note) for r in rows]


def current(at: datetime) -> list[tuple[Option[Any], Any]]:
    """Return every option with its value at an instant, in one query."""
    values = get_many(every_option(), at=at)
    return [(option, values[option.code]) for option in every_option()]
