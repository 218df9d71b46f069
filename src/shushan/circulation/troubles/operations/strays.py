"""Take an item into hand that the catalogue cannot explain, and deal with it later."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation.money.operations.charging import reason_given
from shushan.circulation.terms import LoanAct
from shushan.circulation.troubles.errors import NoSuchStray
from shushan.circulation.troubles.models import Stray
from shushan.circulation.troubles.verbs import TroubleAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotFound

LONGEST = 60


@write()
def take_stray(*, actor: Actor, at: datetime, barcode: str, site_id: int) -> int:
    """Put what was scanned on the list for cataloguing and return its id; again: the same one.

    :raises NotAllowed: :raises Invalid: nothing that could be a barcode
    """
    actor.require(LoanAct.RETURN, site_id=site_id)
    text = barcode.strip()
    if not text or len(text) > LONGEST:
        raise Invalid(_("这不像条码"), field="barcode", remedy=_("请再扫一次"))
    try:
        item = catalogue.item_by_barcode(text)
    except NotFound:
        return aside(text, None, "unknown", site_id=site_id, at=at)
    why = "withdrawn" if item.state is catalogue.ItemState.WITHDRAWN else "missing"
    return aside(text, item.id, why, site_id=site_id, at=at)


def aside(barcode: str, item_id: int | None, why: str, *, site_id: int, at: datetime) -> int:
    """Write a line of the list inside the caller's act; one open line a barcode."""
    made, _new = Stray.objects.get_or_create(
        barcode=barcode, ended_at=None, defaults={"item_id": item_id, "why": why, "site_id": site_id, "at": at}
    )
    return made.pk


def aside_if_strange(item: catalogue.ItemValue, *, site_id: int, at: datetime) -> bool:
    """Put an item that came back on the list when it is not in stock; say whether it is."""
    if item.state is catalogue.ItemState.IN_STOCK:
        return False
    why = "withdrawn" if item.state is catalogue.ItemState.WITHDRAWN else "missing"
    aside(item.barcode, item.id, why, site_id=site_id, at=at)
    return True


@write()
def settle_stray(*, actor: Actor, at: datetime, stray_id: int, how: str) -> None:
    """Take an item off the list, saying what became of it; one that was missing stands in stock again.

    :raises NotAllowed: :raises NoSuchStray: :raises ReasonNeeded:
    """
    row = Stray.objects.filter(pk=stray_id).first()
    if row is None:
        raise NoSuchStray(_("单子上没有这一册"))
    actor.require(TroubleAct.SETTLE_STRAY, site_id=row.site_id)
    said = reason_given(how)
    if not Stray.objects.filter(pk=stray_id, ended_at=None).update(ended_at=at, ended_how=said):
        raise NoSuchStray(_("这一册已经处理过"), remedy=_("请刷新后再看"))
    if row.item_id is not None and catalogue.item(row.item_id).state is catalogue.ItemState.MISSING:
        catalogue.find_item(row.item_id, actor=actor, at=at)
