"""Items and readers for measurements: those of the home that are free, and made ones where it has too few."""

from __future__ import annotations

from typing import Final

from shushan.kernel.actor import system

BY: Final = system("bench")


def free_items(count: int, site_id: int) -> list[str]:
    """Return barcodes of so many items that lie on the shelves of a site and wait for nobody."""
    from shushan.catalogue import public as catalogue
    from shushan.catalogue.models import Item
    from shushan.circulation.models import Hold, Loan
    from shushan.kernel.clock import now

    busy = Loan.objects.filter(state="out").values("item_id")
    held = Hold.objects.filter(state__in=("waiting", "travelling", "ready", "suspended")).values("record_id")
    rows = Item.objects.filter(site_id=site_id, home_site_id=site_id, state="in-stock")
    found = list(rows.exclude(pk__in=busy).exclude(record_id__in=held).values_list("barcode", flat=True)[:count])
    made = Item.objects.filter(barcode__startswith="BENCH").count()  # by another part of the same measurement
    for number in range(made, made + count - len(found)):
        record = catalogue.create_record(
            actor=BY, at=now(), said=catalogue.Description(title=f"测量用书{number}", author="测", clc="I247.5")
        )
        barcode = f"BENCH{number:06d}"
        catalogue.add_item(
            actor=BY, at=now(), record_id=record, barcode=barcode, site_id=site_id, call_number=f"I/{number}"
        )
        found.append(barcode)
    return found


def free_cards(count: int, site_id: int) -> list[str]:
    """Return the numbers of so many good cards whose readers hold nothing."""
    from shushan.circulation.barcodes import numbers_of_readers
    from shushan.kernel.clock import now
    from shushan.people import public as people

    found = numbers_of_readers(at=now(), is_free=True, limit=count)
    for number in range(count - len(found)):
        reader = people.register_reader(
            actor=BY, at=now(), name=f"测量{number}", home_site_id=site_id, category=people.ReaderCategory.ADULT
        )
        people.issue_card(actor=BY, at=now(), reader_id=reader, site_id=site_id)
        found.append(people.reader(reader, at=now()).card_number)
    return found
