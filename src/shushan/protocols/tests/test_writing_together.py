"""Acts of several machines in one transaction: each for itself, and none is lost when one fails."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from functools import partial

import pytest
from django.db import transaction

from shushan.circulation import public as circulation
from shushan.circulation.tests.make import make_item, make_site
from shushan.database.public import Writer
from shushan.kernel.clock import now
from shushan.people.tests.make import make_reader
from shushan.protocols.models import Terminal
from shushan.protocols.sip2.messages import Message, parse
from shushan.protocols.sip2.replies import reply
from shushan.protocols.sip2.terminals import TerminalValue, dialect_of, make_terminal
from shushan.protocols.tests.machines import ACTOR, stamped

pytestmark = pytest.mark.django_db(transaction=True)


def lending(card: str, barcode: str) -> Message:
    return parse(f"11NN{stamped()}{stamped()}AO|AA{card}|AB{barcode}|".encode())


def test_what_waits_is_done_together_and_a_failure_undoes_itself_alone() -> None:
    site = make_site("C", "中心馆")
    made = make_terminal(actor=ACTOR, at=now(), login="t", password="x" * 8, site_id=site)
    row = Terminal.objects.get(pk=made)
    terminal = TerminalValue(row.pk, row.login, row.device_id, dialect_of(row))
    readers = [make_reader(site_id=site, name=f"读者{n}", at=now()) for n in range(3)]
    items = [make_item(site_id=site) for _n in range(4)]
    spoilt: list[str] = []
    gate, inside = threading.Event(), threading.Event()

    def slowly(message: Message) -> bytes:
        inside.set()
        gate.wait(90)
        if message["AB"] == "BREAKS":
            raise RuntimeError("a bug")
        answer = reply(terminal, message)
        if message["AB"] in spoilt:
            spoilt.clear()
            transaction.set_rollback(True)
        return answer

    writer = Writer("test")

    def send(card: str, barcode: str) -> Future[bytes]:
        return writer.later(partial(slowly, lending(card, barcode)))

    try:
        first = send(readers[0].card_number, items[0].barcode)
        inside.wait(90)
        twice = send(readers[1].card_number, items[0].barcode)
        good = send(readers[2].card_number, items[2].barcode)
        gate.set()
        assert first.result(20).startswith(b"121") and good.result(20).startswith(b"121")
        assert twice.result(20).startswith(b"120")
        broken = send(readers[1].card_number, "BREAKS")
        with pytest.raises(RuntimeError):
            broken.result(20)
        later = send(readers[1].card_number, items[1].barcode)
        assert later.result(20).startswith(b"121")
        gate.clear()
        inside.clear()
        spoilt.append("SPOILS")
        kept = send(readers[1].card_number, items[3].barcode)
        inside.wait(90)
        spoiling = send(readers[1].card_number, "SPOILS")
        gate.set()
        assert kept.result(20).startswith(b"121")  # not told it was lent while the whole is undone in silence
        assert spoiling.result(20).startswith(b"120")
    finally:
        writer.stop()
    assert [circulation.loan_out(item.id).reader_id for item in items] == [  # type: ignore[union-attr]
        readers[0].id, readers[1].id, readers[2].id, readers[1].id,
    ]  # fmt: skip
