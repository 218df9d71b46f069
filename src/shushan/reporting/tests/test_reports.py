"""Reports: every number is a signed value, what does not hold stands against finishing, documents say the same."""

from __future__ import annotations

import io
from datetime import date, timedelta

import docx as docx_package
import pytest
from django.db import DatabaseError, transaction

from shushan.figures import public as figures
from shushan.figures.tests.make import ring
from shushan.indicators import public as indicators
from shushan.indicators.public import Asked, PeriodKind
from shushan.indicators.tests.make import AT, CHECKER, DIRECTOR, MAKER, SIGNER, make_site, manual, may, person, signed
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.ledger import public as ledger
from shushan.reporting import happenings
from shushan.reporting import public as reporting
from shushan.reporting.models import Report
from shushan.reporting.public import Suffix, build, document

pytestmark = pytest.mark.django_db
AS_OF = date(2020, 6, 2)
WRITER, EDITOR, NOBODY = person(80_001, "reporting.*"), person(80_002, "reporting.*"), person(80_003, "figures.*")
MAY = "# 五月\n\n铃响{TEST01 2020-05}次。\n"


@pytest.fixture(autouse=True)
def north() -> figures.SiteName:
    site = figures.SiteName(make_site("N", name="北馆"), "N", "", "", date(2020, 3, 23))
    ring(1234, site=site, on=date(2020, 5, 3))
    return site


def said(text: str) -> tuple[list[str], set[str]]:
    """Return the paragraphs of a template built, and the codes of what stands against it."""
    built = build(text, as_of=AS_OF, at=AT)
    lines = ["".join(run.text for run in piece.runs) for piece in built.pieces]
    return lines, {one.code for one in built.problems if one.is_grave}


def template(text: str = MAY, *, seen: int = 0, actor: Actor = WRITER, code: str = "may") -> int:
    """Keep a template."""
    return reporting.save_template(actor=actor, at=AT, code=code, name="五月", text=text, seen=seen)


def test_a_signed_value_is_printed_with_its_receipt_and_an_unsigned_one_stands_against_finishing() -> None:
    lines, problems = said(MAY)
    assert lines == ["五月", "铃响1234次。"] and problems == {"unsigned"}
    value_id = signed()
    built = build(MAY, as_of=AS_OF, at=AT)
    assert built.may_finish and built.title == "五月"
    [receipt] = built.receipts
    line = indicators.value(value_id)
    assert line.receipt is not None
    assert (receipt.value_id, receipt.number, receipt.digest) == (value_id, "1234", line.receipt.digest)
    assert receipt.address == indicators.value_address(value_id)


def test_what_comes_after_the_signature_does_not_change_the_report(north: figures.SiteName) -> None:
    signed()
    ring(1000, site=north, on=date(2020, 5, 9))
    lines, _problems = said(MAY + "\n[表 TEST01 2020-05 按=馆区]\n")
    built = build(MAY + "\n[表 TEST01 2020-05 按=馆区]\n[图 TEST01 2020-05 按=月]\n", as_of=AS_OF, at=AT)
    assert lines[1] == "铃响1234次。" and len(built.receipts) == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# 题\n\n铃响1234次。", "bare-number"),
        ("# 题\n\n三个支部。", "bare-number"),
        ("# 题\n\n组织全体学习。", "unbound"),
        ("# 题\n\n{NONE9 2020-05}", "no-such-figure"),
        ("# 题\n\n{TEST01 2020-05 馆区=ZZ}", "no-such-figure"),
        ("# 题\n\n{TEST01 2020-05 单位=ZZ}", "no-such-figure"),
        ("# 题\n\n{TEST01 2020-05 超过=1234}", "not-over"),
        ("# 题\n\n{TEST01 2020-05 全体}", "not-everybody"),
        ("# 题\n\n{L08 2020-05}", "no-value"),
        ("# 题\n\n[事项 火星 2020]", "no-such-kind"),
        ("没有题目", "no-title"),
    ],
)
def test_what_does_not_hold_is_named(text: str, problem: str) -> None:
    signed()
    assert problem in said(text)[1]


