"""The table of rules as a file: out and in again, errors by line, a look before anything is written, versions that are hidden."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shushan.circulation import public as circulation
from shushan.circulation.models import LendingRuleVersion
from shushan.circulation.rules.hiding import hidden, would_hide
from shushan.circulation.rules.importing import COLUMNS
from shushan.circulation.tests.make import add_rule, days, make_item, make_loan, set_rule
from shushan.circulation.tests.test_hold_pages import _client
from shushan.kernel.clock import now
from shushan.people.tests.make import make_reader, make_staff, without_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(db: None) -> Client:
    without_second_factor()
    return _client(make_staff("director", site_id=None))


def _downloaded(client: Client) -> list[dict[str, str]]:
    answer = client.get(reverse("circulation:rules-download"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def _file(lines: list[dict[str, str]], coding: str = "utf-8-sig") -> SimpleUploadedFile:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(lines)
    return SimpleUploadedFile("rules.csv", out.getvalue().encode(coding))


def _text(lines: list[dict[str, str]]) -> str:
    return _file(lines).read().decode("utf-8-sig")


UP = "circulation:rules-file"


@pytest.mark.parametrize("coding", ["utf-8-sig", "gb18030", "utf-16"])
def test_what_was_downloaded_is_read_back_and_changes_nothing(chief: Client, centre: int, coding: str) -> None:
    add_rule(scope={"site_id": centre, "kind": "serial"}, name="期刊", loan_length=7, fine_fen=15, most_items=2)
    add_rule(
        scope={"category": "child", "shelf": "3F"}, name="少儿", deposit=circulation.DepositBy.FIXED, deposit_fen=5000
    )
    lines = _downloaded(chief)
    assert [line["name"] for line in lines] == [row.name for row in circulation.table().at(now())]
    before = LendingRuleVersion.objects.count()
    page = chief.post(reverse(UP), {"file": _file(lines, coding)}).content.decode()
    assert "和现在一样的" in page and "看过的借阅" in page
    done = chief.post(reverse(UP), {"text": _text(lines), "confirmed": "1", "note": "试"})
    assert done.status_code == 302 and LendingRuleVersion.objects.count() == before


def test_a_file_adds_and_changes_after_it_was_shown_what_it_would_do(chief: Client, centre: int) -> None:
    reader, item = make_reader(site_id=centre, at=now() - days(40)), make_item(site_id=centre)
    make_loan(item_id=item.id, reader_id=reader.id, site_id=centre, at=now() - days(5))
    lines = _downloaded(chief)
    ground = next(line for line in lines if not any(line[name] for name in ("category", "kind", "shelf", "site")))
    ground["loan_length"] = "10"
    lines.append(ground | {"category": "少儿", "site": "C", "name": "中心馆少儿", "fine_fen": "0.05", "may_hold": "否"})
    count = LendingRuleVersion.objects.count()
    page = chief.post(reverse(UP), {"text": _text(lines)}).content.decode()
    assert "应还日不同" in page and "中心馆少儿" in page and LendingRuleVersion.objects.count() == count
    assert chief.post(reverse(UP), {"text": _text(lines), "confirmed": "1", "note": ""}).status_code == 422
    later = (now() + days(3)).strftime("%Y-%m-%dT%H:%M")
    said = {"text": _text(lines), "confirmed": "1", "note": "新学年", "valid_from": later}
    assert chief.post(reverse(UP), said).status_code == 302
    assert [row.name for row in circulation.table().at(now()) if row.name == "中心馆少儿"] == []
    rows = circulation.table().at(now() + days(4))
    made = next(row for row in rows if row.name == "中心馆少儿")
    assert (made.scope.category, made.scope.site_id, made.terms.fine_fen, made.terms.may_hold) == (
        "child",
        centre,
        5,
        False,
    )
    assert next(row for row in rows if row.number == 1).terms.loan_length == 10


def test_errors_are_told_line_by_line_and_nothing_is_written(chief: Client, centre: int) -> None:
    good = _downloaded(chief)[-1]
    wrong = [
        good | {"category": "child", "loan_length": "x"}, good | {"category": "nobody"}, good | {"site": "ZZ"},
        good | {"category": "elder", "on_site": "1", "most_renewals": "2"}, good | {"kind": "serial", "name": ""}, good, good,
    ]  # fmt: skip
    count = LendingRuleVersion.objects.count()
    answer = chief.post(reverse(UP), {"text": _text(wrong), "confirmed": "1", "note": "试"})
    page = answer.content.decode()
    assert answer.status_code == 422 and LendingRuleVersion.objects.count() == count
    for line in (2, 3, 4, 5, 6, 8):
        assert f'<th scope="row" class="number">{line}</th>' in page, line
    assert "馆内阅览不能续借" in page and "和第 7 行是同一个范围" in page and "借期" in page


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"a,b\n1,2\n",
        b"name,loan_length,loan_unit\n",
        b"\x00\x01\x02",
        b"x" * 600_000,
        b'name,loan_length,loan_unit\n"x',
    ],
)
def test_what_is_no_table_of_rules_is_refused(chief: Client, data: bytes) -> None:
    count = LendingRuleVersion.objects.count()
    assert chief.post(reverse(UP), {"file": SimpleUploadedFile("x.csv", data)}).status_code == 422
    assert LendingRuleVersion.objects.count() == count


def test_a_lead_of_one_site_imports_for_that_site_only(centre: int, branch: int) -> None:
    without_second_factor()
    lead = _client(make_staff("desk-lead", site_id=centre, name="周主管"))
    good = _downloaded(lead)[-1]
    for site in ("", "H"):
        answer = lead.post(reverse(UP), {"text": _text([good | {"site": site}]), "confirmed": "1", "note": "试"})
        assert answer.status_code == 422, site
    assert (
        lead.post(reverse(UP), {"text": _text([good | {"site": "C"}]), "confirmed": "1", "note": "试"}).status_code
        == 302
    )
    desk = _client(make_staff("desk", site_id=centre, name="王"))
    assert (
        desk.get(reverse(UP)).status_code == 403 and desk.get(reverse("circulation:rules-download")).status_code == 200
    )


def test_a_version_for_later_that_another_hides_is_named(chief: Client) -> None:
    later = now() + days(30)
    set_rule(1, at=now(), since=later, loan_length=20)
    rows = circulation.table().rows
    assert hidden(rows, now()) == {}
    assert [row.terms.loan_length for row in would_hide(rows, 1, now(), None, now())] == [20]
    assert would_hide(rows, 1, now(), later - timedelta(days=1), now()) == []
    page = chief.post(reverse("circulation:rule", args=[1]), _typed(chief)).content.decode()
    assert "会被盖住" in page
    set_rule(1, at=now(), loan_length=25)
    [(number, by)] = hidden(circulation.table().rows, now()).items()
    assert by.terms.loan_length == 25
    assert "不会生效" in chief.get(reverse("circulation:rule", args=[1])).content.decode()
    assert hidden(circulation.table().rows, later + timedelta(days=1)) == {}
    assert number


def _typed(client: Client) -> dict[str, str]:
    """Return the form of the ground rule as its page shows it, with another length."""
    line = next(line for line in _downloaded(client) if line["name"] and not line["category"] and not line["kind"])
    flags = ("on_site", "renews_itself", "counts_closed", "caps_at_price", "may_hold")
    said = {name: value for name, value in line.items() if not (name in flags and value == "0")}
    return said | {"loan_length": "25", "note": "改"}
