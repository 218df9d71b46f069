"""The long work of this room: a vendor's file, some lines at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.files import public as kept
from shushan.jobs.public import Work, declare
from shushan.kernel.errors import Refused
from shushan.visits.hour_files import FILE_KIND, FILES_KEPT, study_kept
from shushan.visits.operations import take_hour

_SLICE: Final = 20  # hours; about six statements each


@declare("visits.take-file", title=gettext_lazy("导入门禁小时文件"))
def take_file(work: Work, file_id: str) -> None:
    """Take the lines that change something; begun again it finds what was taken as known and changes nothing twice."""
    found = study_kept(UUID(file_id), actor=work.actor, at=work.made_at)
    waiting = found.changing
    done, refused = 0, 0
    for first in range(0, len(waiting), _SLICE):
        with work.slice() as checkpoint:
            for one in waiting[first : first + _SLICE]:
                line = one.line
                try:
                    take_hour(
                        actor=work.actor, at=work.made_at, site_id=one.site_id, gate=line.gate, since=line.since,
                        entered=line.entered, left=line.left,
                    )  # fmt: skip
                    done += 1
                except Refused as why:  # the gate was changed since the file was studied
                    refused += 1
                    checkpoint["message"] = f"{line.line}: {why.message}"
            checkpoint |= {"done": first + len(waiting[first : first + _SLICE]), "total": len(waiting)}
    for bad in found.refused[:100]:
        work.log(_("第 %(line)s 行未收：%(reason)s") % {"line": bad.line, "reason": bad.reason})
    said = _("收下 %(done)s 行，与以前相同 %(same)s 行，未收 %(refused)s 行")
    work.log(said % {"done": done, "same": found.counts["same"], "refused": len(found.refused) + refused})


def drop_files(at: datetime) -> None:
    """Destroy kept files that are older than they need be."""
    while kept.drop_old(kind=FILE_KIND, before=at - FILES_KEPT):
        pass
