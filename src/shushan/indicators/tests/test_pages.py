"""The pages of signed values, as a checker, a signer, a director and a stranger see them."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shushan.figures import public as figures
from shushan.figures.tests.make import SYSTEM, BellRung, ring
from shushan.figures.verify_rows import check
from shushan.indicators import public as indicators
from shushan.indicators.tests.make import AT, LONG_AGO, TESTER, approved, checked, drafted, make_site, may, signed
from shushan.ledger import public as ledger
from shushan.people.tests.make import client_of

pytestmark = pytest.mark.django_db
MAY = "code=TEST01&period=month&month=2020-05"


@pytest.fixture(autouse=True)
def north() -> figures.SiteName:
    site = figures.SiteName(make_site("N", name="北馆"), "N", "", "", date(2020, 3, 23))
    ring(5, site=site, on=date(2020, 5, 3))
    return site


def _act(client: Client, value_id: int, act: str, **said: str) -> str:
    answer = client.post(reverse("indicators:value-act", args=[value_id, act]), said, follow=True)
    return answer.content.decode()


def test_four_colleagues_bring_a_value_to_its_approval_on_the_pages() -> None:
    lead, second, secretary, director = (client_of(r) for r in ("cataloguer", "desk-lead", "secretary", "director"))
    new = reverse("indicators:value-new")
    preview = lead.get(f"{new}?{MAY}&code=V01&site=N").content.decode()
    assert "没有数值，因为" in preview and "起草这些数值" in preview
    made = lead.post(new, {"query": MAY})
    assert made.status_code == 302
    [line] = indicators.values()[0]
    refused = _act(lead, line.id, "check")
    assert refused and indicators.value(line.id).state == "draft"
    assert "核对：已完成" in _act(second, line.id, "check")
    assert "签认：已完成" in _act(secretary, line.id, "sign")
    assert "批准：已完成" in _act(director, line.id, "approve")
    page = director.get(reverse("indicators:value", args=[line.id])).content.decode()
    assert "核对码" in page and str(indicators.value(line.id).receipt.digest) in page  # type: ignore[union-attr]
    assert "您已经办过" in _act(director, line.id, "submit", to="局") or "这一步要由另一个人办" in _act(
        director, line.id, "submit", to="局"
    )
    assert "报送：已完成" in _act(lead, line.id, "submit", to="区文旅局")
    again = director.get(reverse("indicators:value", args=[line.id]) + "?again=1").content.decode()
    assert "数值和核对码与收据相同" in again


def test_what_cannot_be_read_is_said_and_nothing_is_drafted() -> None:
    lead = client_of("cataloguer")
    new = reverse("indicators:value-new")
    for wrong in ("code=TEST01&period=month&month=2020-13", "code=TEST01&period=day", "code=ZZZ&period=year&year=2020",
                  "code=TEST01&period=month&month=2020-05&site=Z"):  # fmt: skip
        assert lead.get(f"{new}?{wrong}").status_code in (200, 404, 422)
        assert lead.post(new, {"query": wrong}).status_code in (404, 422)
    assert lead.post(new, {"query": ""}).status_code == 422
    assert not indicators.values()[1]


def test_a_typed_number_and_an_estimate_are_marked_wherever_they_stand() -> None:
    lead, second = client_of("cataloguer"), client_of("desk-lead")
    manual = f"{reverse('indicators:value-manual')}?{MAY}"
    empty = lead.post(manual, {"number": "120", "reason": "闸机坏了", "expires_on": "2999-01-01"})
    assert empty.status_code == 422
    scan = SimpleUploadedFile("count.pdf", b"%PDF-1.4 twelve")
    said = {"number": "120", "reason": "闸机坏了", "expires_on": "2999-01-01", "evidence": scan}
    made = lead.post(manual, said)
    assert made.status_code == 302, made.content.decode()
    [line] = indicators.values()[0]
    assert "录入的数：120" in lead.get(reverse("indicators:value", args=[line.id])).content.decode()
    _act(second, line.id, "check")
    for address in (reverse("indicators:value", args=[line.id]), reverse("indicators:values")):
        assert "mark--manual" in second.get(address).content.decode()
    _act(client_of("secretary"), line.id, "sign")
    again = f"{reverse('indicators:value-manual')}?restates={line.id}"
    owner = client_of("desk-lead")
    assert (
        again in owner.get(reverse("indicators:value", args=[line.id])).text and "现在是 120" in owner.get(again).text
    )
    scan = SimpleUploadedFile("count.pdf", b"%PDF-1.4 thirteen")
    assert owner.post(again, said | {"number": "130", "evidence": scan}).status_code == 302
    [new] = [one for one in indicators.values()[0] if one.restates_id == line.id]
    assert (new.manual_number, new.asked) == (130, line.asked)
    june = "code=TEST01&period=month&month=2020-06"
    estimate = f"{reverse('indicators:value-estimate')}?{june}"
    assert lead.post(estimate, {"weeks": "2020-02-30", "reason": "x"}).status_code == 422
    assert lead.post(estimate, {"weeks": "2020-06-01\n2020-06-08", "reason": "只数了两周"}).status_code == 302
    assert "mark--estimate" in lead.get(reverse("indicators:values")).content.decode()


def test_the_rows_of_a_value_stay_those_of_its_receipt_and_the_export_proves_it(
    north: figures.SiteName, tmp_path: object
) -> None:
    made = signed()
    later = AT + timedelta(days=2)
    ledger.record(
        BellRung(site_id=north.id, quantity=9), actor=SYSTEM, subject="test.bell:2",
        at=datetime.combine(date(2020, 5, 6), datetime.min.time(), tzinfo=ledger.zone()), recorded_at=later,
    )  # fmt: skip
    director = client_of("director")
    page = director.get(reverse("indicators:value-rows", args=[made])).content.decode()
    assert "收据里的 1 条记录" in page
    answer = director.get(reverse("indicators:value-rows-csv", args=[made]))
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    file = tmp_path / "rows.csv"  # type: ignore[operator]
    file.write_bytes(text)
    digest, sums, count, wrong = check(str(file))
    receipt = indicators.value(made).receipt
    assert receipt is not None
    assert (digest, sums, count, wrong) == (receipt.digest, {"test.bell-rung": 5}, 1, [])
    assert len(list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))) == 2


def test_both_sides_of_a_ratio_have_rows() -> None:
    made = signed(may("V02"))
    director = client_of("director")
    sides = director.get(reverse("indicators:value-rows", args=[made])).content.decode()
    assert "?of=V01" in sides and "?of=POP" in sides
    assert director.get(reverse("indicators:value-rows", args=[made]) + "?of=V01").status_code == 200
    assert director.get(reverse("indicators:value-rows-csv", args=[made])).status_code == 422


def test_a_stranger_sees_a_published_value_and_no_other() -> None:
    made = approved()
    address = reverse("indicators:value", args=[made])
    stranger = Client()
    assert stranger.get(address).status_code == 302
    assert client_of("desk").get(address).status_code == 403
    assert "公开：已完成" in _act(client_of("director"), made, "publish")
    shown = stranger.get(address).content.decode()
    assert 'data-value="' in shown and "起草" not in shown
    assert stranger.get(reverse("indicators:value-rows", args=[made])).status_code == 302


def test_late_records_are_decided_on_their_page(north: figures.SiteName) -> None:
    made = signed()
    ring(7, site=north, on=date(2020, 5, 7))
    director = client_of("director")
    assert "没有等着处理" in director.get(reverse("indicators:late")).content.decode()
    found = director.post(reverse("indicators:late-search"), follow=True).content.decode()
    assert "1 个数值有新的迟到记录" in found and "差 +7" in found
    [late] = indicators.late_notices()
    decide = reverse("indicators:late-decision", args=[late.id])
    wrong = director.post(decide, {f"late{late.id}-decision": "restate"})
    assert wrong.status_code == 422
    done = director.post(decide, {f"late{late.id}-decision": "restate", f"late{late.id}-reason": "读数迟到"})
    [second] = [one for one in indicators.values()[0] if one.revision == 2]
    assert done.headers["Location"] == reverse("indicators:value", args=[second.id])
    page = director.get(reverse("indicators:value", args=[second.id])).content.decode()
    assert "原来签认的是 5" in page
    assert "还没有重述过" in director.get(reverse("indicators:restatements")).content.decode()
    _act(client_of("desk-lead"), second.id, "check")
    _act(client_of("secretary"), second.id, "sign")
    page = director.get(reverse("indicators:value", args=[second.id])).content.decode()
    assert "“批准”要由另一位同事办" in page and "/acts/approve/" not in page
    assert "/acts/approve/" in client_of("director").get(reverse("indicators:value", args=[second.id])).content.decode()
    director = client_of("director")
    assert "/acts/submit/" not in director.get(reverse("indicators:value", args=[made])).content.decode()


def test_the_lists_ask_as_often_for_three_values_as_for_one(django_assert_num_queries: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    director = client_of("director")
    signed()
    director.get(reverse("indicators:values"))
    with CaptureQueriesContext(connection) as one:
        director.get(reverse("indicators:values"))
    for number in (3, 4):
        from shushan.indicators.tests.make import month

        checked(month("TEST01", 2020, number))
    with CaptureQueriesContext(connection) as three:
        assert director.get(reverse("indicators:values")).content.decode().count("<tr>") == 4
    assert len(one) == len(three)


def test_many_are_checked_at_once_after_a_page_that_says_which() -> None:
    lead = client_of("desk-lead")
    made = drafted()
    asked = lead.post(reverse("indicators:values"), {"act": "check", "id": str(made)}).content.decode()
    assert "铃声" in asked
    lead.post(reverse("indicators:values"), {"act": "check", "id": str(made), "confirmed": "1"})
    assert indicators.value(made).state == "checked"


def test_periods_are_said_in_the_language_of_the_page() -> None:
    from django.utils import translation

    from shushan.indicators.public import Asked, PeriodKind
    from shushan.indicators.words import period_words

    quarter = Asked("TEST01", PeriodKind.QUARTER, date(2020, 7, 1), date(2020, 4, 1))
    reopening = Asked("TEST01", PeriodKind.REOPENING, date(2020, 7, 1))
    assert [period_words(one) for one in (quarter, reopening)] == ["2020 年第 2 季", "自恢复开馆以来，至 2020-06-30"]
    with translation.override("en"):
        told = [period_words(one) for one in (quarter, reopening)]
    assert told == ["2020, quarter 2", "since reopening, to 2020-06-30"]


def test_the_figure_of_one_unit_is_chosen_drafted_and_named() -> None:
    from shushan.units import public as units

    unit = units.found_unit(
        actor=TESTER, at=LONG_AGO, code="B1", name="第一支部", kind="department", since=LONG_AGO.date()
    )
    staff = client_of("director")
    query = f"code=TEST01&period=month&month=2020-05&unit={unit}"
    page = staff.get(reverse("indicators:value-new") + f"?{query}").content.decode()
    assert f'<option value="{unit}" selected>第一支部' in page
    assert (
        "全馆"
        in staff.get(reverse("indicators:value-new") + "?code=TEST01&period=month&month=2020-05&unit=").content.decode()
    )
    made = staff.post(reverse("indicators:value-new"), {"query": query})
    value_id = int(made["Location"].rstrip("/").rsplit("/", 1)[-1])
    assert indicators.value(value_id).asked.unit_ids == (unit,)
    assert "第一支部" in staff.get(made["Location"]).content.decode()
    assert "第一支部" in staff.get(reverse("indicators:values")).content.decode()
