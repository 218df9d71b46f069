"""A cataloguer's day in a browser: a file comes in by stages and goes back, copies are added, scanned, withdrawn by two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from shushan.catalogue.marc import iso2709
from shushan.catalogue.models import BibRecord, Item
from shushan.catalogue.tests.make import make_record
from shushan.catalogue.tests.records import cnmarc
from shushan.jobs import worker
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.places.tests.make import make_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _signed_in(browser: Browser, client: Any, url: str, role: str) -> Page:
    client.force_login(make_user(make_staff(role)))
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
    return context.new_page()


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).last.click()


def test_a_file_comes_in_by_stages_and_goes_back(
    browser: Browser, live_server: Any, client: Any, tmp_path: Path
) -> None:
    without_second_factor()
    make_site()
    good = [iso2709.serialise(cnmarc(f"n{n}", f"山居之{n}", barcodes=(f"B{n}",))) for n in range(3)]
    (tmp_path / "a.mrc").write_bytes(b"".join([*good, b"00100no record\x1d"]))
    page = _signed_in(browser, client, live_server.url, "cataloguer")
    page.goto(f"{live_server.url}/staff/catalogue/imports/")
    page.set_input_files("input[type=file]", tmp_path / "a.mrc")
    _press(page, "上传并预览")
    assert "山居之2" in page.locator("main").inner_text()
    page.fill("input[name=source]", "walk")
    _press(page, "分析整个文件")
    assert worker.do_one_job("test")
    page.reload()
    assert page.locator("main").get_by_text("会新增").first.is_visible()
    assert BibRecord.objects.filter(source="walk").count() == 0, "written before it was asked for"
    _press(page, "开始导入")
    assert worker.do_one_job("test")
    page.reload()
    assert BibRecord.objects.filter(source="walk").count() == 3
    assert "没有收下的记录" in page.locator("main").inner_text()
    _press(page, "撤销这次导入")
    assert BibRecord.objects.filter(source="walk").count() == 3, "taken back before it was confirmed"
    _press(page, "撤销这次导入")
    assert worker.do_one_job("test")
    page.reload()
    assert "撤回 3 条" in page.locator("main").inner_text()
    assert "staff:" not in page.locator("main").inner_text()
    assert BibRecord.objects.filter(source="walk").count() == 0


def test_copies_are_added_scanned_and_withdrawn_by_two(browser: Browser, live_server: Any, client: Any) -> None:
    without_second_factor()
    make_site()
    record_id = make_record()
    page = _signed_in(browser, client, live_server.url, "cataloguer")
    page.goto(f"{live_server.url}/staff/catalogue/{record_id}/items/batch/")
    page.fill("textarea[name=barcodes]", "W0001-W0003")
    _press(page, "登记")
    assert Item.objects.filter(record_id=record_id).count() == 3

    page.goto(f"{live_server.url}/staff/stock/")
    _press(page, "开始清点")
    page.locator("#barcode:focus").wait_for()
    for code in ("W0001", "Ｗ０００２", "X9"):  # the scanner types on, also under an input method
        page.keyboard.type(code)
        page.keyboard.press("Enter")
    latest = page.locator("section", has_text="最近扫的").get_by_role("rowheader")
    expect(latest).to_have_text(["X9", "W0002", "W0001"])
    _press(page, "结束清点")
    assert Item.objects.filter(state="missing").count() == 0, "closed before it was confirmed"
    _press(page, "结束")
    assert [*Item.objects.filter(state="missing").values_list("barcode", flat=True)] == ["W0003"]

    page.goto(f"{live_server.url}/staff/items/withdrawals/")
    page.fill("textarea[name=barcodes]", "W0002")
    page.fill("input[name=reason]", "破损")
    _press(page, "提交")
    assert page.locator("main").get_by_role("button", name="批准并注销").count() == 0, "nobody decides alone"
    other = _signed_in(browser, client, live_server.url, "director")
    other.goto(page.url)
    _press(other, "批准并注销")
    assert [*Item.objects.filter(state="withdrawn").values_list("barcode", flat=True)] == ["W0002"]
