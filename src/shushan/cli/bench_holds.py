"""A title for which thousands wait: how long its pages, a reader's place and the serving of a copy take. Prints JSON."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any

from shushan.cli.benching import timed
from shushan.cli.setting_up import begin_long_work, start_django

WAITING = 5000
ROUNDS = 30


def main() -> None:
    """Put so many holds on one title of a home that is thrown away afterwards, and measure."""
    start_django()
    print(json.dumps(_measured(int(sys.argv[1]) if len(sys.argv) > 1 else WAITING)))


def _measured(waiting: int) -> dict[str, list[float]]:
    from django.conf import settings
    from django.test import Client

    from shushan.circulation import public as circulation
    from shushan.people.models import Reader, User

    settings.ALLOWED_HOSTS = ["*"]
    record_id, items = _title()
    last = _queue(record_id, waiting)
    begin_long_work()  # as a server does before its first request
    _settled()
    staff, reader = Client(), Client()
    staff.force_login(User.objects.get(username="liutong"))
    found = User.objects.get(username="duzhe")
    reader.force_login(found)
    own = Reader.objects.get(person__pk=found.person_id or 0).pk
    pages = {
        "queue, first page": (staff, f"/staff/records/{record_id}/holds/"),
        "queue, last page": (staff, f"/staff/records/{record_id}/holds/?after={waiting // 50 - 1}"),
        "pick list": (staff, "/staff/holds/pick-list/"),
        "my holds, last in the queue": (reader, "/my/holds/"),
        "record page": (reader, f"/record/{record_id}/"),
    }
    assert own == last
    told: dict[str, list[float]] = {}
    for name, (client, address) in pages.items():
        assert client.get(address).status_code == 200, address
        told[name] = [timed(lambda c=client, a=address: c.get(a)) for _ in range(ROUNDS)]  # type: ignore[misc]
    told["place of the last reader"] = [timed(lambda: circulation.holds_of(last)) for _ in range(ROUNDS)]
    told["return that serves a hold"] = _served(items)
    return told


def _settled() -> None:
    """Have what the preparation wrote carried into the database, so that no measured commit does it (SQLite)."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _title() -> tuple[int, list[Any]]:
    """Return the title with the most copies that are in, and those copies."""
    from django.db.models import Count

    from shushan.catalogue import public as catalogue
    from shushan.catalogue.models import Item
    from shushan.circulation.models import Loan

    out = Loan.objects.filter(state="out").values("item_id")
    free = Item.objects.filter(state="in-stock").exclude(pk__in=out)
    record_id = free.values("record_id").annotate(n=Count("pk")).order_by("-n")[0]["record_id"]
    return record_id, list(catalogue.items(free.filter(record_id=record_id).values_list("pk", flat=True)).values())


def _queue(record_id: int, waiting: int) -> int:
    """Write the queue, the demonstration's reader last; return that reader's id."""
    from shushan.circulation.models import Hold
    from shushan.kernel.clock import now
    from shushan.people.models import Reader, User
    from shushan.places.models import Site

    at = now()
    last = Reader.objects.get(person__pk=User.objects.get(username="duzhe").person_id or 0).pk
    Hold.objects.filter(record_id=record_id).delete()
    readers = [pk for pk in Reader.objects.order_by("pk").values_list("pk", flat=True)[: waiting + 1] if pk != last]
    sites = list(Site.objects.values_list("pk", flat=True))
    rows = [
        Hold(reader_id=pk, record_id=record_id, pickup_site_id=sites[n % len(sites)], placed_at=at - timedelta(hours=9, seconds=-n))
        for n, pk in enumerate([*readers[: waiting - 1], last])
    ]  # fmt: skip
    Hold.objects.bulk_create(rows, batch_size=1000)
    return int(last)


def _served(items: list[Any]) -> list[float]:
    """Return how long whole returns take, each of which serves the head of the queue."""
    from shushan.circulation import public as circulation
    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.people.models import Reader

    actor, taken = system("bench"), []
    borrowers = list(Reader.objects.order_by("-pk").values_list("pk", flat=True)[: len(items)])
    for item, reader_id in zip(items, borrowers, strict=False):
        circulation.lend(
            actor=actor, at=now(), item_id=item.id, reader_id=reader_id, site_id=item.site_id, override_reason="测量"
        )
        taken.append(timed(lambda i=item: _returned(i, actor)))  # type: ignore[misc]
        assert circulation.fate(item.id).hold is not None
    return taken


def _returned(item: Any, actor: Any) -> None:
    from shushan.circulation import public as circulation
    from shushan.kernel.clock import now

    circulation.return_item(actor=actor, at=now(), item_id=item.id, site_id=item.site_id)


if __name__ == "__main__":
    main()
