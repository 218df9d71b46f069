"""Read structure cases."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shushan.approvals import public as approvals
from shushan.kernel.errors import NotFound
from shushan.organisation.models import StructureCase
from shushan.organisation.states import CaseState
from shushan.organisation.terms import CaseLine, LineAct, LinePlan


def subject_of(case_id: int) -> str:
    """Return how a case is named in approvals, units and the ledger."""
    return f"organisation.structure-case:{case_id}"


def case(case_id: int) -> CaseLine:
    """Return a case with its lines.

    :raises NotFound:
    """
    found = cases(case_id=case_id)
    if not found:
        raise NotFound(_("没有这件组织设置事项"))
    return found[0]


def cases(*, case_id: int | None = None, state: str = "") -> list[CaseLine]:
    """Return cases, newest first, in two queries and one each for a decided one's document."""
    found = StructureCase.objects.order_by("-pk").prefetch_related("lines")
    if case_id is not None:
        found = found.filter(pk=case_id)
    if state:
        found = found.filter(state=state)
    return [_line(row) for row in found]


def _line(row: StructureCase) -> CaseLine:
    lines = sorted(row.lines.all(), key=lambda line: line.position)
    return CaseLine(
        id=row.pk,
        title=row.title,
        state=CaseState(row.state),
        wished_on=row.wished_on,
        effective_on=row.effective_on,
        request_id=row.request_id,
        document=_document(row.request_id) if row.state == CaseState.EFFECTIVE else None,
        lines=tuple(
            LinePlan(LineAct(one.act), one.code, one.name, one.name_en, one.kind, one.parent_code, one.site_id)
            for one in lines
        ),
        reason=row.reason,
        made_by=row.made_by,
        made_label=row.made_label,
        body=row.body,
        file_id=row.file,
    )


def _document(request_id: int | None) -> approvals.Document | None:
    if request_id is None:
        return None
    steps = approvals.page(request_id).steps
    return next((step.document for step in reversed(steps) if step.document is not None), None)
