"""Components of the notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, cast

from django.http import HttpRequest

from shushan.kernel.errors import NotAllowed
from shushan.notices import queries
from shushan.notices.operations.reading import own
from shushan.notices.terms import NoticeLine
from shushan.ui.components import Component
from shushan.ui.http import Request

SHOWN = 3


@dataclass
class NoticesPanel(Component):
    """The latest notices in my library, with the way to all of them."""

    template: ClassVar[str] = "notices/panel.html"

    lines: list[NoticeLine] = field(default_factory=list)
    unread: int = 0


def panel(request: HttpRequest) -> NoticesPanel | None:
    """Return the panel for whoever is signed in, reader or colleague; None for one who may not read it."""
    actor = cast(Request, request).actor
    try:
        whom = own(actor)
    except NotAllowed:
        return None
    lines = queries.inbox(whom.reader_id, person_id=whom.person_id, shelf="unread", limit=SHOWN)
    return NoticesPanel(lines, queries.count_unread(actor.id) if len(lines) == SHOWN else len(lines))
