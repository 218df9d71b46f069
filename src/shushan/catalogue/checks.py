"""What the doctor asks the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count
from django.utils.translation import gettext as _

from shushan.catalogue.models import BibRecord, Item
from shushan.kernel.checks import Check, Finding
from shushan.ledger import public as ledger

STOCK = ("catalogue.item-accessioned", "catalogue.item-withdrawn")


def checks() -> list[Check]:
    """Return the catalogue's questions."""
    return [
        Check("catalogue.stock", _("藏量与台账一致"), _stock),
        Check("catalogue.titles", _("每条书目都有题名"), _titles),
    ]


def _stock() -> Iterable[Finding]:
    """Compare the items of each site with the running sum of its stock facts."""
    held = dict(
        Item.objects.exclude(state="withdrawn")
        .values_list("home_site")
        .annotate(n=Count("pk"))
        .values_list("home_site", "n")
    )
    told = {site: ledger.stock(STOCK, site_id=site, on=ledger.FAR) for site in {*held, *ledger.sites_of(STOCK)}}
    for site in sorted(set(held) | set(told)):
        if held.get(site, 0) != told.get(site, 0):
            yield Finding(
                f"site {site}",
                f"{held.get(site, 0)} items, but the ledger says {told.get(site, 0)}",
                "compare the items with the facts catalogue.item-*",
            )


def _titles() -> Iterable[Finding]:
    for pk in BibRecord.objects.filter(title="").values_list("pk", flat=True)[:20]:
        yield Finding(f"record {pk}", "no title", "open the record and type one")
