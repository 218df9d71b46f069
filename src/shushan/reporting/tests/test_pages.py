"""The pages of reports, as a writer, a director and an inspector see them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from shushan.figures import public as figures
from shushan.figures.tests.make import ring
from shushan.indicators.tests.make import make_site, signed
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.reporting import public as reporting
from shushan.reporting.tests.test_reports import AS_OF, AT, MAY, WRITER, template

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def north() -> figures.SiteName:
    site = figures.SiteName(make_site("N", name="北馆"), "N", "", "", date(2020, 3, 23))
    ring(1234, site=site, on=date(2020, 5, 3))
    return site


def client(*roles: str) -> Client:
    """Return a browser signed in with roles."""
    without_second_factor()
    browser = Client()
    browser.force_login(make_user(make_staff(*roles)))
    return browser


def text(browser: Client, name: str, *args: object) -> str:
    """Return a page as text."""
    answer = browser.get(reverse(f"reporting:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_writer_writes_a_template_looks_at_it_and_builds_what_a_director_finishes() -> None:
    editor, director = client("editor"), client("director")
    new = reverse("reporting:template-new")
    said = {"code": "may", "name": "五月", "text": MAY + "\n另有40项。", "seen": "0", "as_of": "2020-06-02"}
    shown = editor.post(new, {**said, "preview": "1"}).content.decode()
    assert "铃响1234" in shown and "“40”是手写的数" in shown and "还没有签署" in shown
    assert not reporting.versions("may")
    wrong = editor.post(new, {**said, "text": "# 题\n\n{V01}", "save": "1"}).content.decode()
    assert "没有写时段" in wrong
    assert editor.post(new, {**said, "text": MAY, "save": "1"}).status_code == 302
    again = editor.post(new, {**said, "text": MAY, "save": "1"}).content.decode()
    assert "别人刚保存了新版本" in again
    assert "第 1 版" in text(editor, "template", "may") and "铃响" in text(editor, "template-version", "may", 1)
    signed()
    made = editor.post(reverse("reporting:report-new"), {"template": "may", "as_of": "2020-06-02"})
    [line] = reporting.reports()[0]
    assert made.headers["Location"] == reverse("reporting:report", args=[line.id])
    page = text(editor, "report", line.id)
    assert "铃响1234" in page and "草稿" in page and "定稿</button>" not in page
    assert editor.post(reverse("reporting:finish", args=[line.id])).status_code == 403
    assert director.post(reverse("reporting:finish", args=[line.id]), follow=True).content.decode().count("已定稿") >= 2
    assert "已定稿" in text(editor, "reports")


def test_a_draft_says_so_in_every_document_and_another_format_is_refused() -> None:
    template()
    made = reporting.build_report(actor=WRITER, at=AT, code="may", as_of=AS_OF)
    browser = client("inspector")
    html = browser.get(reverse("reporting:document", args=[made, "html"]))
    assert "〔草稿〕" in html.content.decode() and "attachment" in html["Content-Disposition"]
    for suffix, begins in (("docx", b"PK"), ("pdf", b"%PDF-")):
        answer = browser.get(reverse("reporting:document", args=[made, suffix]))
        assert answer.content.startswith(begins) and "no-store" in answer["Cache-Control"]
    assert browser.get(reverse("reporting:document", args=[made, "exe"])).status_code == 404
    assert browser.get(reverse("reporting:report", args=[made + 9])).status_code == 404
    assert "还不能定稿" in text(browser, "report", made)


def test_two_reports_side_by_side() -> None:
    template()
    first, second = (reporting.build_report(actor=WRITER, at=AT, code="may", as_of=AS_OF) for _ in range(2))
    page = text(client("inspector"), "comparison", second, first)
    assert "铃声" in page and "相同" in page
    reporting.save_template(actor=WRITER, at=AT, code="may", name="五月", text="# 月\n\n{TEST01 本月}\n", seen=1)
    earlier, later = (
        reporting.build_report(actor=WRITER, at=AT, code="may", as_of=AS_OF - timedelta(days=n)) for n in (10, 9)
    )
    assert "时段不同" in text(client("inspector"), "comparison", later, earlier)


def test_a_day_to_come_is_refused_beside_its_field() -> None:
    page = client("editor").post(reverse("reporting:report-new"), {"template": "work", "as_of": "2999-01-01"})
    assert page.status_code == 200 and "这一天还没有到" in page.content.decode()


def test_a_list_asks_as_much_for_three_rows_as_for_one() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    template()
    browser, counts = client("director"), []
    template_seen = text(browser, "reports")  # what is asked once a day is asked now
    assert template_seen
    for _number in range(3):
        reporting.build_report(actor=WRITER, at=AT, code="may", as_of=AS_OF)
        with CaptureQueriesContext(connection) as asked:
            text(browser, "reports")
        counts.append(len(asked))
    assert counts[0] == counts[2]
