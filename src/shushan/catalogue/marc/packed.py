"""What is inside a gzipped or zipped upload, as one stream that can be rewound, with a cap on how much comes out.

A packed file that unpacks to more than ``MOST`` bytes, or to more than ``RATIO`` times its own size once past ``FREE``
bytes, is a bomb and is refused. MARC packs to between a fifth and a twentieth.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

MOST = 8_000_000_000
RATIO = 100
FREE = 64_000_000
MEMBERS = 200
LOOKED_AT = 65_536  # bytes of a member by which it is known


class Bomb(OSError):
    """The packed file unpacks to more than is taken."""


class NothingInside(ValueError):
    """A zip archive without a file of records, or one that cannot be opened."""


class Unpacked(io.RawIOBase):
    """The unpacked bytes, forward only, and from the start again after ``seek``."""

    def __init__(self, parts: Callable[[], Iterator[BinaryIO]], packed_size: int) -> None:
        self._parts, self._most = parts, min(MOST, max(FREE, RATIO * packed_size))
        self._begin()

    def _begin(self) -> None:
        self._left, self._now, self._at = self._parts(), None, 0
        self._now = next(self._left, None)

    _now: BinaryIO | None

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be rewound, and read forward to a place."""
        return True

    def readinto(self, buffer: object) -> int:
        """Read some bytes.

        :raises Bomb: more came out than is taken
        """
        view = memoryview(cast(bytearray, buffer))
        while self._now is not None:
            some = self._now.read(len(view))
            if some:
                self._at += len(some)
                if self._at > self._most:
                    raise Bomb(f"more than {self._most // 1_000_000} MB come out of the packed file")
                view[: len(some)] = some
                return len(some)
            self._now = next(self._left, None)
        return 0

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place from the start."""
        if whence == 1:
            place += self._at
        if whence == 2:
            raise io.UnsupportedOperation("the end is not known before it is read")
        if place < self._at:
            self._begin()
        while self._at < place and self.readinto(bytearray(min(place - self._at, 1 << 18))):
            pass
        return self._at


def opened(stream: BinaryIO, is_wanted: Callable[[BinaryIO], bool]) -> BinaryIO:
    """Return the stream itself, or what is inside when it is gzipped or zipped: the members that are wanted, in order.

    :raises NothingInside: a zip archive with nothing that is wanted, too many members, a password, or damage
    """
    magic = stream.read(4)
    is_gzip, is_zip = magic[:2] == b"\x1f\x8b", magic in (b"PK\x03\x04", b"PK\x05\x06")
    size = stream.seek(0, io.SEEK_END) if is_gzip or is_zip else 0
    stream.seek(0)
    if is_gzip:

        def whole() -> Iterator[BinaryIO]:
            stream.seek(0)
            yield cast(BinaryIO, gzip.GzipFile(fileobj=stream))

        return cast(BinaryIO, io.BufferedReader(Unpacked(whole, size), 1 << 16))
    if is_zip:
        return cast(BinaryIO, io.BufferedReader(Unpacked(_members(stream, is_wanted), size), 1 << 16))
    return stream


def _members(stream: BinaryIO, is_wanted: Callable[[BinaryIO], bool]) -> Callable[[], Iterator[BinaryIO]]:
    try:
        archive = zipfile.ZipFile(stream)
        infos = [info for info in archive.infolist() if not info.is_dir() and not info.flag_bits & 1]
        wanted = [info for info in infos[:MEMBERS] if _is_wanted(archive, info, is_wanted)]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
        raise NothingInside(str(error)) from error
    if not wanted:
        raise NothingInside("no member is a file of records")
    return lambda: (_plain(cast(BinaryIO, archive.open(info))) for info in wanted)


def _is_wanted(archive: zipfile.ZipFile, info: zipfile.ZipInfo, is_wanted: Callable[[BinaryIO], bool]) -> bool:
    with archive.open(info) as member:
        return is_wanted(io.BytesIO(_plain(cast(BinaryIO, member)).read(LOOKED_AT)))


def _plain(member: BinaryIO) -> BinaryIO:
    """Return a member of an archive, or what is inside when it is gzipped itself."""
    is_gzip = member.read(2) == b"\x1f\x8b"
    member.seek(0)
    return cast(BinaryIO, gzip.GzipFile(fileobj=member)) if is_gzip else member
