"""The zip of a package: looked through once when it is brought, then read member by member; nothing is ever unpacked.

So no name in it can lead to a place on the disk. What is looked at: how large it is, in the file and unpacked (every member is
read to its end, whatever sizes it claims), names that lead outside, links, encryption, programs.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from shushan.learning.errors import UnusablePackage

MOST: Final = 300_000_000  # bytes of the file
MOST_UNPACKED: Final = 600_000_000  # bytes of all members together
MOST_FILES: Final = 5_000
MOST_NAME: Final = 240
PIECE: Final = 1 << 18
_ENDINGS: Final = "exe dll com bat cmd msi scr ps1 vbs vbe jar sh bash apk ipa app deb rpm php phtml asp aspx jsp cgi pl py rb hta lnk reg"
PROGRAMS: Final = frozenset(_ENDINGS.split())
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, NotImplementedError, KeyError,
    UnicodeError, OverflowError, MemoryError,
)  # fmt: skip


class Bundle:
    """The members of a package by their path in it, ``/`` between folders."""

    def __init__(self, stream: BinaryIO) -> None:
        """Open a zip and look at its list of members.

        :raises UnusablePackage: no zip, too many members, or one that must not be there
        """
        try:
            self._packed = zipfile.ZipFile(stream)
            listed = self._packed.infolist()
        except _BROKEN as error:
            raise _broken() from error
        if len(listed) > MOST_FILES:
            raise UnusablePackage(_("课件包里文件太多，最多 %(n)s 个") % {"n": MOST_FILES}, field="file")
        self._members: dict[str, zipfile.ZipInfo] = {}
        for one in listed:
            if not one.is_dir():
                self._members[_path(one)] = one
        self._folded = {name.casefold(): name for name in self._members}
        self.unpacked = sum(one.file_size for one in self._members.values())
        if self.unpacked > MOST_UNPACKED:
            most = MOST_UNPACKED // 1_000_000
            raise UnusablePackage(_("课件包展开后太大，最多 %(n)s MB") % {"n": most}, field="file")

    def __len__(self) -> int:
        return len(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> list[str]:
        """The paths of all members."""
        return list(self._members)

    def found(self, name: str) -> str | None:
        """Return the path of a member, also where only capitals differ (packages made on Windows); None: there is none."""
        return name if name in self._members else self._folded.get(name.casefold())

    def size(self, name: str) -> int:
        """Return the bytes of a member."""
        return self._members[name].file_size

    def open(self, name: str) -> BinaryIO:
        """Open a member for reading; it can be sought in."""
        return self._packed.open(self._members[name])  # type: ignore[return-value]

    def read(self, name: str, *, most: int) -> bytes:
        """Return a member whole.

        :raises UnusablePackage: it is larger, or broken
        """
        try:
            with self.open(name) as stream:
                found = stream.read(most + 1)
        except _BROKEN as error:
            raise _broken() from error
        if len(found) > most:
            raise UnusablePackage(_("课件包里的“%(name)s”太大") % {"name": name[:80]}, field="file")
        return found

    def prove(self) -> None:
        """Read every member to its end: none is larger than it says, and each has the check sum that it says.

        :raises UnusablePackage:
        """
        for name in self._members:
            try:
                with self.open(name) as stream:
                    while stream.read(PIECE):
                        pass
            except _BROKEN as error:
                raise _broken() from error


def _path(one: zipfile.ZipInfo) -> str:
    """Return where a member lies in the package.

    :raises UnusablePackage: it leads outside, is a link, a program or encrypted
    """
    name = _decoded(one).replace("\\", "/")
    parts = PurePosixPath(name).parts
    is_outside = name.startswith("/") or ".." in parts or ":" in (parts[0] if parts else ":")
    if is_outside or len(name) > MOST_NAME or any(ord(letter) < 32 for letter in name):
        raise UnusablePackage(
            _("课件包里有不安全的文件名“%(name)s”") % {"name": name[:80]}, field="file",
            remedy=_("请用课件制作工具重新导出"),
        )  # fmt: skip
    if stat.S_ISLNK(one.external_attr >> 16):
        raise UnusablePackage(_("课件包里有链接“%(name)s”，不收") % {"name": name[:80]}, field="file")
    if one.flag_bits & 0x1:
        raise UnusablePackage(_("课件包加了密，打不开"), field="file", remedy=_("请导出不加密的包"))
    if PurePosixPath(name).suffix[1:].lower() in PROGRAMS:
        raise UnusablePackage(
            _("课件包里有程序“%(name)s”，不收") % {"name": name[:80]}, field="file",
            remedy=_("请从课件里去掉它再导出"),
        )  # fmt: skip
    return str(PurePosixPath(name))


def _decoded(one: zipfile.ZipInfo) -> str:
    """Return a member's name; tools of China write it in GBK without saying so, and the library then reads cp437."""
    if one.flag_bits & 0x800 or one.filename.isascii():
        return one.filename
    raw = one.filename.encode("cp437", "replace")
    found = [text for coding in ("utf-8", "gb18030") if (text := _as(raw, coding))]
    # Two bytes of GBK can look like two of UTF-8 (of a Greek or Latin letter), hardly ever like three (of 汉字).
    return next((text for text in found if any(ord(letter) > 0x7FF for letter in text)), (found or [one.filename])[0])


def _as(raw: bytes, coding: str) -> str:
    try:
        return raw.decode(coding)
    except UnicodeDecodeError:
        return ""


def _broken() -> UnusablePackage:
    return UnusablePackage(
        _("这个课件包打不开"), field="file", remedy=_("请确认是课件制作工具导出的 .zip，没有损坏，再传一次")
    )
