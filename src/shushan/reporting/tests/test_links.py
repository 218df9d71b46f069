"""Every figure of a document opens to its records; phrases hold on one side of their border and not on the other."""

from __future__ import annotations

import io
import re
from datetime import date
from zipfile import ZipFile

import pytest

from shushan.figures import public as figures
from shushan.figures.tests.make import ring
from shushan.indicators import public as indicators
from shushan.indicators.public import Asked, PeriodKind
from shushan.indicators.tests.make import AT, CHECKER, MAKER, SIGNER, make_site, manual, signed
from shushan.reporting.public import Suffix, build, document

pytestmark = pytest.mark.django_db
AS_OF = date(2020, 6, 2)
TEXT = "# 题\n\n响{TEST01 2020-05}次，四月{TEST01 2020-04}次。\n\n[图 TEST01 2020-05 按=月]\n"
SITE = "https://lib.example"


@pytest.fixture(autouse=True)
def north() -> figures.SiteName:
    site = figures.SiteName(make_site("N", name="北馆"), "N", "", "", date(2020, 3, 23))
    ring(1234, site=site, on=date(2020, 5, 3))
    return site


def test_in_docx_a_number_leads_to_the_appendix_and_there_to_its_records() -> None:
    value_id = signed()
    built = build(TEXT, as_of=AS_OF, at=AT)
    with ZipFile(io.BytesIO(document(built, Suffix.DOCX, author="馆", site=SITE + "/"))) as parts:
        text, links = (parts.read(f"word/{name}").decode() for name in ("document.xml", "_rels/document.xml.rels"))
        fonts = parts.read("word/fontTable.xml").decode()
        styles = parts.read("word/styles.xml").decode()
    anchors = set(re.findall(r'w:anchor="(\w+)"', text))
    assert anchors == {"figure_1", "figure_2"} == set(re.findall(r'w:bookmarkStart [^>]*w:name="(\w+)"', text))
    assert f'{SITE}{indicators.value_address(value_id)}"' in links, "what is signed opens its value"
    assert f"{SITE}/figures/TEST01/?period=range&amp;since=2020-04-01&amp;until=2020-04-30" in links, (
        "what is not, its card"
    )
    assert 'w:firstLineChars="200"' in text and 'w:eastAsia="zh-CN"' in styles and 'w:val="FangSong"' in fonts


@pytest.mark.parametrize("suffix", [Suffix.HTML, Suffix.PDF])
def test_html_and_pdf_lead_to_the_same(suffix: Suffix) -> None:
    value_id = signed()
    body = document(build(TEXT, as_of=AS_OF, at=AT), suffix, author="馆", site=SITE)
    assert f"{SITE}{indicators.value_address(value_id)}".encode() in body
    without = document(build(TEXT, as_of=AS_OF, at=AT), suffix, author="馆")
    assert b"lib.example" not in without and (b"#figure-1" in without or suffix is Suffix.PDF)


def test_a_chart_in_html_has_its_table() -> None:
    body = document(build(TEXT, as_of=AS_OF, at=AT), Suffix.HTML, author="馆").decode()
    assert "<svg" in body and "<summary>数据表</summary>" in body and "1,234</td>" in body


@pytest.mark.parametrize(("over", "holds"), [(1233, True), (1234, False), (1235, False)])
def test_more_than_so_many_holds_only_above_it(over: int, holds: bool) -> None:
    signed()
    built = build(f"# 题\n\n{{TEST01 2020-05 超过={over}}}次", as_of=AS_OF, at=AT)
    assert built.may_finish is holds
    assert built.pieces[1].runs[0].text == f"{over}多"


@pytest.mark.parametrize(("share", "holds"), [(99, False), (100, True)])
def test_everybody_holds_only_at_a_hundred_per_cent(share: int, holds: bool) -> None:
    asked = Asked("R04", PeriodKind.MONTH, date(2020, 6, 1), date(2020, 5, 1))
    made = indicators.enter_value(actor=MAKER, at=AT, asked=asked, manual=manual(share))
    indicators.check_value(actor=CHECKER, at=AT, value_id=made)
    indicators.sign_value(actor=SIGNER, at=AT, value_id=made)
    assert build("# 题\n\n{R04 2020-05 全体}居民有证", as_of=AS_OF, at=AT).may_finish is holds
