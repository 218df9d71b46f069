"""The library's own name, for every page."""

from __future__ import annotations

from django.core.cache import cache

from shushan.kernel.clock import now
from shushan.newsroom.options import LIBRARY_NAME, LIBRARY_NAME_EN
from shushan.options import public as options

KEPT = 10  # seconds


def names() -> tuple[str, str]:
    """Return the library's name in Chinese and English, asked at most every few seconds in each process."""
    kept: tuple[str, str] | None = cache.get("library-names")
    if kept is None:
        values = options.get_many([LIBRARY_NAME, LIBRARY_NAME_EN], at=now())
        kept = (str(values[LIBRARY_NAME.code]), str(values[LIBRARY_NAME_EN.code]))
        cache.set("library-names", kept, KEPT)
    return kept
