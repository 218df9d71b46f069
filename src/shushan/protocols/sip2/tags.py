"""Tags of items: what a conversion station wrote is kept, so that it can be asked for and counted."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from shushan.database.public import Prepared, write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
from shushan.protocols.models import TagNote
from shushan.protocols.terms import ProtocolsAct

LONGEST: Final = 200


@write()
def note_tag(*, actor: Actor, at: datetime, terminal_id: int, item_id: int, properties: str) -> None:
    """Keep what a station wrote on an item's tag; the last word counts.

    :raises NotAllowed: :raises Invalid: nothing was written, or too much
    """
    actor.require(ProtocolsAct.NOTE_TAG, site_id=actor.site_id)
    said = properties.strip()
    if not said or len(said) > LONGEST:
        raise Invalid(_("没有标签内容（CH），或太长"), field="CH", remedy=_("请由转换站重新写标签"))
    TagNote.objects.update_or_create(
        pk=item_id, defaults={"properties": said, "terminal_id": terminal_id, "said_at": at}
    )


def count_tags(terminal_id: int) -> int:
    """Return how many items' tags a terminal wrote last."""
    return TagNote.objects.filter(terminal=terminal_id).count()


def said_of(item_id: int) -> str:
    """Return what was last written on an item's tag, or nothing, in one query."""
    return next((str(text) for (text,) in _SAID.rows(item_id)), "")


_SAID = Prepared(lambda item_id: TagNote.objects.filter(pk=item_id).order_by().values_list("properties"), int)
