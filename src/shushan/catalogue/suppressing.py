"""Suppress a record: only staff see it, readers, search, harvesters and other catalogues do not, from this moment on."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shushan.catalogue import harvest
from shushan.catalogue.errors import NoSuchRecord
from shushan.catalogue.models import BibRecord
from shushan.catalogue.terms import CatalogueAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict
from shushan.search import public as search


@write()
def suppress(*, actor: Actor, at: datetime, record_id: int) -> None:
    """Hide a record from everybody but staff; loans of its copies go on. Harvesters are told that it is gone.

    :raises NotAllowed: :raises NoSuchRecord: :raises Conflict: it is suppressed already
    """
    actor.require(CatalogueAct.EDIT_RECORD)
    _move(record_id, to=True, at=at)
    harvest.hide(record_id, at)
    search.changed("record", record_id, at=at)


@write()
def show_again(*, actor: Actor, at: datetime, record_id: int) -> None:
    """Let everybody see a record again.

    :raises NotAllowed: :raises NoSuchRecord: :raises Conflict: it is not suppressed
    """
    actor.require(CatalogueAct.EDIT_RECORD)
    _move(record_id, to=False, at=at)
    harvest.unhide(record_id)
    search.changed("record", record_id, at=at)


def _move(record_id: int, *, to: bool, at: datetime) -> None:
    found = BibRecord.objects.filter(pk=record_id)
    if found.filter(is_suppressed=not to).update(is_suppressed=to, changed_at=at):
        return
    if not found.exists():
        raise NoSuchRecord(_("没有这条书目"))
    raise Conflict(_("这条书目已经隐藏了") if to else _("这条书目没有隐藏"))
