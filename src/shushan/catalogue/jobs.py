"""The long work of the catalogue: reading a file through, importing it, taking an import back."""

from __future__ import annotations

from collections import Counter
from time import monotonic, sleep
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.catalogue.import_models import ImportLine, ImportRun, ImportStudy
from shushan.catalogue.import_study import Tally, read_through
from shushan.catalogue.import_writing import write_batch
from shushan.catalogue.importing import batches
from shushan.catalogue.mappings import whence
from shushan.catalogue.marc import files as marc_files
from shushan.catalogue.terms import Doubles
from shushan.catalogue.undoing import undo_slice
from shushan.database.public import Pace, write
from shushan.files import public as files
from shushan.jobs.public import Work, declare
from shushan.kernel.clock import now

_COUNTS = ("read", "created", "updated", "unchanged", "items", "rejected")


@declare("catalogue.import-marc", title=gettext_lazy("导入书目"))
def import_marc(work: Work, run_id: int) -> None:
    """Import the file of a run, from where the last finished slice ended."""
    run = ImportRun.objects.get(pk=run_id)
    size = files.value(UUID(str(run.file_id))).size
    with files.open_file(run.file_id) as raw:
        stream = marc_files.opened(raw)
        is_packed = stream is not raw
        kind = marc_files.recognise(stream)
        by_bytes = kind == "iso2709" and not is_packed
        start = int(work.resume_from.get("next", 0))
        taken = marc_files.read(stream, start=start, ordinal=int(work.resume_from.get("ordinal", 0)))
        pace = Pace()
        for batch in batches(taken, pace, whence(run.holdings, run.mapping)):
            with work.slice() as checkpoint:
                done = write_batch(
                    batch, run_id=run_id, source=run.source, site_id=run.site_id, actor=work.actor, at=work.made_at,
                    doubles=Doubles(run.doubles), written_at=now(),
                )  # fmt: skip
                checkpoint["next"] = batch.next_position
                checkpoint["ordinal"] = batch.last_ordinal
                checkpoint["done"] = batch.next_position if by_bytes else batch.last_ordinal
                checkpoint["total"] = size if by_bytes else 0
                checkpoint["message"] = _("读到第 %(ordinal)d 条") % {"ordinal": batch.last_ordinal}
            count = len(batch.ready) + len(batch.problems)
            sleep(pace.took(work.held, count, is_waited_for=work.is_waited_for))
            if done.rejected:
                said = _("到第 %(ordinal)d 条为止，又有 %(count)d 条没有收下")
                work.log(said % {"ordinal": batch.last_ordinal, "count": done.rejected})
    with write():
        ImportRun.objects.filter(pk=run_id, finished_at=None).update(finished_at=now(), read=F("read"))
    run.refresh_from_db()
    said = _(
        "读到 %(read)d，新增 %(created)d，更新 %(updated)d，没有变化 %(unchanged)d，馆藏 %(items)d，未收 %(rejected)d"
    )
    work.log(said % {name: getattr(run, name) for name in _COUNTS})


@declare("catalogue.study-import", title=gettext_lazy("分析书目文件"))
def study_import(work: Work, study_id: int) -> None:
    """Read a file to its end and keep what importing it would do; begun again it begins at the first record."""
    study = ImportStudy.objects.get(pk=study_id)
    tally, told = Tally(), 0.0
    with files.open_file(study.file_id) as raw:
        for tally, _batch in read_through(raw, study.source, whence(study.holdings, study.mapping)):
            if monotonic() - told > 1:
                work.progress(tally.read, message=_("读到第 %(ordinal)d 条") % {"ordinal": tally.read})
                told = monotonic()
    with work.slice() as checkpoint:
        ImportStudy.objects.filter(pk=study_id).update(found=tally.frozen(), finished_at=now())
        checkpoint["done"] = checkpoint["total"] = tally.read


@declare("catalogue.undo-import", title=gettext_lazy("撤销导入"))
def undo_import(work: Work, run_id: int) -> None:
    """Take an import back from its last record to its first, each slice with its checkpoint."""
    run = ImportRun.objects.get(pk=run_id)
    lines = ImportLine.objects.filter(run=run).order_by("-pk")
    total, pace, counts = lines.count(), Pace(), Counter[str](work.resume_from.get("counts", {}))
    below, done = int(work.resume_from.get("below", 0)), int(work.resume_from.get("done", 0))
    while some := list((lines.filter(pk__lt=below) if below else lines)[: pace.size]):
        with work.slice() as checkpoint:
            counts.update(undo_slice(some, run, actor=work.actor, at=work.made_at))
            below, done = some[-1].pk, done + len(some)
            checkpoint |= {"below": below, "done": done, "total": total, "counts": dict(counts)}
        sleep(pace.took(work.held, len(some), is_waited_for=work.is_waited_for))
    with write():
        ImportRun.objects.filter(pk=run_id, undone_at=None).update(undone_at=now())
    kept = done - counts["undone"]
    work.log(_("撤回 %(undone)d 条，保留 %(kept)d 条") % {"undone": counts["undone"], "kept": kept})
