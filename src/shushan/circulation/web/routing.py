"""What is said at the desk about an item that somebody waits for, or that goes to another site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in large letters, what follows, and the slip that is put into the book."""

    title: str
    detail: str
    paper: str


def said(fate: circulation.Fate, item: catalogue.ItemValue, *, at: datetime) -> Said | None:
    """Return what the colleague must do with an item, or None when it simply goes back on its shelf."""
    if fate.transit is not None:
        paper = reverse("circulation:transit-slip", args=[fate.transit.id])
        where = {"site": site_name(fate.transit.to_site_id)}
        title = _("送往%(site)s") % where
        if fate.hold is not None:
            return Said(title, _("有读者在%(site)s等这一册，请夹上夹条，放入调拨架") % where, paper)
        if fate.transit.why == "only":
            return Said(title, _("这一册只在%(site)s还：已收下，请告诉读者，夹上夹条，放入调拨架") % where, paper)
        return Said(title, _("这一册要回%(site)s，请夹上夹条，放入调拨架") % where, paper)
    if fate.hold is not None and fate.hold.reader_id is not None:
        reader = people.reader(fate.hold.reader_id, at=at)
        told = {"name": reader.masked_name, "tail": reader.card_number[-4:], "day": _day(fate.hold.keep_until)}
        detail = _("证号尾数 %(tail)s，保留到 %(day)s；请夹上夹条，放上取书架") % told
        paper = reverse("circulation:hold-slip", args=[fate.hold.id])
        return Said(_("给读者 %(name)s 留着") % told, detail, paper)
    return None


def site_name(site_id: int) -> str:
    """Return a site's name in the language of the page."""
    site = places.site(site_id)
    return site.name_en if get_language() == "en" and site.name_en else site.name


def _day(at: datetime | None) -> str:
    return date_format(ledger.local_day(at), "Y-m-d") if at else ""
