"""Downloads, and files that a page plays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from shushan.files import public as files

PIECE: Final = 1 << 18  # bytes read at a time
_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)\Z", re.ASCII)


@require_safe
def download(request: HttpRequest, token: str) -> FileResponse:
    """Give a file out as a download; the browser must not guess what it is."""
    found = files.value(files.unsign(token))
    response = FileResponse(files.open_file(found.id), as_attachment=True, filename=found.name)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def play(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give out sound or film, the part that is asked for (RFC 9110, one range): players jump and go on that way."""
    file_id, kind = files.unsign_playing(token)
    size = files.value(file_id).size
    asked = request.headers.get("Range", "")
    span = range_of(asked, size) if asked else (0, size)
    if span is None:
        response: HttpResponseBase = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{size}"
        return response
    since, until = span
    stream = files.open_file(file_id)
    response = StreamingHttpResponse(_pieces(stream, since, until), content_type=kind, status=206 if asked else 200)
    if asked:
        response.headers["Content-Range"] = f"bytes {since}-{until - 1}/{size}"
    response.headers["Content-Length"] = str(until - since)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


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


def _pieces(stream: BinaryIO, since: int, until: int) -> Iterator[bytes]:
    with stream:
        stream.seek(since)
        while since < until:
            piece = stream.read(min(PIECE, until - since))
            if not piece:
                return
            since += len(piece)
            yield piece
