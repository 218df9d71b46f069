"""The claim about the work report: one figure unsigned, another day or another title, and it falls short."""

from __future__ import annotations

from datetime import date

import pytest

from shushan.claims.public import State, answer, claim
from shushan.figures import public as figures
from shushan.figures.tests.make import ring
from shushan.indicators.tests.make import AT, make_site, signed
from shushan.reporting import public as reporting
from shushan.reporting.tests.test_reports import EDITOR, WRITER
from shushan.ui.context import library_names

pytestmark = pytest.mark.django_db
DAY = date(2020, 7, 1)
LATER = AT.replace(month=7, day=1, hour=9)


@pytest.fixture(autouse=True)
def north() -> figures.SiteName:
    site = figures.SiteName(make_site("N", name="北馆"), "N", "", "", date(2020, 3, 23))
    ring(1234, site=site, on=date(2020, 5, 3))
    return site


def _report(*, title: str = "", on: date = DAY, text: str = "铃响{TEST01 2020-05}次。") -> int:
    title = title or "{馆名}" + claim("C02").quote.partition("图书馆")[2]
    seen = reporting.template("work").number
    reporting.save_template(actor=WRITER, at=LATER, code="work", name="报告", text=f"# {title}\n\n{text}\n", seen=seen)
    return reporting.build_report(actor=WRITER, at=LATER, code="work", as_of=on)


def _state() -> State:
    return answer(claim("C02"), LATER).state


def test_it_holds_with_every_figure_signed_and_the_report_finished() -> None:
    assert library_names()[0]
    signed()
    made = _report()
    assert _state() is State.FALLS_SHORT
    reporting.finish_report(actor=EDITOR, at=LATER, report_id=made)
    assert _state() is State.HOLDS


@pytest.mark.parametrize(
    "said",
    [
        {"title": "别的题目"},
        {"on": date(2020, 6, 30)},
        {"text": "纪念{手填 99 依据=2020−1921}周年，铃响{TEST01 2020-05}次。"},
        {"text": "没有数。"},
    ],
)
def test_another_title_another_day_a_typed_number_or_none_falls_short(said: dict[str, object]) -> None:
    signed()
    reporting.finish_report(actor=EDITOR, at=LATER, report_id=_report(**said))  # type: ignore[arg-type]
    assert _state() is State.FALLS_SHORT
