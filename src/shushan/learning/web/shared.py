"""What the pages of this room share."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from shushan.audit import public as audit
from shushan.files import public as files
from shushan.kernel.ids import typed_number
from shushan.learning import ports
from shushan.learning.scoping import allowed_rosters
from shushan.learning.terms import EssayValue, LearningAct, PaperKind
from shushan.ledger import public as ledger
from shushan.ui.http import Request


def hours_text(hundredths: int) -> str:
    """Return class hours as they are printed: ``12.5``."""
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".") or "0"


def minutes_text(seconds: int) -> str:
    """Return a length as on a player: ``1:05``."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def asked_unit(request: Request) -> int | None:
    """Return the unit of ``?unit=``, or None."""
    return typed_number(request.GET.get("unit", ""))


def unit_choices(on: date) -> list[tuple[str, str]]:
    """Return the units that have rosters, for a select box."""
    return [(str(number), name) for number, name in ports.units(on=on)]


def seen_roster(request: Request, unit_id: int | None, *, on: date, what: str) -> list[ports.RosterLine]:
    """Return those of a roster whom this actor may see, and record the look.

    :raises NotAllowed: the verb covers nobody there
    """
    everyone = ports.roster(unit_id, on=on)
    lines = allowed_rosters(request.actor, LearningAct.SEE_STUDY, everyone)
    if everyone and not lines:
        request.actor.require(LearningAct.SEE_STUDY)
    audit.looked(
        actor=request.actor, act=LearningAct.SEE_STUDY, subject=what, at=request.at,
        note=request.GET.get("format", ""),
    )  # fmt: skip
    return lines


def pages_of(essay: EssayValue) -> str:
    """Return an address that shows the pages of an essay that came as PDF; empty: it did not."""
    is_pdf = essay.paper in (PaperKind.PDF, PaperKind.SCAN) and essay.file_id is not None
    return files.viewing_address(essay.file_id) if is_pdf and essay.file_id else ""


def today_of(request: Request) -> date:
    """Return the library's day of a request."""
    return ledger.local_day(request.at)


def every_roster() -> str:
    """Return what all rosters together are called."""
    return _("全部名册")
