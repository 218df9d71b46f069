"""Covers: staff give a picture, we draw it anew in a fixed size; nothing of the uploaded bytes is ever served."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from django.urls import reverse
from django.utils.translation import gettext as _

from shushan.catalogue.errors import NoSuchRecord
from shushan.catalogue.models import BibRecord
from shushan.catalogue.terms import CatalogueAct
from shushan.catalogue.themes.models import CoverImage
from shushan.database.public import write
from shushan.files import public as files
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotFound

KIND = "catalogue.cover"
MOST_BYTES = files.MOST_BYTES
SIZE = (480, 720)


def put_cover(*, actor: Actor, at: datetime, record_id: int, data: bytes) -> None:
    """Give a record the cover that this picture shows, in place of the former one.

    :raises NotAllowed: :raises NoSuchRecord: :raises Invalid: no picture, too large, too small
    """
    actor.require(CatalogueAct.EDIT_RECORD)
    if not BibRecord.objects.filter(pk=record_id).exists():
        raise NoSuchRecord(_("没有这条书目"))
    drawn, width, height = files.redrawn(data, size=SIZE)
    kept = files.keep([drawn], name=f"cover-{record_id}.jpg", kind=KIND, actor=actor, at=at)
    with write():
        CoverImage.objects.update_or_create(
            record_id=record_id,
            defaults={
                "file_id": kept.id, "width": width, "height": height, "made_at": at, "made_by": actor.label,
            },
        )  # fmt: skip


@write()
def remove_cover(*, actor: Actor, at: datetime, record_id: int) -> None:
    """Take the cover of a record away; the drawn one is shown again.

    :raises NotAllowed: :raises NotFound: it has none
    """
    actor.require(CatalogueAct.EDIT_RECORD)
    if not CoverImage.objects.filter(record_id=record_id).delete()[0]:
        raise NotFound(_("这条书目没有封面图"))


def addresses(record_ids: Iterable[int]) -> dict[int, str]:
    """Return where the covers of these records are had, in one query; those without a picture are left out."""
    found = CoverImage.objects.filter(record_id__in=list(record_ids)).values_list("record_id", "file_id")
    return {pk: reverse("catalogue:cover", args=[pk, str(file_id)[-12:]]) for pk, file_id in found}


def open_cover(record_id: int) -> BinaryIO:
    """Open the cover of a public record.

    :raises NotFound:
    """
    found = CoverImage.objects.filter(record_id=record_id).values_list("file_id", flat=True).first()
    if found is None or not BibRecord.shown.filter(pk=record_id).exists():
        raise NotFound(_("没有这张封面"))
    return files.open_file(found)
