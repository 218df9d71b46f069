"""A storm of acts over HTTP: kiosks that lend and take back, a cashier, each keeping what was acknowledged.

A client sends an act under a key until it is answered, whatever is killed meanwhile; so at the end it knows what must
stand. ``storm.py prepare``, ``serve PORT`` and ``check`` run inside the home, in processes of their own.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from uuid import uuid4

KIOSKS, OLD, NEW, CHARGES = 4, 40, 8, 600
TOKEN: Final = "t" * 32
LONGEST: Final = 240.0  # seconds that one act may take, the restarts included


def prepare() -> dict[str, Any]:
    """Make kiosks, readers, items that are overdue (some waited for), free items, and a reader who owes much."""
    from datetime import timedelta

    from django.test import Client

    from shushan.circulation import public as circulation
    from shushan.circulation.money.options import OWING_ALLOWED
    from shushan.circulation.tests.make import (
        LONG_AGO,
        TESTER,
        make_charge,
        make_hold,
        make_item,
        make_loan,
        make_site,
        set_rule,
    )
    from shushan.kernel.clock import now
    from shushan.options import public as options
    from shushan.people import public as people
    from shushan.people.tests.make import make_reader, make_staff, make_user, without_second_factor

    at, site = now(), make_site("S", "风暴馆")
    without_second_factor()
    set_rule(most_items=200, fine_fen=10, overdue_allowed=999, at=LONG_AGO)
    options.set_option(
        actor=TESTER, at=LONG_AGO, code=OWING_ALLOWED.code, value=1_000_000, valid_from=LONG_AGO, note="试"
    )
    early, joined = at - timedelta(days=60), at - timedelta(days=200)
    waiting = make_reader(site_id=site, name="等书", at=joined)
    kiosks = []
    for n in range(KIOSKS):
        device = people.make_device(actor=TESTER, at=LONG_AGO, name=f"机{n}", kind="kiosk", site_id=site)
        reader = make_reader(site_id=site, name=f"读者{n}", at=joined)
        old = [make_item(site_id=site, title=f"逾期{n}-{k}") for k in range(OLD)]
        for k, item in enumerate(old):
            make_loan(item_id=item.id, reader_id=reader.id, site_id=site, at=early)
            if k % 4 == 0 and k < 4 * circulation.most_holds(at=at) // KIOSKS + 4:
                _try(lambda i=item: make_hold(waiting.id, i, site, at=at))  # type: ignore[misc]
        new = [make_item(site_id=site, title=f"在架{n}-{k}") for k in range(NEW)]
        kiosks.append(
            {
                "token": device.token,
                "card": reader.card_number,
                "old": [item.barcode for item in old],
                "new": [item.barcode for item in new],
            }
        )
    owing = make_reader(site_id=site, name="欠费", at=joined)
    charges = [make_charge(owing.id, site_id=site, fen=100, at=at) for _n in range(CHARGES)]
    client = Client()
    client.force_login(make_user(make_staff("desk-lead", site_id=site, name="收款员")))
    session = client.cookies["sessionid"].value
    return {"kiosks": kiosks, "reader": owing.id, "charges": charges, "session": session}


def _try(act: Any) -> None:
    from shushan.kernel.errors import Refused

    try:
        act()
    except Refused:
        return  # the limit of holds is reached: enough wait


def check() -> dict[str, Any]:
    """Say what stands: loans by barcode and key, receipts, and what the doctor finds in this room."""
    from shushan.circulation.checks import checks
    from shushan.circulation.models import KeyedAct, Loan
    from shushan.circulation.money.models import BookEntry
    from shushan.ledger import public as ledger

    facts = dict(ledger.each_sum(("circulation.item-lent", "circulation.item-returned")))
    keyed = KeyedAct.objects.values_list("key", "act", "loan_id", "loan__item__barcode", "loan__state")
    paid = BookEntry.objects.filter(debit="cash", charge__isnull=False)
    return {
        "keyed": {str(key): [act, loan, barcode, state] for key, act, loan, barcode, state in keyed},
        "facts": {subject.rpartition(":")[2]: told for subject, told in facts.items()},
        "out": list(Loan.objects.filter(state="out").values_list("item__barcode", flat=True)),
        "loans": dict(Loan.objects.values_list("pk", "state")),
        "paid": {str(key): charge for key, charge in paid.values_list("receipt__key", "charge_id")},
        "paid_often": paid.count(),
        "found": [f"{one.code}: {f.where} {f.what}" for one in checks() for f in one.run()],
    }


@dataclass
class Storm:
    """Clients that go on until they are told to stop."""

    port: int
    made: dict[str, Any]
    acts: list[tuple[str, str, str, Any]] = field(default_factory=list)  # act, key, what, answer
    wrong: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """Let the clients begin."""
        for n in range(KIOSKS):
            self._threads.append(threading.Thread(target=self._guarded, args=(self._kiosk, n)))
        self._threads.append(threading.Thread(target=self._guarded, args=(self._cashier, 0)))
        for thread in self._threads:
            thread.start()

    def wait_for(self, more: int) -> None:
        """Wait until so many more acts were acknowledged."""
        wanted, until = len(self.acts) + more, time.monotonic() + LONGEST
        while len(self.acts) < wanted and not self.wrong:
            if time.monotonic() > until:
                raise AssertionError(f"{len(self.acts)} acts, no more come")
            time.sleep(0.02)
        assert not self.wrong, self.wrong

    def end(self) -> None:
        """Let every client finish the act it is in, then stop."""
        self._stop.set()
        for thread in self._threads:
            thread.join(LONGEST + 10)
        assert not self.wrong, self.wrong

    def _guarded(self, act: Any, n: int) -> None:
        try:
            act(n)
        except BaseException as error:
            self.wrong.append(repr(error))

    def _kiosk(self, n: int) -> None:
        mine, chance = self.made["kiosks"][n], Random(n)
        old, out = list(mine["old"]), set()
        while not self._stop.is_set():
            if old and chance.random() < 0.3:
                self._act(mine, "returns", {"barcode": old.pop()})
                continue
            barcode = chance.choice(mine["new"])
            if barcode in out:
                self._act(mine, "returns", {"barcode": barcode})
                out.discard(barcode)
            else:
                self._act(mine, "loans", {"card": mine["card"], "barcode": barcode})
                out.add(barcode)

    def _act(self, mine: dict[str, Any], path: str, body: dict[str, str]) -> None:
        key = str(uuid4())
        headers = {
            "Authorization": f"Bearer {mine['token']}", "Idempotency-Key": key, "Content-Type": "application/json",
        }  # fmt: skip
        status, text = self._until_answered("POST", f"/api/v1/{path}", json.dumps(body), headers)
        if status not in (200, 201):
            raise AssertionError(f"{path} {body}: {status} {text[:300]}")
        self.acts.append((path, key, body["barcode"], json.loads(text)["loan"]))

    def _cashier(self, _n: int) -> None:
        headers = {
            "Cookie": f"sessionid={self.made['session']}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        for charge in self.made["charges"]:
            if self._stop.is_set():
                return
            key = str(uuid4())
            form = urllib.parse.urlencode({"charge": charge, "amount": "1.00", "method": "cash", "key": key})
            address = f"/staff/readers/{self.made['reader']}/payments/"
            status, text = self._until_answered("POST", address, form, headers)
            if status != 302:
                raise AssertionError(f"payment: {status} {text[:300]}")
            self.acts.append(("payment", key, str(charge), text))

    def _until_answered(self, method: str, path: str, body: str, headers: dict[str, str]) -> tuple[int, str]:
        """Send until there is an answer that the house gave: 5xx and cut connections are none."""
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                text = answer.read().decode("utf-8", "replace")
                if answer.status < 500:
                    return answer.status, text
            except (OSError, http.client.HTTPException):
                pass
            finally:
                connection.close()
            time.sleep(0.1)
        raise AssertionError(f"no answer to {path}")


def serve(port: int) -> int:
    """Serve the home as ``shushan serve`` does once everything is ready."""
    from argparse import Namespace
    from pathlib import Path

    from shushan.cli.commands.serve import start

    options = Namespace(host="127.0.0.1", port=port, small=False, workers=2, threads=4, sip2_port=0, home=None)
    return start(options, Path())


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        raise SystemExit(serve(int(sys.argv[2])))
    import django

    django.setup()
    print(json.dumps({"prepare": prepare, "check": check}[sys.argv[1]]()))
