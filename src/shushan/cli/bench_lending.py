"""The parts of ``bench circulation`` that run inside the home, in a process of their own; each prints JSON."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from multiprocessing import get_context
from random import Random
from typing import Any, Final

from shushan.cli.benching import timed
from shushan.cli.setting_up import start_django

WINDOWS, WINDOW = 6, 3.0  # the first is left out; seconds each
HOSTILE, HOSTILE_ITEMS, HOSTILE_READERS = 8, 40, 3
ROUNDS: Final = 1000
Told = dict[str, Any]


def main() -> None:
    """Do what was asked."""
    start_django()
    parts: Told = {
        "rows": _rows,
        "heavy": _heavy,
        "pairs": _pairs,
        "rules": _rules,
        "hostile": _hostile,
        "nightly": _nightly,
    }
    print(json.dumps(parts[sys.argv[1]](*sys.argv[2:])))


def sessions(count: int, username: str = "fuwutai") -> list[str]:
    """Sign a colleague in so many times."""
    from django.conf import settings
    from django.test import Client

    from shushan.people.models import User

    settings.ALLOWED_HOSTS = ["*"]
    user, found = User.objects.get(username=username), []
    for _n in range(count):
        client = Client()
        client.force_login(user)
        found.append(client.cookies["sessionid"].value)
    return found


def _free(count: int) -> list[tuple[str, str, int, int]]:
    """Return card, barcode, reader and item of so many readers who hold nothing and items on the centre's shelves."""
    from shushan.catalogue.models import Item
    from shushan.circulation.models import Loan
    from shushan.people.models import Card

    out = Loan.objects.filter(state="out")
    cards = Card.objects.filter(state="active", number__startswith="9").exclude(reader__in=out.values("reader"))
    items = Item.objects.filter(site__code="C", home_site__code="C", state="in-stock", barcode__startswith="G")
    items = items.exclude(pk__in=out.values("item"))
    readers = list(cards.order_by("-pk").values_list("number", "reader_id")[:count])
    things = list(items.order_by("-pk").values_list("barcode", "pk")[:count])
    if min(len(readers), len(things)) < count:
        raise RuntimeError(f"only {len(readers)} free readers and {len(things)} free items")
    return [(card, barcode, reader, item) for (card, reader), (barcode, item) in zip(readers, things, strict=True)]


def _rows(count: str, desks: str) -> Told:
    rows = [{"card": card, "barcode": barcode} for card, barcode, _reader, _item in _free(int(count))]
    Random(1).shuffle(rows)
    return {"rows": rows, "sessions": sessions(int(desks))}


def _heavy() -> Told:
    """Return readers with twenty loans, and a session that may see them."""
    from django.db.models import Count

    from shushan.circulation.models import Loan

    found = Loan.objects.filter(state="out").values("reader").annotate(n=Count("pk")).filter(n=20)
    return {"readers": list(found.values_list("reader", flat=True)), "session": sessions(1)[0]}


def _actor() -> tuple[Any, int]:
    from shushan.kernel.clock import now
    from shushan.people import public as people
    from shushan.people.models import User
    from shushan.places import public as places

    site_id = places.site_by_code("C").id
    return people.actor_for(User.objects.get(username="fuwutai"), at=now(), site_id=site_id), site_id


def _together(count: int, work: Any) -> list[Any]:
    """Run work in so many processes at once and return what each one puts."""
    from django.db import connections

    connections.close_all()
    context = get_context("fork")
    told = context.Queue()

    def one(n: int) -> None:
        told.put(work(n))

    running = [context.Process(target=one, args=(n,)) for n in range(count)]
    for process in running:
        process.start()
    found = [told.get(timeout=600) for _process in running]
    for process in running:
        process.join()
    return found


def _pairs(count: str) -> list[float]:
    """Return loan + return pairs a second of all processes together, in windows of three seconds."""
    from shushan.circulation import public as circulation
    from shushan.kernel.clock import now

    processes = int(count)
    actor, site_id = _actor()
    rows = [(reader, item) for _card, _barcode, reader, item in _free(processes * 400)]
    began = time.monotonic() + 2

    def work(n: int) -> list[int]:
        done, turn, mine = [0] * WINDOWS, 0, rows[n::processes]
        time.sleep(max(0.0, began - time.monotonic()))
        while (window := int((time.monotonic() - began) / WINDOW)) < WINDOWS:
            reader_id, item_id = mine[turn % len(mine)]
            circulation.lend(actor=actor, at=now(), item_id=item_id, reader_id=reader_id, site_id=site_id)
            circulation.return_item(actor=actor, at=now(), item_id=item_id, site_id=site_id)
            done[window] += 1
            turn += 1
        return done

    found = _together(processes, work)
    return [sum(done[n] for done in found) / WINDOW for n in range(1, WINDOWS)]


