"""What the doctor asks the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count
from django.utils.translation import gettext as _

from shushan.catalogue.importing import columns_of
from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.projection import project
from shushan.catalogue.marc.record import BadRecord
from shushan.catalogue.models import BibRecord, Item
from shushan.kernel.checks import Check, Finding
from shushan.ledger import public as ledger

SAMPLE = 200  # records from each end
STOCK = ("catalogue.item-accessioned", "catalogue.item-withdrawn")


def checks() -> list[Check]:
    """Return the catalogue's questions."""
    return [
        Check("catalogue.stock", _("藏量与台账一致"), _stock),
        Check("catalogue.titles", _("每条书目都有题名"), _titles),
        Check("catalogue.projections", _("书目各栏与 MARC 一致（抽查）"), _projections),
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


def _projections() -> Iterable[Finding]:
    """Read the MARC of some records again, old and new, and compare it with their columns."""
    with_marc = BibRecord.objects.exclude(digest="")
    some = [*with_marc.order_by("pk")[:SAMPLE], *with_marc.order_by("-changed_at")[:SAMPLE]]
    for record in {record.pk: record for record in some}.values():
        try:
            wanted = columns_of(project(iso2709.parse(bytes(record.marc))))
        except BadRecord as problem:
            yield Finding(f"record {record.pk}", f"its MARC cannot be read: {problem}", "import it again")
            continue
        wrong = [name for name, value in wanted.items() if getattr(record, name) != value]
        if wrong:
            yield Finding(f"record {record.pk}", f"columns differ from its MARC: {', '.join(wrong)}", "save it again")
