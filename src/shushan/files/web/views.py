"""Downloads."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from shushan.files import public as files


@require_safe
def download(request: HttpRequest, token: str) -> FileResponse:
    """Give a file out as a download; the browser must not guess what it is."""
    found = files.value(files.unsign(token))
    response = FileResponse(files.open_file(found.id), as_attachment=True, filename=found.name)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
