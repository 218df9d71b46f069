"""What the lists of reports ask an address for alike: sites, classes, days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy

from shushan.catalogue import public as catalogue
from shushan.circulation.scan import normalise
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.lists import Asked, Filter
from shushan.ui.templatetags.look import called


def of_sites(sites: list[places.SiteValue]) -> Filter:
    """Return the filter by site."""
    return Filter("site", gettext_lazy("馆区"), tuple((site.code, called(site)) for site in sites))


def of_classes() -> Filter:
    """Return the filter by main class."""
    return Filter("class", gettext_lazy("大类"), catalogue.main_classes())


def of_kinds() -> Filter:
    """Return the filter by kind of copy."""
    kinds = tuple((str(kind), name) for kind, name in catalogue.KIND_NAMES.items())
    return Filter("kind", gettext_lazy("文献类型"), kinds)


def days() -> tuple[Filter, Filter]:
    """Return the filters of a first and a last day."""
    return Filter("from", gettext_lazy("起始日"), kind="date"), Filter("to", gettext_lazy("截止日"), kind="date")


def site_ids(asked: Asked, sites: list[places.SiteValue], allowed: tuple[int, ...] | None) -> tuple[int, ...] | None:
    """Return the chosen site, else those that the actor may see, None for all."""
    chosen = next((site.id for site in sites if site.code == asked["site"]), None)
    return allowed if chosen is None else (chosen,)


def day(typed: str) -> date | None:
    """Return the day that was typed, None for what is none or lies out of reach."""
    try:
        found = date.fromisoformat(normalise(typed)) if typed else None
    except ValueError:
        return None
    return found if found is None or 1900 <= found.year <= 9000 else None


def begin(on: date, more: int = 0) -> datetime:
    """Return the first instant of a local day, so many days on."""
    return datetime.combine(on + timedelta(days=more), time(), tzinfo=ledger.zone())


def below(after: str) -> int:
    """Return the id below which a list goes on; 0 from the beginning."""
    return typed_number(after) or 0
