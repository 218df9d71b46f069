"""Give many records away as a job: the file stands on the job's page when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.catalogue import exporting
from shushan.catalogue.exporting import Selection
from shushan.catalogue.terms import CatalogueAct, RecordValue
from shushan.jobs import public as jobs
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid

STEP = 1000  # records between two looks whether somebody asked to stop


def start_export(*, actor: Actor, at: datetime, kind: str, chosen: Selection, since: date | None = None) -> int:
    """Start an export and return its job's id; ``since`` is a local day, inclusive.

    :raises NotAllowed: :raises Invalid: no such kind, or no record is chosen
    """
    actor.require_somewhere(CatalogueAct.EXPORT)
    wanted = exporting.kind(kind)
    if not exporting.count(_since(chosen, since)):
        raise Invalid(_("没有这样的书目，没有可以导出的"), field="text", remedy=_("请放宽条件"))
    arguments: dict[str, str | int] = {
        "kind": kind, "text": chosen.text, "site_id": chosen.site_id or 0, "format": chosen.format,
        "since": since.isoformat() if since else "",
    }  # fmt: skip
    title = _("导出书目：%(kind)s") % {"kind": wanted.name}
    return jobs.start("catalogue.export", arguments, actor=actor, at=at, title=title)


@jobs.declare("catalogue.export", title=gettext_lazy("导出书目"))
def export(work: jobs.Work, kind: str, text: str, site_id: int, format: str, since: str) -> None:
    """Write the file from its beginning; an interrupted export begins again and gives one file."""
    work.actor.require_somewhere(CatalogueAct.EXPORT)
    wanted = exporting.kind(kind)
    day = date.fromisoformat(since) if since else None
    chosen = _since(Selection(text=text, site_id=site_id or None, format=format), day)
    total = exporting.count(chosen)
    name = f"records-{timezone.localtime(work.made_at):%Y%m%d-%H%M}.{wanted.suffix}"
    work.attach(name, exporting.stream(wanted, _counted(work, exporting.records(chosen), total)))
    work.log(_("导出 %(count)d 条") % {"count": work.resume_from.get("done", 0)})


def _counted(work: jobs.Work, found: Iterator[RecordValue], total: int) -> Iterator[RecordValue]:
    number = 0
    for number, one in enumerate(found, start=1):
        yield one
        if number % STEP == 0:
            work.progress(number, total, _("导出到第 %(number)d 条") % {"number": number})
    work.progress(number, total, "")


def _since(chosen: Selection, day: date | None) -> Selection:
    if day is None:
        return chosen
    begins = timezone.make_aware(datetime.combine(day, time()))
    return Selection(chosen.ids, chosen.text, chosen.site_id, begins, chosen.format)
