"""A report of one unit: its figures, its meetings, its name; refused where no unit was chosen."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from shushan.figures import public as figures
from shushan.figures.tests.make import BellRung
from shushan.indicators.public import Asked, PeriodKind
from shushan.indicators.tests.make import AT, LONG_AGO, TESTER, make_site, person, signed
from shushan.kernel.errors import Invalid
from shushan.ledger import public as ledger
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.reporting import happenings
from shushan.reporting import public as reporting
from shushan.units import public as units

pytestmark = pytest.mark.django_db
AS_OF = date(2020, 6, 2)
WRITER = person(80_001, "reporting.*")
TEXT = "# {单位}五月\n\n铃响{TEST01 2020-05 单位=本}次，全馆{TEST01 2020-05}次。\n\n[事项 试会 2020-05 单位=本]\n"


@pytest.fixture
def branches() -> dict[str, int]:
    site = figures.SiteName(make_site("N", name="北馆"), "N", "", "", date(2020, 3, 23))
    made = {
        code: units.found_unit(
            actor=TESTER, at=LONG_AGO, code=code, name=name, kind="department", since=LONG_AGO.date()
        )
        for code, name in (("B1", "第一支部"), ("B2", "第二支部"))
    }
    for code, n in (("B1", 5), ("B2", 7)):
        event = BellRung(site_id=site.id, unit_id=made[code], quantity=n)
        ledger.record(event, actor=TESTER, subject="test.bell:1", at=datetime(2020, 5, 3, 4, tzinfo=UTC))
    return made


@pytest.fixture
def meetings(branches: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(since: date, until: date, as_of: date) -> list[happenings.Happening]:
        return [happenings.Happening(date(2020, 5, 4), f"{code}开会", unit_id=pk) for code, pk in branches.items()]

    monkeypatch.setitem(happenings._kinds, "test-met", happenings.KindOfHappening("test-met", "试会", ask))


def test_figures_meetings_and_name_are_those_of_the_unit_chosen(branches: dict[str, int], meetings: None) -> None:
    signed(Asked("TEST01", PeriodKind.MONTH, date(2020, 6, 1), date(2020, 5, 1), None, (branches["B1"],)))
    built = reporting.build(TEXT, as_of=AS_OF, at=AT, unit="B1")
    said = ["".join(run.text for run in piece.runs) for piece in built.pieces]
    assert said[:2] == ["第一支部五月", "铃响5次，全馆12次。"]
    assert [line for line in said if "开会" in line] == [said[2]] and "B1开会" in said[2]
    own, whole = built.receipts
    assert own.value_id is not None and whole.value_id is None and own.label == "TEST01 2020-05 单位=本"
    other = reporting.build(TEXT, as_of=AS_OF, at=AT, unit="B2")
    assert f"unit={branches['B2']}" in other.receipts[0].address, "what nobody signed opens the card of the very unit"


def test_without_a_unit_such_a_report_is_refused_and_the_form_says_so_at_its_field(
    branches: dict[str, int], meetings: None
) -> None:
    reporting.save_template(actor=WRITER, at=AT, code="of-unit", name="支部五月", text=TEXT, seen=0)
    for unit in ("", "B9"):
        with pytest.raises(Invalid) as refusal:
            reporting.build_report(actor=WRITER, at=AT, code="of-unit", as_of=AS_OF, unit=unit)
        assert refusal.value.field == "unit"
    built = reporting.build(TEXT, as_of=AS_OF, at=AT)
    assert {"no-unit", "no-such-figure"} <= {one.code for one in built.problems if one.is_grave}
    without_second_factor()
    client = Client()
    client.force_login(make_user(make_staff("director")))
    asked = {"template": "of-unit", "as_of": AS_OF.isoformat(), "unit": ""}
    page = client.post(reverse("reporting:report-new"), asked)
    assert "unit" in page.context["form"].errors
    assert client.post(reverse("reporting:report-new"), asked | {"unit": "B1"}).status_code == 302
    [line] = reporting.reports()[0]
    assert line.title == "第一支部五月"
