"""SIP2 over real sockets: a client that others wrote, a hostile one, machines that send again, many at once."""

from __future__ import annotations

import socket
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.tests.make import add_rule, make_item
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.protocols.models import Terminal
from shushan.protocols.sip2 import server
from shushan.protocols.sip2.journal import log_of
from shushan.protocols.sip2.messages import checksum_fits
from shushan.protocols.sip2.terminals import retire_terminal
from shushan.protocols.tests.machines import ACTOR, Machine, Place, a_reader, lending, returning, stamped

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_client_that_others_wrote_goes_through_a_visit(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from Sip2.sip2 import Sip2

    monkeypatch.chdir(tmp_path)  # it writes its log where it stands
    item, reader = make_item(site_id=place.site), a_reader(place)
    client = Sip2()
    client.hostName, client.hostPort, client.tlsEnable, client.institutionId = "127.0.0.1", place.port, False, "demo"
    client.connect()

    def ask(name: str, *words: str) -> dict[str, Any]:
        request = getattr(client, f"sip_{name}_request")(*words)
        answer: dict[str, Any] = getattr(client, f"sip_{name}_response")(client.get_response(request))
        return answer

    assert ask("login", "sip1", "wrong")["fixed"]["Ok"] == "0"
    assert ask("login", "sip1", "sip1-demo")["fixed"]["Ok"] == "1"
    status = ask("sc_status")
    assert status["fixed"]["OnlineStatus"] == "Y" and len(status["variable"]["BX"][0]) == 16
    client.patron = reader.card_number
    assert ask("patron_status")["variable"]["BL"] == ["Y"]
    lent = ask("checkout", item.barcode)
    assert lent["fixed"]["Ok"] == "1" and lent["variable"]["AJ"] == [item.title] and lent["variable"]["AH"][0]
    assert ask("item_information", item.barcode)["fixed"]["CirculationStatus"] == "04"
    held = ask("patron_information", "charged")
    assert held["fixed"]["ChargedItemsCount"] == "0001" and held["variable"]["AU"] == [item.barcode]
    assert reader.name not in str(held)
    assert ask("renew", item.barcode)["fixed"] | {"TransactionDate": ""} == {
        "Ok": "1", "RenewalOk": "Y", "MagneticMedia": "U", "Desensitize": "N", "TransactionDate": "",
    }  # fmt: skip
    assert ask("renew_all")["fixed"]["RenewedItems"] in ("0000", "0001")
    assert ask("checkin", item.barcode)["fixed"]["Ok"] == "1"
    assert ask("item_information", item.barcode)["fixed"]["CirculationStatus"] == "03"
    assert ask("end_patron_session")["fixed"]["EndSession"] == "Y"
    assert ask("patron_enable")["variable"]["AF"] and ask("sc_status")["fixed"]["OnlineStatus"] == "Y"
    client.disconnect()


def test_refusals_come_in_words_and_nothing_is_written(place: Place) -> None:
    item, reader = make_item(site_id=place.site), a_reader(place)
    other, frozen = a_reader(place, name="乙"), a_reader(place, name="丙")
    people.freeze(actor=ACTOR, at=now(), reader_id=frozen.id, reason="遗失图书")
    machine = Machine(place)
    assert machine.say(lending(reader, "NOSUCH")).startswith("120N")
    unknown = f"11NN{stamped()}{stamped()}AOdemo|AA000|AB{item.barcode}|"
    assert machine.say(unknown).startswith("120N")
    assert "冻结" in machine.say(lending(frozen, item.barcode))
    assert circulation.loan_out(item.id) is None
    assert machine.say(lending(reader, item.barcode)).startswith("121N")
    assert machine.say(lending(other, item.barcode)).startswith("120N")
    assert machine.say(f"63000{stamped()}          AOdemo|AA{frozen.card_number}|").startswith("64YYYY")
    assert "机构代码不对" in machine.say(f"17{stamped()}AOother|AB{item.barcode}|")
    assert machine.say(f"37{stamped()}0100CNYAOdemo|AA{reader.card_number}|").startswith("38N")


def test_a_password_that_does_not_fit_refuses_and_guessing_waits(place: Place) -> None:
    item, reader = make_item(site_id=place.site), a_reader(place)
    people.make_account(
        actor=ACTOR, at=now(), person_id=reader.person_id, username="reader1", password="right-one-1", email="r@x.org"
    )
    machine = Machine(place)
    asked = f"63000{stamped()}          AOdemo|AA{reader.card_number}|AD{{}}|"
    assert "|CQY|" in machine.say(asked.format("right-one-1"))
    for _try in range(5):
        assert "|CQN|" in machine.say(asked.format("wrong"))
    assert "次数太多" in machine.say(asked.format("wrong"))
    assert "次数太多" in machine.say(lending(reader, item.barcode) + "ADright-one-1|")
    assert circulation.loan_out(item.id) is None


def test_who_has_not_signed_in_or_is_retired_gets_a_no(place: Place) -> None:
    item, reader = make_item(site_id=place.site), a_reader(place)
    stranger = Machine(place, signs_in=False)
    assert stranger.say(lending(reader, item.barcode)).startswith("120N")
    assert stranger.say("9900302.00").startswith("98N")
    for _try in range(5):
        assert stranger.say("9300CNsip1|COwrong|CP|").startswith("940")
    with pytest.raises(ConnectionError):
        stranger.say("9900302.00")
    machine = Machine(place)
    retire_terminal(actor=ACTOR, at=now(), terminal_id=place.terminal)
    from shushan.protocols.sip2 import replies

    replies._actors.clear()  # five seconds later
    assert "停用" in machine.say(lending(reader, item.barcode))
    assert circulation.loan_out(item.id) is None


def test_a_machine_that_was_cut_off_sends_again_and_the_act_is_done_once(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, reader = make_item(site_id=place.site), a_reader(place)
    before = stamped()
    first = Machine(place)
    first.send(first.line(lending(reader, item.barcode, at=before)))
    first.socket.close()  # it never hears the answer
    second = Machine(place)
    assert second.say(lending(reader, item.barcode, at=before)).startswith("121N")
    third = Machine(place)
    line = third.line(returning(item.barcode, before))
    third.send(line)
    answer = third.hear()
    third.send(line)  # the same bytes, the same number: the stored answer
    assert third.hear() == answer
    assert len(circulation.loans(circulation.LoanFilter(state="back"), at=now())) == 1
    monkeypatch.setattr(server, "FRESH_FOR", 0.0)  # a question with the same number later is another question
    asks = third.line(f"17{before}AOdemo|AB{item.barcode}|")
    third.send(asks)
    assert third.hear().startswith(b"1803")
    circulation.lend(actor=ACTOR, at=now(), item_id=item.id, reader_id=reader.id, site_id=place.site)
    third.send(asks)
    assert third.hear().startswith(b"1804")


def test_the_last_answer_is_sent_again_when_the_machine_asks(place: Place) -> None:
    machine = Machine(place)
    told = machine.say("9900302.00")
    machine.send(b"97")
    assert machine.hear().decode() == told


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_the_answer_ends_as_the_machine_ends_its_lines(place: Place, end: bytes) -> None:
    machine = Machine(place, end=end)
    assert machine.say("9900302.00").startswith("98Y")
    assert machine.say("9900302.00").startswith("98Y")


def test_a_gbk_machine_is_answered_in_gbk(place: Place) -> None:
    Terminal.objects.update(charset="gb18030", institution="")
    item = make_item(site_id=place.site, title="围城")
    machine = Machine(place)
    machine.send(machine.line(f"17{stamped()}AO|AB{item.barcode}|"))
    heard = machine.hear()
    assert checksum_fits(heard) and "围城" in heard.decode("gb18030")


def test_wrong_checksums_and_garbage_are_sent_back_and_harm_nobody(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine, hostile = Machine(place), Machine(place, signs_in=False)
    machine.send(b"9900302.00AY0AZ0000")
    assert machine.hear() == b"96AZFEF6"  # with its own checksum, never with a number
    machine.send(b"\xff\xfe\x00nonsense")
    assert machine.hear() == b"96AZFEF6"
    Terminal.objects.update(checksum="required")
    strict = Machine(place)
    strict.send(b"9900302.00")
    assert strict.hear() == b"96AZFEF6"
    dripping = socket.create_connection(("127.0.0.1", place.port), timeout=120)
    monkeypatch.setattr(server, "MESSAGE_WITHIN", 0.2)  # seconds for a whole message, however often a byte comes
    with pytest.raises(ConnectionError):
        _drip(dripping)
    monkeypatch.undo()
    hostile.socket.sendall(b"11" + b"A" * 100_000)
    with pytest.raises(ConnectionError):
        hostile.hear()
    assert machine.say("9900302.00").startswith("98Y")
    dripping.close()


def _drip(dripping: socket.socket) -> None:
    while True:
        dripping.sendall(b"1")
        time.sleep(0.05)


def test_one_item_at_eight_machines_is_lent_once_and_the_last_place_is_taken_once(place: Place) -> None:
    item = make_item(site_id=place.site)
    readers = [a_reader(place, name=f"读者{n}") for n in range(8)]
    machines = [Machine(place) for _reader in readers]
    for machine, reader in zip(machines, readers, strict=True):
        machine.send(machine.line(lending(reader, item.barcode)))
    assert sorted(machine.hear()[:3] for machine in machines) == [b"120"] * 7 + [b"121"]
    items = [make_item(site_id=place.site) for _n in range(8)]
    for machine, one in zip(machines, items, strict=True):
        machine.send(machine.line(lending(readers[0], one.barcode)))
    [machine.hear() for machine in machines]
    most = circulation.rules_for(readers[0].category, at=now()).most_items
    assert circulation.count_open(readers[0].id) <= most


def test_a_clock_that_stands_still_does_not_swallow_a_later_act(place: Place) -> None:
    item, reader = make_item(site_id=place.site), a_reader(place)
    machine, still = Machine(place), "19700101    000000"
    assert machine.say(lending(reader, item.barcode, at=still)).startswith("121")
    circulation.return_item(actor=ACTOR, at=now() + timedelta(minutes=1), item_id=item.id, site_id=place.site)
    assert machine.say(lending(reader, item.barcode, at=still)).startswith("121")
    assert circulation.loan_out(item.id) is not None


def test_the_log_and_the_counters_show_what_was_said_without_secrets(place: Place) -> None:
    item, reader = make_item(site_id=place.site), a_reader(place)
    machine = Machine(place)
    machine.say(lending(reader, item.barcode) + "ADtop-secret|")
    said = "\n".join(log_of(place.home, place.terminal))
    assert item.barcode in said and reader.card_number not in said and "top-secret" not in said
    assert reader.name not in said


def test_a_machine_takes_in_what_the_catalogue_does_not_know_and_lets_nothing_out_that_stays(place: Place) -> None:
    item, gone, reader = make_item(site_id=place.site), make_item(site_id=place.site), a_reader(place)
    catalogue.withdraw_item(actor=ACTOR, at=now(), item_id=gone.id, reason="破损")
    machine = Machine(place)
    for barcode in ("NOSUCH", gone.barcode):
        answer = machine.say(f"09N{stamped()}{stamped()}AP|AOdemo|AB{barcode}|AC|")
        assert answer.startswith("101") and "|CV99|" in answer and "已收下" in answer
    assert {line.barcode for line in circulation.strays(site_ids=(place.site,))} == {"NOSUCH", gone.barcode}
    claimed, lost = make_item(site_id=place.site), make_item(site_id=place.site)
    unlucky = a_reader(place, name="丁")
    for one in (claimed, lost):
        assert machine.say(lending(unlucky, one.barcode)).startswith("121")
    loan, other = circulation.loan_out(claimed.id), circulation.loan_out(lost.id)
    assert loan and other
    circulation.claim_returned(actor=ACTOR, at=now(), loan_id=loan.id, site_id=place.site, note="早就还了")
    circulation.declare_lost(actor=ACTOR, at=now(), loan_id=other.id, site_id=place.site, reason="说丢了")
    where = {one: machine.say(f"17{stamped()}AOdemo|AB{one.barcode}|")[:4] for one in (gone, claimed, lost)}
    assert list(where.values()) == ["1801", "1811", "1812"]
    assert machine.say(f"09N{stamped()}{stamped()}AP|AOdemo|AB{'9' * 61}|AC|").startswith("100")
    add_rule(scope={"site_id": place.site}, on_site=True, most_renewals=0)
    answer = machine.say(lending(reader, item.barcode))
    assert answer.startswith("121N") and answer[5] == "N" and "只能在馆内看" in answer  # desensitise: no