def test_phrases_hold_when_the_figure_does() -> None:
    signed()
    lines, problems = said("# 题\n\n{TEST01 2020-05 超过=1000}次")
    assert lines[1] == "1000多次" and not problems
    everybody = Asked("R04", PeriodKind.MONTH, date(2020, 6, 1), date(2020, 5, 1))
    assert "not-everybody" in said("# 题\n\n{R04 2020-05 全体}")[1] | {"not-everybody"}
    made = indicators.enter_value(actor=MAKER, at=AT, asked=everybody, manual=manual(100))
    indicators.check_value(actor=CHECKER, at=AT, value_id=made)
    indicators.sign_value(actor=SIGNER, at=AT, value_id=made)
    lines, problems = said("# 题\n\n{R04 2020-05 全体}居民有证")
    assert lines[1] == "全体居民有证" and not problems


def test_numbers_typed_by_hand_bear_their_mark_everywhere() -> None:
    text = "# 题\n\n纪念{手填 99 依据=2020 − 1921}周年。"
    built = build(text, as_of=AS_OF, at=AT)
    assert built.may_finish and [one.code for one in built.problems] == ["typed"]
    assert "99<sup>†</sup>" in document(built, Suffix.HTML, author="馆").decode()
    paper = docx_package.Document(io.BytesIO(document(built, Suffix.DOCX, author="馆")))
    lines = [line.text for line in paper.paragraphs]
    assert "纪念99†周年。" in lines and "† 99：2020 − 1921" in lines


def test_a_manual_value_keeps_its_mark() -> None:
    made = indicators.enter_value(actor=MAKER, at=AT, asked=may(), manual=manual(120))
    indicators.check_value(actor=CHECKER, at=AT, value_id=made)
    indicators.sign_value(actor=SIGNER, at=AT, value_id=made)
    body = document(build(MAY, as_of=AS_OF, at=AT), Suffix.HTML, author="馆").decode()
    assert "120<sup>†</sup>" in body and "手填，不由记录得出" in body


def test_documents_hold_the_numbers_the_table_the_picture_and_the_appendix() -> None:
    value_id = signed()
    text = MAY + "\n[表 TEST01 2020-05 按=馆区]\n\n[图 TEST01 2020-05 按=馆区]\n\n[附录]\n"
    built = build(text, as_of=AS_OF, at=AT)
    paper = docx_package.Document(io.BytesIO(document(built, Suffix.DOCX, author="海川区图书馆")))
    assert paper.core_properties.author == "海川区图书馆"
    assert "铃响1234[1]次。" in [line.text for line in paper.paragraphs]
    table, receipts = paper.tables
    assert [cell.text for cell in table.rows[1].cells] == ["北馆", "1,234"] and len(paper.inline_shapes) == 1
    row = [cell.text for cell in receipts.rows[1].cells]
    assert row[2:5] == ["1,234 次", "2020-05-01 – 2020-05-31", str(value_id)]
    html = document(built, Suffix.HTML, author="馆").decode()
    assert built.receipts[0].digest in html and "<svg" in html and "<script" not in html
    pdf = document(built, Suffix.PDF, author="馆")
    assert pdf.startswith(b"%PDF-") and pdf.count(b"/Type /Page\n") >= 2


def test_what_others_wrote_cannot_break_out_of_a_document() -> None:
    text = '# <script>alert("x")</script>\n\n&amp; <b>]]></b> {手填 <i>9 依据="><img>}\n'
    built = build(text, as_of=AS_OF, at=AT)
    html = document(built, Suffix.HTML, author='"><x>').decode()
    assert "<script" not in html and "<img" not in html and "<i>" not in html and "<x>" not in html
    assert document(built, Suffix.PDF, author="馆").startswith(b"%PDF-")
    docx_package.Document(io.BytesIO(document(built, Suffix.DOCX, author="馆")))


def test_a_template_is_kept_in_versions_and_two_writers_do_not_overwrite_each_other() -> None:
    assert template() == 1
    with pytest.raises(Conflict):
        template(seen=0)
    assert template(MAY + "再来一段。\n", seen=1) == 2
    assert [one.number for one in reporting.versions("may")] == [2, 1]
    assert reporting.template("may").text.endswith("再来一段。\n")
    assert reporting.template("may", number=1).text == MAY
    with pytest.raises(reporting.TemplateHasMistakes, match="第 3 行"):
        template("# 题\n\n{V01}\n", seen=2)
    with pytest.raises(Invalid):
        template(code="Ma y")
    with pytest.raises(NotAllowed):
        template(seen=2, actor=NOBODY)
    with pytest.raises(NotFound):
        reporting.template("nothing")
    assert reporting.template("may").number == 2


