"""Downloads, and files that a page plays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from shushan.files import public as files

PIECE: Final = 1 << 18  # bytes read at a time


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
    span = files.range_of(asked, size) if asked else (0, size)
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


@require_safe
def view(request: HttpRequest, token: str) -> FileResponse:
    """Show a PDF in the browser's own viewer, in a frame of ours or alone; it may load nothing."""
    found = files.value(files.unsign_viewing(token))
    response = FileResponse(files.open_file(found.id), as_attachment=False, filename=found.name)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    return response


def _pieces(stream: BinaryIO, since: int, until: int) -> Iterator[bytes]:
    with stream:
        stream.seek(since)
        while since < until:
            piece = stream.read(min(PIECE, until - since))
            if not piece:
                return
            since += len(piece)
            yield piece
