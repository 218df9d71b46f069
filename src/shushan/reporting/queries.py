"""Read templates and reports."""

from __future__ import annotations

from django.db.models import Max
from django.utils.translation import gettext as _

from shushan.kernel.errors import NotFound
from shushan.reporting import shipped, stored
from shushan.reporting.models import Report, TemplateVersion
from shushan.reporting.terms import Built, ReportLine, TemplateValue


def newest_number(code: str) -> int:
    """Return the number of a template's newest version; 0: as it came with the software, or none."""
    return TemplateVersion.objects.filter(code=code).aggregate(n=Max("number"))["n"] or 0


def templates() -> list[TemplateValue]:
    """Return every template in its newest version, those that came with the software too; one query."""
    newest: dict[str, TemplateValue] = {one.code: one for one in shipped.templates()}
    for row in TemplateVersion.objects.order_by("code", "number"):
        newest[row.code] = _value(row)
    return [newest[code] for code in sorted(newest)]


def template(code: str, *, number: int | None = None) -> TemplateValue:
    """Return a template: its newest version, or the one named.

    :raises NotFound:
    """
    rows = TemplateVersion.objects.filter(code=code)
    row = (rows.filter(number=number) if number is not None else rows.order_by("-number")).first()
    if row is not None:
        return _value(row)
    for one in shipped.templates():
        if one.code == code and not number:
            return one
    raise NotFound(_("没有名为 %(code)s 的模板") % {"code": code})


def versions(code: str) -> list[TemplateValue]:
    """Return every version of a template, newest first, the one that came with the software last."""
    rows = [_value(row) for row in TemplateVersion.objects.filter(code=code).order_by("-number")]
    return rows + [one for one in shipped.templates() if one.code == code]


def reports(*, code: str = "", state: str = "", first: int = 0, limit: int = 500) -> tuple[list[ReportLine], int]:
    """Return reports, newest first, and how many there are; ``state``: ``finished`` or ``draft``; two queries."""
    found = Report.objects.order_by("-pk").select_related("finish").defer("built")
    if code:
        found = found.filter(template=code)
    if state:
        found = found.filter(finish__isnull=state != "finished")
    return [_line(row) for row in found[first : first + limit]], found.count()


def report(report_id: int) -> tuple[ReportLine, Built]:
    """Return one report with what it prints.

    :raises NotFound:
    """
    row = Report.objects.select_related("finish").filter(pk=report_id).first()
    if row is None:
        raise NotFound(_("没有这份报告"))
    return _line(row), stored.read(row.built)


def is_as_built(report_id: int) -> bool:
    """Say whether a report still has the digest that it was kept with."""
    row = Report.objects.get(pk=report_id)
    return stored.digest(row.built) == row.digest


def _line(row: Report) -> ReportLine:
    finish = getattr(row, "finish", None)
    return ReportLine(
        row.pk, row.template, row.number, row.title, row.as_of, finish is not None, row.figures, row.problems,
        row.made_by, row.made_at, finish.finished_by if finish else "", finish.finished_at if finish else None,
    )  # fmt: skip


def _value(row: TemplateVersion) -> TemplateValue:
    return TemplateValue(
        row.pk, row.code, row.name, row.name_en, row.number, row.text, row.made_by, row.made_at, row.note
    )
