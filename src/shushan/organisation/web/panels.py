"""What this room hangs into the secretary's desk: the terms that end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from shushan.options import public as options
from shushan.organisation.options import TERM_REMINDER
from shushan.organisation.queries.posts import ending_terms
from shushan.organisation.terms import OrganisationAct, PostLine
from shushan.organisation.words import POST_WORDS
from shushan.ui.components import Component
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.units import public as units


@dataclass
class TermsPanel(Component):
    """Terms that end soon or are over, of a unit and of those below it."""

    template: ClassVar[str] = "organisation/terms_panel.html"

    lines: list[tuple[PostLine, object, str, bool]] = field(default_factory=list)
    may_open: bool = False


def terms_panel(request: Request, unit_id: int, on: date) -> TermsPanel | None:
    """Return the terms of a unit and of those below it that end within the months of the setting, or are over."""
    below = units.descendants(unit_id, on=on)
    months = options.get(TERM_REMINDER, at=request.at)
    ending = [one for one in ending_terms(on=on, months=months) if one.unit_id in below]
    if not ending:
        return None
    names = {value.id: called(value) for value in units.tree(on=on)}
    lines: list[tuple[PostLine, object, str, bool]] = [
        (one, POST_WORDS[one.kind], names.get(one.unit_id, ""), one.term_until is not None and one.term_until <= on)
        for one in ending
    ]
    return TermsPanel(lines, request.actor.may_somewhere(OrganisationAct.SEE_STRUCTURE))
