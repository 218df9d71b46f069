"""One range of bytes as a browser asks for it (RFC 9110). Pure."""

from __future__ import annotations

import re
from typing import Final

_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)\Z", re.ASCII)


def range_of(asked: str, size: int) -> tuple[int, int] | None:
    """Return ``[since, until)`` of one asked range of a file; the whole file where the text is no such range; None: none of it.

    >>> range_of("bytes=-3", 10), range_of("bytes=4-", 10), range_of("bytes=12-", 10), range_of("lines=1", 10)
    ((7, 10), (4, 10), None, (0, 10))
    """
    found = _RANGE.match(asked[:60])
    if found is None or not (found[1] or found[2]):
        return (0, size)
    if not found[1]:
        last = int(found[2])
        return (max(0, size - last), size) if last and size else None
    since, until = int(found[1]), min(size, int(found[2]) + 1) if found[2] else size
    return (since, until) if since < until else None
