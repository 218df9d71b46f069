"""Money at machines: what is owed is told, what was paid there is booked once, everything else is refused in words."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shushan.circulation import public as circulation
from shushan.circulation.models import Receipt
from shushan.circulation.tests.make import make_charge, make_item
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.protocols.models import Terminal
from shushan.protocols.sip2.journal import Journal
from shushan.protocols.sip2.server import Server
from shushan.protocols.sip2.terminals import change_dialect, dialect_of
from shushan.protocols.tests.machines import ACTOR, Machine, Place, a_reader, lending, place, stamped

__all__ = ["place"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def till(place: Place) -> Place:
    """The terminal of this place takes money."""
    said = dialect_of(Terminal.objects.get(pk=place.terminal))
    change_dialect(actor=ACTOR, at=now(), terminal_id=place.terminal, dialect=replace(said, takes_money=True))
    return place


def paying(reader: people.ReaderValue, yuan: str, how: str = "02", currency: str = "CNY", **fields: str) -> str:
    more = "".join(f"{code}{value}|" for code, value in fields.items())
    return f"37{stamped()}04{how}{currency}BV{yuan}|AOdemo|AA{reader.card_number}|AC|{more}"


def left(reader: people.ReaderValue) -> list[int]:
    return [one.charge.left_fen for one in circulation.charges_of(reader.id)]


def test_a_charge_is_paid_in_part_whole_and_by_its_number(till: Place) -> None:
    reader, machine = a_reader(till), Machine(till)
    assert "|BXYYYYYYYYYYYYYYYY|" in machine.say("9900302.00"), "what takes no money says so"
    first, second = (make_charge(reader.id, site_id=till.site, fen=fen) for fen in (500, 1900))
    told = machine.say(f"63000{stamped()}   Y      AOdemo|AA{reader.card_number}|")
    assert f"AV{first} 01 5.00 " in told and f"AV{second} 01 19.00 " in told
    assert "|BHCNY|BV24.00|CC20.00|" in told and told[37 + 12 : 37 + 16] == "0002"
    assert told[2:16][10] == "Y", "too many outstanding fines"
    answer = machine.say(paying(reader, "2.50", CG=str(second), BK="77"))
    assert answer.startswith("38Y") and "|BK77|" in answer and "已收 2.50 元" in answer and left(reader) == [500, 1650]
    assert machine.say(paying(reader, "21.50")).startswith("38Y") and left(reader) == []
    assert {row.method for row in Receipt.objects.all()} == {"pos"}
    assert "BV0.00" in machine.say(f"23000{stamped()}AOdemo|AA{reader.card_number}|AC|AD|")


def test_a_payment_counts_once_however_often_it_is_sent(till: Place) -> None:
    reader, machine = a_reader(till), Machine(till)
    make_charge(reader.id, site_id=till.site, fen=900)
    line = paying(reader, "4.00", how="00", BK="9001")
    first = machine.say(line)
    again = Machine(till).say(line)  # it was cut off before it heard the answer, and signed in anew
    later = machine.say(paying(reader, "4.00", how="00", BK="9001"))  # by the same number, another minute
    assert first.startswith("38Y") and again.startswith("38Y") and later.startswith("38Y")
    assert left(reader) == [500] and Receipt.objects.get().method == "cash"
    assert machine.say(paying(reader, "1.00", BK="9001")).startswith("38N"), "the number belongs to another payment"


@pytest.mark.parametrize(
    ("yuan", "more", "says"),
    [
        ("99.00", {}, "收的比欠的多"),
        ("0.00", {}, "金额"),
        ("-5", {}, "金额"),
        ("1.005", {}, "金额"),
        ("abc", {}, "金额"),
        ("1.00", {"CG": "999999"}, "没有选中"),
        ("1.00", {"CG": "x"}, "没有选中"),
        ("1.00", {"how": "09"}, "付款方式"),
        ("1.00", {"currency": "USD"}, "人民币"),
    ],
)
def test_what_cannot_be_booked_is_refused_in_words(till: Place, yuan: str, more: dict[str, str], says: str) -> None:
    reader, machine = a_reader(till), Machine(till)
    make_charge(reader.id, site_id=till.site, fen=500)
    answer = machine.say(paying(reader, yuan, **more))
    assert answer.startswith("38N") and says in answer
    assert left(reader) == [500] and not Receipt.objects.exists()


def test_a_machine_takes_money_only_when_that_was_set(place: Place) -> None:
    reader, machine = a_reader(place), Machine(place)
    make_charge(reader.id, site_id=place.site, fen=500)
    answer = machine.say(paying(reader, "5.00"))
    assert answer.startswith("38N") and "服务台" in answer and left(reader) == [500]
    nobody = machine.say(f"37{stamped()}0402CNYBV5.00|AOdemo|AANOBODY|AC|")
    assert nobody.startswith("38N")


def test_another_reader_s_charge_is_not_paid_with_this_card(till: Place) -> None:
    reader, other, machine = a_reader(till), a_reader(till, "乙"), Machine(till)
    theirs = make_charge(other.id, site_id=till.site, fen=500)
    make_charge(reader.id, site_id=till.site, fen=500)
    assert machine.say(paying(reader, "5.00", CG=str(theirs))).startswith("38N")
    assert left(other) == [500]


def test_recalled_items_are_counted_and_listed(place: Place) -> None:
    reader, machine, item = a_reader(place), Machine(place), make_item(site_id=place.site)
    make_item(site_id=place.site)
    loan = circulation.lend(
        actor=ACTOR, at=now() - timedelta(days=20), item_id=item.id, reader_id=reader.id, site_id=place.site
    )
    circulation.recall_loan(actor=ACTOR, at=now(), loan_id=loan.loan_id, reason="教学用书")
    told = machine.say(f"63000{stamped()}    Y     AOdemo|AA{reader.card_number}|")
    assert told[37 + 16 : 37 + 20] == "0001" and f"|BU{item.barcode}|" in told


def test_the_reader_s_language_is_kept_until_the_session_ends(place: Place) -> None:
    reader, machine, item = a_reader(place), Machine(place), make_item(site_id=place.site)
    machine.say(f"23001{stamped()}AOdemo|AA{reader.card_number}|AC|AD|")
    assert "Lent, due" in machine.say(lending(reader, item.barcode))
    machine.say(f"35{stamped()}AOdemo|AA{reader.card_number}|AC|")
    other, second = a_reader(place, "乙"), make_item(site_id=place.site)
    assert "借书成功" in machine.say(lending(other, second.barcode))


def test_a_machine_speaks_over_tls_with_a_certificate_that_it_checks(place: Place, tmp_path: Path) -> None:
    made, key = certificate()
    (tmp_path / "cert.pem").write_bytes(made)
    (tmp_path / "key.pem").write_bytes(key)
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = Server(Journal(tmp_path))
    port = asyncio.run_coroutine_threadsafe(server.start("127.0.0.1", 0, ours), loop).result(20)
    try:
        theirs = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        here = ("127.0.0.1", port)
        raw = socket.create_connection(here, timeout=120)
        with theirs.wrap_socket(raw, server_hostname="sip2.library.example") as line:
            line.sendall(b"9300CNsip1|COsip1-demo|CP|\r")
            assert line.recv(100).startswith(b"941") and (line.version() or "") >= "TLSv1.2"
        with socket.create_connection(here, timeout=120) as raw, pytest.raises(ssl.SSLCertVerificationError):
            ssl.create_default_context().wrap_socket(raw, server_hostname="sip2.library.example")
        with socket.create_connection(("127.0.0.1", port), timeout=120) as plain:
            plain.sendall(b"9300CNsip1|COsip1-demo|CP|\r")
            assert not plain.recv(100).startswith(b"94"), "without TLS nothing is answered"
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(90)
        loop.close()


def certificate() -> tuple[bytes, bytes]:
    """Make a certificate and its key, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sip2.library.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(hours=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("sip2.library.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM), private
