"""Pages about terminals: kinds of machine, the list of acts while cut off, a session as a file and its replay."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from shushan.circulation.tests.make import make_item, make_site
from shushan.kernel.clock import now
from shushan.people.tests.make import make_reader, make_staff, make_user, without_second_factor
from shushan.protocols.models import Terminal
from shushan.protocols.sip2.journal import Journal
from shushan.protocols.sip2.messages import parse
from shushan.protocols.sip2.replaying import replay
from shushan.protocols.sip2.replies import reply
from shushan.protocols.sip2.terminals import TerminalValue, dialect_of, make_terminal
from shushan.protocols.tests.machines import ACTOR, stamped

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> int:
    without_second_factor()
    return make_site("C", "中心馆")


@pytest.fixture
def terminal(site: int) -> int:
    return make_terminal(actor=ACTOR, at=now(), login="sip1", password="sip1-demo", site_id=site)


def browser(role: str, site: int | None) -> Client:
    client = Client()
    client.force_login(make_user(make_staff(role, site_id=site, name=role)))
    return client


def test_a_kind_of_machine_fills_the_settings_in_and_each_can_be_changed(site: int, terminal: int) -> None:
    client = browser("system-admin", None)
    address = f"/staff/terminals/{terminal}/"
    assert client.post(address + "profile/", {"profile": "nothing"}).status_code == 404
    assert client.post(address + "profile/", {"profile": "sorter"}).status_code == 302
    row = Terminal.objects.get(pk=terminal)
    assert (row.profile, row.checksum, row.says_all_clear) == ("sorter", "required", True)
    said = {
        name: getattr(row, name)
        for name in ("charset", "checksum", "language", "due_format", "magnetic", "marker", "on_error")
    }
    wrong = client.post(address, {**said, "bins": "hold 2"})
    assert wrong.status_code == 422 and "hold=2" in wrong.content.decode()
    assert client.post(address, {**said, "bins": "hold=2"}).status_code == 302
    row.refresh_from_db()
    assert (row.bins, row.profile, row.says_all_clear) == ("hold=2", "sorter", False)


def test_a_terminal_is_set_up_as_a_kind(site: int) -> None:
    client = browser("system-admin", None)
    said = {"login": "g1", "password": "x" * 8, "site": site, "institution": "demo", "profile": "china-gbk"}
    assert client.post("/staff/terminals/new/", said).status_code == 302
    assert Terminal.objects.get(login="g1").charset == "gb18030"


def test_a_session_is_handed_out_masked_and_replayed_alike(site: int, terminal: int, tmp_path: Path) -> None:
    item, reader = make_item(site_id=site), make_reader(site_id=site, at=now())
    make_item(site_id=site), make_reader(site_id=site, name="替身", at=now())
    row = Terminal.objects.get(pk=terminal)
    value = TerminalValue(row.pk, row.login, row.device_id, dialect_of(row))
    journal = Journal(settings.HOME)
    at = stamped()
    for text in (
        f"11NN{at}{at}AO|AA{reader.card_number}|AB{item.barcode}|ADtop-secret|",
        f"09N{at}{at}AP|AO|AB{item.barcode}|",
        f"17{at}AO|ABELSEWHERE|",
    ):
        answer = reply(value, parse(text.replace("ADtop-secret|", "").encode()))
        journal.note(terminal, "utf-8", text.encode(), answer, is_error=False)
    given = browser("system-admin", None).get(f"/staff/terminals/{terminal}/session/")
    text = given.content.decode()
    assert given.status_code == 200 and "attachment" in given.headers["Content-Disposition"]
    assert reader.card_number not in text and "top-secret" not in text and item.barcode in text
    told = list(replay(text.splitlines(), value))
    assert [one.is_alike for one in told] == [True, True, False]  # what was unknown then has a stand-in here
    assert told[0].now.startswith("121") and told[2].then.startswith("1801") and told[2].now.startswith("1803")