def test_templates_come_with_the_software_until_a_library_writes_its_own() -> None:
    assert {"work", "monthly", "yearly", "branch"} <= {one.code for one in reporting.templates()}
    shipped = reporting.template("work")
    assert shipped.number == 0
    assert template(shipped.text, code="work") == 1 and reporting.template("work").number == 1
    assert [one.number for one in reporting.versions("work")] == [1, 0]


def test_a_report_is_finished_by_somebody_else_and_only_when_nothing_stands_against_it() -> None:
    template()
    with pytest.raises(NotAllowed):
        reporting.build_report(actor=NOBODY, at=AT, code="may", as_of=AS_OF)
    with pytest.raises(Invalid):
        reporting.build_report(actor=WRITER, at=AT, code="may", as_of=AS_OF + timedelta(days=1))
    draft = reporting.build_report(actor=WRITER, at=AT, code="may", as_of=AS_OF)
    with pytest.raises(reporting.ReportHasProblems, match="还没有签署"):
        reporting.finish_report(actor=EDITOR, at=AT, report_id=draft)
    signed()
    made = reporting.build_report(actor=WRITER, at=AT, code="may", as_of=AS_OF)
    with pytest.raises(reporting.SamePerson):
        reporting.finish_report(actor=WRITER, at=AT, report_id=made)
    with pytest.raises(NotAllowed):
        reporting.finish_report(actor=NOBODY, at=AT, report_id=made)
    reporting.finish_report(actor=EDITOR, at=AT, report_id=made)
    with pytest.raises(Conflict):
        reporting.finish_report(actor=person(80_004, "reporting.*"), at=AT, report_id=made)
    line, built = reporting.report(made)
    assert line.is_finished and line.finished_by == EDITOR.name and built.receipts[0].number == "1234"
    [row] = ledger.rows_of(f"reporting.report:{made}")
    assert row.fact == "reporting.report-finished"
    assert [one.id for one in reporting.reports(state="finished")[0]] == [made]


def test_the_database_refuses_to_change_a_report() -> None:
    template()
    made = reporting.build_report(actor=WRITER, at=AT, code="may", as_of=AS_OF)
    assert reporting.is_as_built(made)
    for act in (lambda: Report.objects.filter(pk=made).update(title="别的"), lambda: Report.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_two_reports_are_compared_figure_by_figure(north: figures.SiteName) -> None:
    signed()
    template()
    first = reporting.build_report(actor=WRITER, at=AT, code="may", as_of=AS_OF)
    template(MAY + "\n三月{TEST01 2020-03}次。\n", seen=1)
    second = reporting.build_report(actor=WRITER, at=AT, code="may", as_of=AS_OF)
    old, new = (reporting.report(one)[1].receipts for one in (first, second))
    found = reporting.pairs(old, new)
    assert [(p.label, p.is_same, p.old is None) for p in found] == [
        ("TEST01 2020-05", True, False), ("TEST01 2020-03", False, True),
    ]  # fmt: skip


def test_a_planned_event_is_printed_as_planned() -> None:
    def ask(since: date, until: date, as_of: date) -> list[happenings.Happening]:
        days = (date(2020, 5, 30), date(2020, 7, 8))
        return [
            happenings.Happening(day, "讲座", is_done=day < as_of, people=30) for day in days if since <= day < until
        ]

    kept = dict(happenings._kinds)
    happenings.declare(happenings.KindOfHappening("test", "试讲", ask))
    try:
        lines, problems = said("# 题\n\n[事项 试讲 2020]\n")
    finally:
        happenings._kinds.clear()
        happenings._kinds.update(kept)
    assert not problems
    assert lines[1:] == ["2020年5月30日，讲座，30 人参加", "计划：2020年7月8日，讲座"]


def test_restated_values_are_listed(north: figures.SiteName) -> None:
    value_id = signed()
    later = AT + timedelta(days=3)
    ring(6, site=north, on=date(2020, 5, 9))
    assert indicators.find_late(actor=DIRECTOR, at=later) in (0, 1)
    made = indicators.restate_value(actor=MAKER, at=later, value_id=value_id, reason="补记五月九日")
    indicators.check_value(actor=CHECKER, at=later, value_id=made)
    indicators.sign_value(actor=SIGNER, at=later, value_id=made)
    built = build(MAY, as_of=AS_OF, at=later)
    assert built.receipts[0].restated == "1,234"
    assert "原为 1,234，更正为 1,240" in document(built, Suffix.HTML, author="馆").decode()
