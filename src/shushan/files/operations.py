"""Keep files, open them, give signed addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO
from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.files import store
from shushan.files.models import File
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotFound
from shushan.kernel.ids import uuid7

MOST = 2_000_000_000  # bytes; a union catalogue of a million records is about one gigabyte
LASTS = 3600  # seconds that a signed address lasts
PLAYS = 12 * 3600  # seconds that an address to play from lasts: a lesson may be long, and one may pause
PLAYABLE = {  # how a file of that kind begins, at which byte
    "video/mp4": (4, (b"ftyp",)), "video/webm": (0, (b"\x1aE\xdf\xa3",)), "audio/mp4": (4, (b"ftyp",)),
    "audio/mpeg": (0, (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")), "audio/ogg": (0, (b"OggS",)),
    "audio/wav": (0, (b"RIFF",)),
}  # fmt: skip


class FileTooLarge(Invalid):
    """The file is larger than what is kept."""

    code = "files.too-large"


@dataclass(frozen=True, slots=True)
class FileValue:
    """A kept file."""

    id: UUID
    name: str
    kind: str
    size: int
    sha256: str


def keep(chunks: Iterable[bytes], *, name: str, kind: str, actor: Actor, at: datetime, most: int = MOST) -> FileValue:
    """Keep bytes as a file and return it. The name is made safe; the grant is checked by the act that brings it.

    :raises FileTooLarge:
    """
    try:
        sha256, size = store.put(chunks, most=most)
    except ValueError as error:
        raise FileTooLarge(
            _("文件太大，最多 %(most)s MB") % {"most": most // 1_000_000}, field="file", remedy=_("请分成几个文件")
        ) from error
    with write():
        kept = File.objects.create(
            id=uuid7(), name=safe_name(name), kind=kind[:40], size=size, sha256=sha256, made_by=actor.label, made_at=at
        )
    return _value(kept)


def value(file_id: UUID) -> FileValue:
    """Return a file without its bytes.

    :raises NotFound:
    """
    found = File.objects.filter(pk=file_id).first()
    if found is None:
        raise NotFound(_("没有这个文件"))
    return _value(found)


def open_file(file_id: UUID) -> BinaryIO:
    """Open a file for reading.

    :raises NotFound:
    """
    return store.get(value(file_id).sha256)


@write()
def drop_old(*, kind: str, before: datetime, limit: int = 100) -> int:
    """Destroy files of a kind that were kept before an instant, bytes and all; return how many.

    Bytes that another file shares stay. The room whose kind it is decides when; no page calls this.
    """
    old = list(File.objects.filter(kind=kind, made_at__lt=before).order_by("made_at")[:limit])
    File.objects.filter(pk__in=[one.pk for one in old]).delete()
    for sha256 in {one.sha256 for one in old}:
        if not File.objects.filter(sha256=sha256).exists():
            transaction.on_commit(partial(store.drop, sha256))
    return len(old)


def signed_address(file_id: UUID) -> str:
    """Return an address from which the file can be had for an hour."""
    return reverse("files:download", args=[TimestampSigner(salt="files").sign(str(file_id))])


def media_type(file_id: UUID) -> str:
    """Return as what a page may play a file, by how its bytes begin; an empty text for what is no sound or film.

    :raises NotFound:
    """
    with open_file(file_id) as stream:
        head = stream.read(16)
    for kind, (offset, marks) in PLAYABLE.items():
        if head[offset:].startswith(marks):
            return "audio/mp4" if kind == "video/mp4" and head[8:11] == b"M4A" else kind
    return ""


def playing_address(file_id: UUID, kind: str) -> str:
    """Return an address from which a page plays the file for twelve hours, in ranges.

    :raises ValueError: not one of the kinds that are played.
    """
    if kind not in PLAYABLE:
        raise ValueError(kind)
    return reverse("files:play", args=[TimestampSigner(salt="files.play").sign(f"{file_id}|{kind.replace('/', '+')}")])


def unsign_playing(token: str) -> tuple[UUID, str]:
    """Return the file and its kind that an address to play from names.

    :raises NotFound: forged, or over.
    """
    try:
        number, _bar, kind = TimestampSigner(salt="files.play").unsign(token, max_age=PLAYS).partition("|")
        kind = kind.replace("+", "/")
        if kind not in PLAYABLE:
            raise ValueError(kind)
        return UUID(number), kind
    except (BadSignature, ValueError) as error:
        raise NotFound(_("播放地址已失效"), remedy=_("请重新打开这一课")) from error


def viewing_address(file_id: UUID) -> str:
    """Return an address from which a browser shows a PDF for twelve hours."""
    return reverse("files:view", args=[TimestampSigner(salt="files.view").sign(str(file_id))])


def unsign_viewing(token: str) -> UUID:
    """Return the file that an address to look at names, a PDF by its first bytes.

    :raises NotFound: forged, over, or no PDF
    """
    try:
        file_id = UUID(TimestampSigner(salt="files.view").unsign(token, max_age=PLAYS))
    except (BadSignature, ValueError) as error:
        raise NotFound(_("原件的地址已失效"), remedy=_("请重新打开这一页")) from error
    with open_file(file_id) as stream:
        if not stream.read(5).startswith(b"%PDF-"):
            raise NotFound(_("这个文件不能在网页里看"))
    return file_id


def unsign(token: str) -> UUID:
    """Return the file that a signed address names.

    :raises NotFound: forged, or over.
    """
    try:
        return UUID(TimestampSigner(salt="files").unsign(token, max_age=LASTS))
    except (BadSignature, ValueError) as error:
        raise NotFound(_("下载地址已失效"), remedy=_("请回到原来的页面再点一次下载")) from error


def safe_name(name: str) -> str:
    """Return a name without folders, controls or leading dots."""
    last = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f\"<>|:*?]", "_", last).lstrip(". ")[:200] or "file"


def _value(kept: File) -> FileValue:
    return FileValue(kept.id, kept.name, kept.kind, kept.size, kept.sha256)