def _rules() -> dict[str, tuple[list[float], str]]:
    """Return the milliseconds of weighing one loan: the rules alone, and with the questions to the database."""
    from shushan.catalogue import public as catalogue
    from shushan.circulation import policy
    from shushan.circulation.holds.queries import touching
    from shushan.circulation.operations import weighing
    from shushan.circulation.operations.lending import open_loans
    from shushan.circulation.operations.loans import standing_of
    from shushan.circulation.rules import lengths
    from shushan.circulation.rules.holding import case_of, house, rules_of
    from shushan.kernel.clock import now
    from shushan.ledger import public as ledger
    from shushan.people import public as people
    from shushan.places import public as places

    _by, site_id = _actor()
    heavy, at = _heavy()["readers"], now()
    free = [item for _card, _barcode, _reader, item in _free(200)]
    alone, whole = [], []
    for turn in range(ROUNDS):
        item, reader = catalogue.item(free[turn % 200]), people.reader(heavy[turn % len(heavy)], at=at)
        known = open_loans(item.id, reader.id)

        def rules_alone() -> None:
            rules = rules_of(case_of(reader.category, item), at=at)  # noqa: B023 - called at once
            policy.against_lending(standing_of(reader, known), rules, ledger.local_day(at))  # noqa: B023
            place = house(places.calendar(site_id), rules.closed_day)
            lengths.due(rules.terms, at, place, last=rules.last_day(reader.card_expires_on))  # noqa: B023

        alone.append(timed(rules_alone))
        touched = touching(item.id, item.record_id, reader.id)
        whole.append(timed(lambda: weighing.lending(item, reader, known, touched, site_id, at)))  # noqa: B023
    held = "a reader with 20 loans"
    return {"the rules alone": (alone[50:], held), "with what they ask the database": (whole[50:], held)}


def _hostile(seconds: str) -> Told:
    """Let processes lend, renew and take back the same few items for the same few readers, and look after every act."""
    from shushan.circulation import public as circulation
    from shushan.circulation.checks import holds_match_facts, items_match_facts, loans_match_facts
    from shushan.circulation.models import Loan
    from shushan.kernel.clock import now
    from shushan.kernel.errors import Refused

    actor, site_id = _actor()
    rows = _free(HOSTILE_ITEMS)
    readers, items = [row[2] for row in rows[:HOSTILE_READERS]], [row[3] for row in rows]
    most = _limit(readers[0], items[0])
    until = time.monotonic() + float(seconds)

    def work(n: int) -> Told:
        chance, told = Random(n), {"acts": 0, "refused": 0, "errors": [], "harm": []}
        while time.monotonic() < until:
            item, reader = chance.choice(items), chance.choice(readers)
            try:
                if chance.random() < 0.62:
                    circulation.lend(actor=actor, at=now(), item_id=item, reader_id=reader, site_id=site_id)
                    if (held := circulation.count_open(reader)) > most:
                        told["harm"].append(f"reader {reader} holds {held}")  # type: ignore[attr-defined]
                elif chance.random() < 0.2 and (loan := circulation.loan_out(item)):
                    circulation.renew(actor=actor, at=now(), loan_id=loan.id, site_id=site_id)
                else:
                    circulation.return_item(actor=actor, at=now(), item_id=item, site_id=site_id)
                told["acts"] += 1  # type: ignore[operator]
            except Refused:
                told["refused"] += 1  # type: ignore[operator]
            except Exception as error:
                told["errors"].append(repr(error)[:200])  # type: ignore[attr-defined]
        return told

    found = _together(HOSTILE, work)
    harm = [said for one in found for said in one["harm"]]
    for check in (loans_match_facts, items_match_facts, holds_match_facts):
        harm += [f"{finding.where}: {finding.what}" for finding in check()]
    open_of = list(Loan.objects.filter(state="out", item_id__in=items).values_list("item_id", flat=True))
    harm += ["an item is out twice"] * (len(open_of) - len(set(open_of)))
    errors = [said for one in found for said in one["errors"]]
    return {
        "acts": sum(one["acts"] for one in found), "refused": sum(one["refused"] for one in found),
        "processes": HOSTILE, "harm": len(harm), "said": harm[:3], "errors": len(errors), "errors_said": errors[:3],
    }  # fmt: skip


def _limit(reader_id: int, item_id: int) -> int:
    from shushan.catalogue import public as catalogue
    from shushan.circulation.rules.holding import case_of, rules_of
    from shushan.kernel.clock import now
    from shushan.people import public as people

    at = now()
    return rules_of(case_of(people.reader(reader_id, at=at).category, catalogue.item(item_id)), at=at).most_items


def _nightly() -> dict[str, dict[str, tuple[float, float]]]:
    """Return seconds by the clock and of processor time of every nightly work, in the order of their hours, of two nights.

    The kept home has slept since the demonstration was built, so its first night makes up for years; the night after, a day
    later by the clock that is passed in, is what a library has every night.
    """
    from datetime import timedelta

    from shushan.kernel.clock import now

    at = now()
    return {"first": _night(at), "ordinary": _night(at + timedelta(days=1))}


def _night(at: datetime) -> dict[str, tuple[float, float]]:
    from shushan.jobs.registry import nightlies

    told = {}
    for one in sorted(nightlies(), key=lambda one: one.hour):
        began = time.process_time()
        taken = timed(lambda one=one: one.run(at)) / 1000  # type: ignore[misc]
        told[one.code] = (taken, time.process_time() - began)
    return told


if __name__ == "__main__":
    main()
