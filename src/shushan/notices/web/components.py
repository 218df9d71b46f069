"""Components of the notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, cast

from django.http import HttpRequest

from shushan.notices import queries
from shushan.notices.terms import NoticeAct, NoticeLine
from shushan.people import public as people
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
    """Return the panel for whoever is signed in, or None for one who is no reader."""
    actor = cast(Request, request).actor
    if not actor.may(NoticeAct.READ_OWN):
        return None
    reader = people.reader_of_person(actor.id)
    if reader is None:
        return None
    lines = queries.inbox(reader.id, shelf="unread", limit=SHOWN)
    return NoticesPanel(lines, queries.count_unread(actor.id) if len(lines) == SHOWN else len(lines))
