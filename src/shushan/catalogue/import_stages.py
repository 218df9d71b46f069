"""The stages of an import: study a file, commit what was studied, and take a whole import back."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from shushan.catalogue import imports, mappings, reasons
from shushan.catalogue.import_models import ImportLine, ImportRun, ImportStudy
from shushan.catalogue.import_study import OUTCOMES, Example, StudyValue
from shushan.catalogue.importing import Whence
from shushan.catalogue.imports import KIND, RunValue
from shushan.catalogue.models import BibRecord, Item
from shushan.catalogue.terms import CatalogueAct, Doubles, Holdings, LeftLine
from shushan.database.public import write
from shushan.files import public as files
from shushan.jobs import public as jobs
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound

STUDY_JOB = "catalogue.study-import"
UNDO_JOB = "catalogue.undo-import"


@write()
def start_study(
    *, actor: Actor, at: datetime, file_id: str, source: str, site_id: int, holdings: Whence = Holdings.ANY
) -> int:
    """Have a kept file read through, and return the study's id. Nothing of it is written.

    :raises NotAllowed: :raises NotFound: :raises Invalid: no source
    """
    actor.require(CatalogueAct.IMPORT, site_id=site_id)
    if not source.strip():
        raise Invalid(_("请填写来源，例如 CALIS 或书商名"), field="source")
    kept = files.value(imports.uuid_of(file_id))
    if kept.kind != KIND:
        raise NotFound(_("没有这个文件"))
    made = ImportStudy.objects.create(
        file_id=kept.id, file_name=kept.name, source=source.strip()[:40], site_id=site_id, made_at=at,
        holdings=holdings if isinstance(holdings, Holdings) else Holdings.ANY, mapping=mappings.frozen(holdings),
    )  # fmt: skip
    title = _("分析书目文件：%(name)s") % {"name": kept.name}
    job_id = jobs.start(STUDY_JOB, {"study_id": made.pk}, actor=actor, at=at, title=title)
    ImportStudy.objects.filter(pk=made.pk).update(job_id=job_id)
    return made.pk


@write()
def commit(*, actor: Actor, at: datetime, study_id: int, doubles: Doubles = Doubles.TAKE) -> RunValue:
    """Import what was studied; a study is committed once. Returns the run with its job.

    :raises NotAllowed: :raises NotFound: :raises Conflict: not finished yet, or committed before
    """
    found = study(study_id)
    actor.require(CatalogueAct.IMPORT, site_id=found.site_id)
    if found.finished_at is None:
        raise Conflict(_("文件还没有分析完"), remedy=_("请等分析完再导入"))
    if found.run_id is not None:
        raise Conflict(_("这份文件已经导入过了"), remedy=_("请看那次导入的报告；要再导一次请重新上传"))
    kept = ImportStudy.objects.get(pk=study_id)
    made = imports.start_import(
        actor=actor, at=at, file_id=found.file_id, source=found.source, site_id=found.site_id,
        holdings=mappings.whence(kept.holdings, kept.mapping), doubles=doubles,
    )  # fmt: skip
    if not ImportStudy.objects.filter(pk=study_id, run=None).update(run_id=made.id):
        raise Conflict(_("这份文件已经导入过了"))
    return made


@write()
def start_undo(*, actor: Actor, at: datetime, run_id: int) -> int:
    """Take a whole import back, as a job; returns the job's id.

    New records go, updated ones become what they were, copies leave the stock by reversing facts. A record that was
    changed since, or whose copies were used, stays as it is and is named in the report.

    :raises NotAllowed: :raises NotFound: :raises Conflict: the import still runs, or was taken back before
    """
    found = imports.run(run_id)
    actor.require(CatalogueAct.IMPORT, site_id=found.site_id)
    if not jobs.job(found.job_id).is_over:
        raise Conflict(_("这次导入还没有结束"), remedy=_("请先等它结束，或取消它"))
    asked = ImportRun.objects.filter(pk=run_id, undo_asked_at=None)
    if not asked.update(undo_asked_at=at, undo_asked_by=actor.label):
        raise Conflict(_("这次导入已经撤销过了"), remedy=_("请看撤销的结果"))
    title = _("撤销导入：%(name)s") % {"name": found.file_name}
    job_id = jobs.start(UNDO_JOB, {"run_id": run_id}, actor=actor, at=at, title=title)
    ImportRun.objects.filter(pk=run_id).update(undo_job_id=job_id)
    return job_id


def study(study_id: int) -> StudyValue:
    """Return a study.

    :raises NotFound:
    """
    s = ImportStudy.objects.filter(pk=study_id).first()
    if s is None:
        raise NotFound(_("没有这次分析"))
    told = s.found
    examples = {name: [Example(**one) for one in told.get("examples", {}).get(name, [])] for name in OUTCOMES}
    return StudyValue(
        s.pk, s.job_id or 0, str(s.file_id), s.file_name, s.source, s.site_id, Holdings(s.holdings), _tag(s.mapping), s.made_at,
        s.finished_at, s.run_id, told.get("read", 0), told.get("items", 0),
        {name: told.get("outcomes", {}).get(name, 0) for name in OUTCOMES}, told.get("encodings", {}),
        told.get("formats", {}), {name: some for name, some in examples.items() if some},
        told.get("prices", 0),
    )  # fmt: skip


def undo_counts(run_id: int) -> dict[str, int]:
    """Return how many records of an import were taken back (``undone``) or left, by reason, in one query."""
    found = ImportLine.objects.filter(run_id=run_id).exclude(undo="").values_list("undo").annotate(n=Count("pk"))
    return dict(found.order_by("undo").values_list("undo", "n"))


def left(run_id: int, *, after: int = 0, limit: int = 50) -> list[LeftLine]:
    """Return the records that an undoing left alone, in the order of the file, above an id, in three queries."""
    found = (
        ImportLine.objects.filter(run_id=run_id, pk__gt=after).exclude(undo__in=("", "undone")).order_by("pk")[:limit]
    )
    rows = list(found.values_list("pk", "ordinal", "record_id", "undo"))
    titles = dict(BibRecord.objects.filter(pk__in=[row[2] for row in rows]).values_list("pk", "title"))
    kept: dict[int, tuple[str, ...]] = {}
    edited = [record for _pk, _ordinal, record, code in rows if code == "edited"]
    copies = Item.objects.filter(record_id__in=edited, import_id=run_id).order_by("pk")
    for record, barcode in copies.values_list("record_id", "barcode"):
        kept[record] = (*kept.get(record, ()), barcode)
    return [
        LeftLine(pk, ordinal, record, titles.get(record, ""), code, kept.get(record, ()))
        for pk, ordinal, record, code in rows
    ]


def doubles(run_id: int, *, limit: int = 100) -> list[tuple[int, str, int, str]]:
    """Return records that an import took though another looks the same: (id, title, id of the other, by what)."""
    found = ImportLine.objects.filter(run_id=run_id, double_id__isnull=False).order_by("pk")[:limit]
    rows = list(found.values_list("record_id", "double_id", "likeness"))
    titles = dict(BibRecord.objects.filter(pk__in=[row[0] for row in rows]).values_list("pk", "title"))
    return [
        (record, titles[record], other, reasons.likeness(likeness))
        for record, other, likeness in rows if record in titles and other is not None
    ]  # fmt: skip


def _tag(mapping: dict[str, str]) -> str:
    return mapping.get("tag", "")
