"""How machines and test clients of other suites speak: one table of dialogues, what is sent and what must come back.

Sources of the dialogues: the tests of SIPServer (t/*.t, also in Koha, C4/SIP), the fixtures of invenio-sip2, php-sip2 and
what its users reported, dp2 (numbers of shelves in KQ), Cen-Tec's terminals (a line feed before each message). Every
answer is read by a strict reader: widths of the fixed part, the fields that the standard requires, the last delimiter.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final

import pytest

from shushan.circulation.tests.make import make_item
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.protocols.sip2.messages import LONGEST_VALUE, checksum, checksum_fits
from shushan.protocols.tests.machines import ACTOR, Machine, Place, a_reader, stamped

pytestmark = pytest.mark.django_db(transaction=True)

STAMP = r"\d{8} {4}\d{6}"
READER, ACT = rf"[ Y]{{14}}\d{{3}}{STAMP}", rf"[01][YN][YNU][YN]{STAMP}"
ANSWERS: Final = {  # of each answer: its fixed part, the fields that it must have
    "94": ("[01]", ""),
    "98": (rf"[YN]{{6}}\d{{6}}{STAMP}2\.00", "AO BX"),
    "24": (READER, "AO AA AE"),
    "26": (READER, "AO AA AE"),
    "64": (rf"{READER}(\d{{4}}){{6}}", "AO AA AE"),
    "12": (ACT, "AO AA AB AJ AH"),
    "30": (ACT, "AO AA AB AJ AH"),
    "10": (ACT, "AO AB AQ"),
    "16": (rf"[01][YN]{STAMP}", "AO AA"),
    "18": (rf"\d{{6}}{STAMP}", "AB AJ"),
    "20": (rf"[01]{STAMP}", "AB"),
    "36": (rf"[YN]{STAMP}", "AO AA"),
    "38": (rf"[YN]{STAMP}", "AO AA"),
    "66": (rf"[01]\d{{8}}{STAMP}", "AO"),
}
AGAIN, AGAIN_CHECKED = "96$", "96AZFEF6$"
IN = ("9300CNsip1|COsip1-demo|CPThe floor|", "941")
PIN = "right-one-1"
OLD = "20060329    203000"  # the tests of others are dated once and for all


@dataclass(frozen=True)
class Talk:
    """``turns``: what is sent, and the pattern at the beginning of the answer ("": no answer). Sent without error
    detection, or with it where ``checks``; what holds an ``AZ`` of its own is sent as it stands."""

    turns: tuple[tuple[str, str], ...]
    checks: bool = False
    end: bytes = b"\r"


DIALOGUES: Final = {
    "SIPServer 00, 01, 02: sign-in, status, patron": Talk((
        IN,
        ("9910302.00", "98YYYYYY"),
        (f"2300120060101    084237AOdemo|AA{{card}}|AD{PIN}|AC|", r"24 {14}001.*\|CQY\|"),
        ("2300120060101    084235AOdemo|AA{card}|ACterminal password|ADuser password|", r"24 .*\|BLY\|CQN\|"),
        ("2300120060101    084235AOdemo|AAberick|AC|AD|", r"24Y{4}.*\|AE\|BLN\|"),
        (f"63000{OLD}          AOdemo|AA{{card}}|", r"64 {14}\d{3}.*(0000){6}AO"),
        (f"63000{OLD}Y         AOdemo|AAberick|", r"64Y.*\|AE\|BLN\|"),
        (f"63000{OLD}          AOdemo|AA{{card}}|ADbadpwd|", r"64.*\|BLY\|CQN\|"),
    ), checks=True),
    "SIPServer 03, 08, 09, 10: lend, renew, give back": Talk((
        IN,
        (f"11YN{OLD}                  AOdemo|AA{{card}}|AB{{item}}|AC|", r"121NUY.*\|AJ\w.*\|AH\d{8}"),
        (f"11YN{OLD}                  AOdemo|AA{{card}}|ABno-barcode|AC|", r"120NUN.*\|ABno-barcode\|AJ\|AH\|"),
        (f"11YN{OLD}                  AOdemo|AAberick|AB{{other}}|AC|", r"120NUN.*\|AAberick\|AB\w+\|AJ\w.*\|AH\|"),
        (f"29NN{OLD}                  AOdemo|AA{{card}}|AD{PIN}|AB{{item}}|", "30[01]"),
        (f"65{OLD}AOdemo|AA{{card}}|ADbad_pwd|", "66000000000"),
        (f"65{OLD}AOdemo|AAbad_barcode|", "66000000000"),
        (f"65{OLD}AOdemo|AA{{card}}|AD{PIN}|", "661000"),
        ("09N20060102    08423620060113    084235APUnder the bed|AOdemo|AB{item}|AC|", r"101YUN.*\|AA"),
        ("09N20060102    08423620060113    084235APUnder the bed|AOdemo|AB{other}|AC|", "100NU"),
        (f"35{OLD}AOdemo|AA{{card}}|AD{PIN}|", "36Y"),
    ), checks=True),
    "SIPServer 05, 06, 07: block, enable, hold": Talk((
        IN,
        (f"11NN{OLD}{OLD}AOdemo|AA{{second}}|AB{{item}}|AC|", "121N"),
        ("15+20060415    110158BW20990815    110158|BSC|BY2|AOdemo|AA{card}|AB{item}|", r"161N.*\|AJ\w"),
        ("15-20060415    110158AOdemo|AA{card}|AB{item}|", "161N"),
        ("15-20060415    110158AOdemo|AA{card}|AB{item}|", "160N"),
        ("15+20060415    110158BSC|BY2|AOdemo|AA{card}|AB{item}|ADbad password|", "160N"),
        ("15+20060415    110158BSNOSUCH|BY2|AOdemo|AA{card}|AB{item}|", "160N"),
        ("15+20060415    110158BSC|BY2|AOdemo|AA{card}|ABnosuchitem|", "160N"),
        ("01N20060102    084238AOdemo|ALHe's a jerk|AA{card}|AC|", "24 {14}.*到服务台"),  # its role may not
        ("2520060102    084238AOdemo|AA{card}|AC|", "26 {14}"),
        ("2520060102    084238AOdemo|AAbad_barcode|", r"26Y{4}.*\|AE\|BLN\|"),
    ), checks=True),
    "invenio-sip2: no last delimiter, a delimiter too many, a digit short, a checksum of its own": Talk((
        ("9300CNsip1|COsip1-demo|CPselfcheck_location", "941$"),
        ("9900802.00AY1AZFCA0", r"98.*AY1AZ[0-9A-F]{4}$"),
        ("2300220201124    162421AOdemo|AA{card}|AD" + PIN, r"24.*\|CQY\|"),
        (f"11YN{OLD}{OLD}AOdemo|AA{{second}}|AB{{item}}|ACterminal_password|", "121"),
        ("15+20201013    093158|AOdemo|AA{card}|AB{item}|ACterminal_password|", "161"),
        ("15-20201013    093158|AOdemo|AA{card}|AB{item}|ACterminal_password|", "161"),
        ("29NN20201013    09315820201013    09315|AOdemo|AA{second}|AB{item}|", "30[01].*AOdemo"),
        ("29NN20201013    09315820201013    0931|AOdemo|AA{second}|AB{item}|", "30[01].*AOdemo"),
        ("3520200717    192847AOdemo|AA{card}|AD" + PIN, "36Y"),
    )),
    "php-sip2: AC and AD empty, several lists asked for at once": Talk((
        IN,
        (f"11NN{OLD}{OLD}AOdemo|AA{{card}}|AB{{item}}|AC|CH|AD|BON|BIN|", "121"),
        ("6300120171123    123051          AO|AA{card}|AC|AD|BP1|BQ5|", r"64(?!.*\|CQ)"),
        ("6300120171123    123052Y Y       AO|AA{card}|AC|AD|BP1|BQ5|", r"64.*\|AU{item}\|"),
        ("63001                  Y Y       AO|AA{card}|", r"64.*\|AU{item}\|"),
        ("6300120171123    123052  yAO|AA{card}|", r"64.*\|AU{item}\|"),
        ("6300120171123    123052AO|AA{card}|", "64"),
        ("6300120171123    123052  Y       AO|AA{card}|BP0|BQ0|", r"64(?!.*\|AU)"),
        ("6300120171123    123052  Y       AO|AA{card}|BP5|BQ2|", r"64(?!.*\|AU)"),
        ("6300120171123    123052  Y       AO|AA{card}|BP2|", r"64(?!.*\|AU)"),
        ("6300120171123    123052  Y       AO|AA{card}|BPx|BQy|", r"64.*\|AU{item}\|"),
    ), checks=True),
    "dp2: tags with fields of its own": Talk((
        IN,
        ("1920201215    093057AOdemo|AB{item}|AC|CH|AQ流通库", "200"),
        ("1920201215    103531AOdemo|AB{item}|AC|CHE0040150|AQ流通库|AP流通库|KQ0101|KP0202", "201"),
        ("1720201215    103531AOdemo|AB{item}|KQ0101|1x|x", r"18.*\|CHE0040150\|"),
    )),
    "Cen-Tec: a line feed before each message": Talk((IN, ("9900302.00", "98Y"), ("\n9900302.00", "98Y")), end=b"\r\n"),
    "what is left out at sign-in, and a sign-in in the middle": Talk((
        ("97", AGAIN),
        ("93CNsip1|COsip1-demo|", "941"),
        ("99", "98Y"),
        ("9300CNsip1|COwrong|", "940"),
        ("9900302.00", "98Y"),
        ("9300CNsip1|COsip1-demo", "941"),
        ("930CNsip1|COsip1-demo|CPHALL|", "941"),
        ("97", "941"),
        ("9300COsip1-demo|CNsip1|", "941"),
        ("9300CNsip1|COsip1-demo|AY2AZF51F", AGAIN_CHECKED),
    )),
    "97 at the beginning, of a machine that checks": Talk((("97AZFEF5", AGAIN_CHECKED), IN)),
    "checksums: wrong, half, small letters, none behind the number; noise before a message": Talk((
        IN,
        ("9900302.00AY0AZ0000", AGAIN_CHECKED),
        ("9900302.00AY1AZFCA", AGAIN_CHECKED),
        ("9900302.00ay1azfc25", r"98.*AY1AZ"),
        ("9900302.00AY1", r"98.*AY1AZ"),
        ("\x029900302.00AY1AZFCA5", r"98.*AY1AZ"),
        ("\x029900302.00AY1AZFCA5\x03", r"98.*AY1AZ"),
        ("9900302.00AY1AZFCA5\x00", r"98.*AY1AZ"),
        ("9900302.00AY1AZFCA6\x00", AGAIN_CHECKED),
        ("nonsense", AGAIN_CHECKED),
        ("41", AGAIN_CHECKED),
        ("97", AGAIN_CHECKED),
    )),
    "small letters, the same field twice, unknown fields, many delimiters, what follows 2.0": Talk((
        IN,
        ("17{now}aodemo|ab{item}|", "1803"),
        ("17{now}AO|AOdemo|AOother|AB{item}|AB{other}|", r"1803.*AB{item}\|"),
        ("17{now}AOdemo|AB{item}|ZZ|XX9|ABC|||", "1803"),
        ("17AOdemo|AB{item}|", "1803"),
        ("1720200701 093000AOdemo|AB{item}|", "1803"),
        ("9900302.0E", "98Y"),
        ("99 0 302.0E", "98Y"),
        ("  9900302.00  ", "98Y"),
        ("9900302.00|", "98Y"),
        ("9900302.00AOdemo|XXwhat|yy|", "98Y"),
        ("9900302.00ao demo |", "98Y"),
        ("17{now}AOdemo|AB\x00{item}\x1b\x00|", r"1803.*AB{item}\|"),
        ("17{now}AOdemo|ABno\x00such|", r"1801.*ABnosuch\|"),
        ("63000{now}  Y       AOdemo|AA{card}|BP" + "9" * 5000 + "|BQ" + "9" * 2000 + "|", "64"),
    )),
    "no barcode, no card: said in words": Talk((
        IN,
        *((f"{said}AOdemo|AA{{card}}|AB|", f"{answer}.*没有读到条码") for said, answer in (
            ("09N{now}{now}AP|", "100"), ("11NN{now}{now}", "120"), ("17{now}", "1801"), ("19{now}CHX|", "200"),
            ("29NN{now}{now}", "300"),
        )),
        *((f"{said}AOdemo|AA|AB{{item}}|", f"{answer}.*(没有读到读者证号|No card was read)") for said, answer in (
            ("01N{now}ALx|", "24Y"), ("11NN{now}{now}", "120"), ("23001{now}", "24Y"), ("25{now}", "26Y"),
            ("29NN{now}{now}", "300"), ("63019{now}          ", "64Y"), ("65{now}", "660"),
        )),
        ("15+{now}AOdemo|AB{item}|", "160N"),
        ("35{now}AOdemo|", "36Y"),
        ("17{now}AOdemo|", "1801.*(没有读到条码|No barcode was read)"),
    )),
    "dates: zeros, blanks, ahead, no day at all": Talk((
        IN,
        ("11NN00000000    00000000000000    000000AOdemo|AA{card}|AB{item}|AC|", "121"),
        ("09N{now}20991231    235959AP|AOdemo|AB{item}|AC|", "101"),
        ("11NN" + " " * 36 + "AOdemo|AA{card}|AB{other}|AC|", "121"),
        ("09N00000000    00000000000000    000000AP|AOdemo|AB{other}|AC|", "101"),
        ("11NY20209999    99999920209999    999999AOdemo|AA{card}|AB{third}|AC|", "121"),
        ("09Y{now}20991231    235959AP|AOdemo|AB{third}|AC|", "101"),
        ("09Y{now}00000000    000000AP|AOdemo|AB{third}|AC|", "101"),
    )),
    "who has not signed in is told no in the form of the answer": Talk(tuple(
        (f"{said}AOdemo|AA{{card}}|AB{{item}}|", f"{answer}.*还没有登录") for said, answer in (
            ("01N{now}ALx|", "24Y"), ("09N{now}{now}AP|", "100"), ("11NN{now}{now}", "120"), ("15+{now}", "160"),
            ("17{now}", "18"), ("19{now}", "200"), ("23001{now}", "24Y"), ("25{now}", "26Y"), ("29NN{now}{now}", "300"),
            ("35{now}", "36N"), ("37{now}0100CNY", "38N"), ("63019{now}          ", "64Y"), ("65{now}", "660"),
            ("9900302.00", "98N"),
        )
    )),
}  # fmt: skip


def test_how_machines_of_other_suites_speak(place: Place) -> None:
    wrong: list[str] = []
    numbers = count(1)
    for name, talk in DIALOGUES.items():
        known = _known(place, next(numbers))
        machine = Machine(place, signs_in=False, end=talk.end)
        for sent, expected in talk.turns:
            said = _filled(sent, known | {"now": stamped()})
            heard = _said(machine, said, talk)
            if why := _why_not(heard, _filled(expected, known)):
                wrong.append(f"{name}\n   sent {said}\n  heard {heard}\n  {why}")
        machine.socket.close()
    assert not wrong, "\n".join(wrong)


def test_messages_come_in_any_pieces(place: Place) -> None:
    machine = Machine(place)
    machine.socket.sendall(b"9900302.00\r9900302.00\r\n\r\n99003")
    time.sleep(0.05)
    machine.socket.sendall(b"02.00\r")
    heard = b""
    while heard.count(b"\r") < 3:
        heard += machine.socket.recv(4096)
    assert heard.count(b"98Y") == 3
    late = Machine(place, end=b"\r\n")
    for _time in range(2):
        late.socket.sendall(b"9900302.00\r")
        assert late.hear().startswith(b"98Y")  # ends as its first message did, before the line feed is there
        late.socket.sendall(b"\n")


def _known(place: Place, number: int) -> dict[str, str]:
    """Make a reader with a password, another one and three items for one dialogue."""
    reader, second = a_reader(place, f"甲{number}"), a_reader(place, f"乙{number}")
    people.make_account(
        actor=ACTOR,
        at=now(),
        person_id=reader.person_id,
        username=f"sip{number}",
        password=PIN,
        email=f"r{number}@x.org",
    )
    items = {name: make_item(site_id=place.site).barcode for name in ("item", "other", "third")}
    return {"card": reader.card_number, "second": second.card_number, **items}


def _filled(text: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        text = text.replace("{" + name + "}", value)
    return text


def _said(machine: Machine, text: str, talk: Talk) -> str:
    is_ready = "AZ" in text.upper() or not talk.checks
    machine.send(text.encode() if is_ready else machine.line(text))
    return machine.hear().decode()


def _why_not(heard: str, expected: str) -> str:
    """Return what is wrong with an answer, or nothing."""
    if not re.match(expected, heard, re.DOTALL):
        return f"is not {expected}"
    return next(_faults(heard), "") if not heard.startswith("96") else ""


def _faults(heard: str) -> Iterator[str]:
    """Read an answer as strictly as the standard is written."""
    tail = re.search(r"AY\dAZ[0-9A-F]{4}$", heard)
    body = heard[: tail.start()] if tail else heard
    if tail and not checksum_fits(heard.encode()):
        yield f"checksum {checksum(heard[:-4].encode())!r}"
    shape, needed = ANSWERS[body[:2]]
    fixed = re.match(shape, body[2:])
    if fixed is None:
        yield f"fixed part is not {shape}"
        return
    *fields, rest = body[2 + fixed.end() :].split("|")
    if rest:
        yield f"no delimiter behind {rest}"
    codes = [one[:2] for one in fields]
    if missing := set(needed.split()) - set(codes):
        yield f"without {missing}"
    if strange := [one for one in fields if not re.match("[A-Z]{2}", one) or len(one) > LONGEST_VALUE + 2]:
        yield f"strange: {strange}"
