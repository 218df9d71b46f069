"""The long work of the catalogue: importing a file."""

from __future__ import annotations

from time import sleep
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.catalogue.import_writing import write_batch
from shushan.catalogue.importing import Pace, batches
from shushan.catalogue.marc import files as marc_files
from shushan.catalogue.models import ImportRun
from shushan.catalogue.terms import Holdings
from shushan.database.public import write
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
        for batch in batches(taken, pace, Holdings(run.holdings)):
            with work.slice() as checkpoint:
                done = write_batch(
                    batch, run_id=run_id, source=run.source, site_id=run.site_id, actor=work.actor, at=work.made_at
                )
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
