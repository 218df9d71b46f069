"""A vendor's file from its upload to its job: kept, studied, then taken."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from shushan.files import public as kept
from shushan.jobs import public as jobs
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, NotFound
from shushan.ledger import public as ledger
from shushan.visits import files
from shushan.visits.study import Study, study
from shushan.visits.terms import VisitAct

FILE_KIND: Final = "gate-hours"
MOST_BYTES: Final = 5_000_000
FILES_KEPT: Final = timedelta(days=30)


def keep_upload(raw: bytes, *, name: str, actor: Actor, at: datetime) -> UUID:
    """Keep a vendor's file that can be read, and return its id.

    :raises NotAllowed: :raises FileNotUnderstood: :raises FileTooLarge:
    """
    actor.require_somewhere(VisitAct.IMPORT)
    files.read(raw, ledger.zone())
    return kept.keep([raw], name=name, kind=FILE_KIND, actor=actor, at=at, most=MOST_BYTES).id


def study_kept(file_id: UUID, *, actor: Actor, at: datetime) -> Study:
    """Study a kept file; nothing is written.

    :raises NotAllowed: :raises NotFound:
    """
    actor.require_somewhere(VisitAct.IMPORT)
    if kept.value(file_id).kind != FILE_KIND:
        raise NotFound(_("没有这个文件"))
    with kept.open_file(file_id) as stream:
        return study(files.read(stream.read(), ledger.zone()), actor=actor, at=at)


def start(*, file_id: UUID, actor: Actor, at: datetime) -> int:
    """Queue the taking of a kept file and return the job's id.

    :raises NotAllowed: :raises NotFound: :raises Conflict: no line would change anything
    """
    if not study_kept(file_id, actor=actor, at=at).changing:
        raise Conflict(_("这个文件里没有要写入的行"), remedy=_("请看被拒的行和原因"))
    return jobs.start("visits.take-file", {"file_id": str(file_id)}, actor=actor, at=at, title=kept.value(file_id).name)
