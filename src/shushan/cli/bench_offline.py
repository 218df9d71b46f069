"""A day's acts of desks that were cut off: taken along, sent up in chunks, the conflicts settled. Prints JSON.

In one process, through the very doors of the page, on a home that is thrown away afterwards.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from shushan.cli.setting_up import start_django

CHUNK: Final = 50  # as the page sends them
EACH: Final = 10  # every tenth loan is a conflict: an unknown card


def main() -> None:
    """Measure; the first argument is how many acts."""
    start_django()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    print(json.dumps(_measured(int(sys.argv[1]))))


def _measured(number: int) -> dict[str, Any]:
    from shushan.circulation.models import Loan, OfflineAct

    load = os.getloadavg()[0]
    client, site = _signed_in()
    began = time.perf_counter()
    package = client.get("/desk/offline/package/")
    taken_along = time.perf_counter() - began
    acts = list(_acts(number, site, package.json()["token"]))
    before = Loan.objects.count()
    began = time.perf_counter()
    for first in range(0, len(acts), CHUNK):
        _send(client, acts[first : first + CHUNK])
    sent = time.perf_counter() - began
    waiting = OfflineAct.objects.filter(outcome="open").values_list("pk", flat=True)
    for key in list(waiting):
        client.post(f"/staff/offline/{key}/settlement/", {"note": "核对过，按登记簿补办"})
    settled = time.perf_counter() - began
    for first in range(0, len(acts), CHUNK):
        _send(client, acts[first : first + CHUNK])  # the same upload once more changes nothing
    return {
        "acts": len(acts),
        "sent": sent,
        "settled": settled,
        "open": OfflineAct.objects.filter(outcome="settled").count(),
        "rows": OfflineAct.objects.count(),
        "loans": Loan.objects.count() - before,
        "package": taken_along * 1000,
        "package_kb": len(package.content) / 1024,
        "load": load,
        "load_after": os.getloadavg()[0],
    }


def _signed_in() -> tuple[Any, int]:
    from django.test import Client

    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.people import public as people
    from shushan.people.models import User
    from shushan.places import public as places

    actor, site = system("bench"), places.sites()[0].id
    staff = people.appoint_staff(
        actor=actor, at=now(), since=now().date(), said=people.Particulars(name="量速"), site_id=site
    )
    person = people.staff_member(staff).person_id
    people.give_role(actor=actor, at=now(), role="desk", person_id=person, site_id=site)
    user = people.make_account(actor=actor, at=now(), person_id=person, username=f"bench-{uuid4().hex[:8]}")
    client = Client()
    client.force_login(User.objects.get(pk=user))
    client.get("/desk/")
    return client, site


def _acts(number: int, site: int, token: str) -> Iterator[dict[str, Any]]:
    """Yield loans and their returns by turns, spread over the last hours, in order."""
    from shushan.cli.bench_people import free_cards, free_items
    from shushan.kernel.clock import now

    pairs = number // 2
    items, cards = free_items(pairs, site), free_cards(min(pairs, 1000), site)
    began = now() - timedelta(hours=8)
    for n, barcode in enumerate(items):
        card = "NOBODY" if n % EACH == 0 else cards[n % len(cards)]
        at = began + n * timedelta(seconds=20)
        yield {
            "key": str(uuid4()),
            "way": "lend",
            "barcode": barcode,
            "card": card,
            "said_at": at.isoformat(),
            "token": token,
        }
        back = at + timedelta(seconds=10)
        yield {"key": str(uuid4()), "way": "return", "barcode": barcode, "said_at": back.isoformat(), "token": token}


def _send(client: Any, acts: Sequence[dict[str, Any]]) -> None:
    from shushan.kernel.clock import now

    body = json.dumps({"desk": str(uuid4()), "sent_at": now().isoformat(), "acts": list(acts)})
    answer = client.post("/desk/offline/acts/", body, content_type="application/json")
    if answer.status_code != 200 or len(answer.json()["taken"]) != len(acts):
        raise RuntimeError(f"not taken: {answer.status_code} {answer.content[:300]!r}")


if __name__ == "__main__":
    main()
