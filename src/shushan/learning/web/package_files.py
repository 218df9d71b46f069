"""Give the members of a package out: to a frame that is cut off from this house, whoever asks.

A package is script of others. Its pages come with ``sandbox`` in their policy, so that even opened alone they have an origin of
their own: no cookies, no storage, no look at any page of ours. Within that, they may load from their own package and nothing
else. The sign in the address ends after twelve hours; frames inside frames have no origin to compare, so none is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from shushan.files import public as files
from shushan.kernel.errors import NotFound
from shushan.learning.packages import media
from shushan.learning.packages.terms import PackageKind
from shushan.learning.queries import packages as queries

PIECE: Final = 1 << 18
_RUNTIMES: Final = {PackageKind.SCORM12: "ui/scorm12.js", PackageKind.SCORM2004: "ui/scorm2004.js"}
_FRAMED: Final = ("", "iframe", "frame", "document")


@xframe_options_exempt
@require_safe
def member(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """Give one member out; a page of SCORM gets the run-time put in front of its own script."""
    package = queries.package(queries.unsigned(token))
    bundle = queries.bundle(package)
    found = bundle.found(name)
    if found is None:
        raise NotFound(_("课件包里没有这个文件"))
    kind, runtime = media.media_type(found), _RUNTIMES.get(package.kind)
    if kind in media.PAGES and runtime and request.headers.get("Sec-Fetch-Dest", "") in _FRAMED:
        page = media.with_script(bundle.read(found, most=media.MOST_PAGE), static(runtime))
        response: HttpResponseBase = HttpResponse(page, content_type=kind)
    else:
        response = _ranged(request, bundle.size(found), bundle.open(found), kind)
    home = f"{request.scheme}://{request.get_host()}"
    root = home + reverse("learning:package-file", args=[token, "x"])[:-1]
    response.headers["Content-Security-Policy"] = policy(
        root, home + static(runtime) if runtime else "", home + reverse("learning:xapi", args=["x"])[:-1]
    )
    response.headers["Access-Control-Allow-Origin"] = (
        "*"  # pages without an origin of ours ask for fonts, modules, data
    )
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def policy(root: str, runtime: str, endpoint: str) -> str:
    """Return the policy of a package's pages: its own files, our run-time, its door for statements, and nothing else."""
    own = f"{root} data: blob: 'unsafe-inline' 'unsafe-eval'"
    return (
        f"sandbox allow-scripts allow-forms allow-modals; default-src {own}; script-src {own} {runtime}; "
        f"connect-src {root} data: blob: {endpoint}; frame-src {root} blob: data:; form-action {root}; base-uri {root}; "
        "object-src 'none'"
    )


def _ranged(request: HttpRequest, size: int, stream: BinaryIO, kind: str) -> HttpResponseBase:
    asked = request.headers.get("Range", "")
    span = files.range_of(asked, size) if asked else (0, size)
    if span is None:
        stream.close()
        refused = HttpResponse(status=416)
        refused.headers["Content-Range"] = f"bytes */{size}"
        return refused
    since, until = span
    response = StreamingHttpResponse(_pieces(stream, since, until), content_type=kind, status=206 if asked else 200)
    if asked:
        response.headers["Content-Range"] = f"bytes {since}-{until - 1}/{size}"
    response.headers["Content-Length"] = str(until - since)
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _pieces(stream: BinaryIO, since: int, until: int) -> Iterator[bytes]:
    with stream:
        stream.seek(since)
        while since < until and (piece := stream.read(min(PIECE, until - since))):
            since += len(piece)
            yield piece
