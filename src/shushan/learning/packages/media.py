"""As what the members of a package are given out, and how the run-time is put into its pages. Pure."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

_TYPES: Final = {
    "text/html": "html htm", "application/xhtml+xml": "xhtml", "text/javascript": "js mjs cjs",
    "application/json": "json map", "text/css": "css", "application/xml": "xml xsd dtd xsl", "text/plain": "txt md csv",
    "text/vtt": "vtt", "image/png": "png", "image/jpeg": "jpg jpeg", "image/gif": "gif", "image/svg+xml": "svg",
    "image/webp": "webp", "image/avif": "avif", "image/x-icon": "ico", "image/bmp": "bmp", "audio/mpeg": "mp3",
    "audio/mp4": "m4a", "audio/ogg": "ogg oga opus", "audio/wav": "wav", "video/mp4": "mp4 m4v", "video/webm": "webm",
    "video/ogg": "ogv", "font/woff": "woff", "font/woff2": "woff2", "font/ttf": "ttf", "font/otf": "otf",
    "application/pdf": "pdf", "application/wasm": "wasm",
}  # fmt: skip
_BY_ENDING: Final = {ending: kind for kind, endings in _TYPES.items() for ending in endings.split()}
PAGES: Final = ("text/html", "application/xhtml+xml")
MOST_PAGE: Final = 20_000_000  # bytes of a page
_HEAD: Final = re.compile(rb"<head\b[^>]*>", re.IGNORECASE)
_ROOT: Final = re.compile(rb"<html\b[^>]*>", re.IGNORECASE)
_DOCTYPE: Final = re.compile(rb"<!doctype\b[^>]*>", re.IGNORECASE)
_LOOKED: Final = 65_536  # bytes in which the head must begin


def media_type(name: str) -> str:
    """Return as what a member is given out, by its ending; what is unknown is bytes to keep, never to run."""
    return _BY_ENDING.get(PurePosixPath(name).suffix[1:].lower(), "application/octet-stream")


def with_script(page: bytes, address: str) -> bytes:
    """Return a page that runs our script before its own; in the coding it has.

    >>> with_script(b"<html><head><title>x", "/r.js")
    b'<html><head><script src="/r.js"></script><title>x'
    """
    script = f'<script src="{address}"></script>'
    if page[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = page.decode("utf-16", "replace").encode()
        return b"\xef\xbb\xbf" + with_script(text, address)
    begin = page[:_LOOKED]
    for mark in (_HEAD, _ROOT, _DOCTYPE):
        found = mark.search(begin)
        if found is not None:
            return page[: found.end()] + script.encode() + page[found.end() :]
    return script.encode() + page
