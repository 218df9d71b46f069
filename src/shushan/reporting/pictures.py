"""Pictures of a report: drawn anew when it is built, kept as files when it is kept, read again for every document."""

from __future__ import annotations

import base64
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from shushan.files import public as files
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotFound
from shushan.reporting.happenings import Picture
from shushan.reporting.terms import Built, Piece

KIND: Final = "reporting.picture"
SIZE: Final = (1600, 1200)
_DATA: Final = "data:image/jpeg;base64,"


def drawn(picture: Picture) -> str | None:
    """Return a picture as an address that holds it, drawn anew so that nothing hides in it; None where it cannot be used."""
    with suppress(Invalid, NotFound, OSError):
        jpeg, _width, _height = files.redrawn(picture.read(), size=SIZE)
        return _DATA + base64.b64encode(jpeg).decode("ascii")
    return None


def keep(built: Built, *, actor: Actor, at: datetime) -> Built:
    """Return a built report whose pictures are kept files; the grant was checked by the act that builds it."""
    return replace(built, pieces=tuple(_kept(piece, actor, at) for piece in built.pieces))


def _kept(piece: Piece, actor: Actor, at: datetime) -> Piece:
    if not piece.picture.startswith(_DATA):
        return piece
    found = files.keep([jpeg_of(piece)], name="picture.jpg", kind=KIND, actor=actor, at=at)
    return replace(piece, picture=str(found.id))


def jpeg_of(piece: Piece) -> bytes:
    """Return the bytes of a picture.

    :raises NotFound: its file is gone
    """
    if piece.picture.startswith(_DATA):
        return base64.b64decode(piece.picture.removeprefix(_DATA))
    with files.open_file(UUID(piece.picture)) as file:
        return file.read()


def address_of(piece: Piece) -> str:
    """Return a picture as an address that holds it, for a document that stands alone."""
    return _DATA + base64.b64encode(jpeg_of(piece)).decode("ascii")
