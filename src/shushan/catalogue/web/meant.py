"""Above results: the heading that what was asked for names by another form, and what to see also."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import parse_qs

from django.http import HttpRequest

from shushan.catalogue.headings import queries
from shushan.ui.components import Component


@dataclass
class MeantNote(Component):
    """The headings that were meant, each with what to see also."""

    template: ClassVar[str] = "catalogue/meant_note.html"

    asked: str
    found: list[queries.Meant]


def meant_note(request: HttpRequest, query: str) -> MeantNote | None:
    """Return the note of a list of results; none where what was asked for is no name or subject, or leads nowhere else."""
    text = parse_qs(query).get("q", [""])[0].replace("\x00", "")
    found = queries.meant(text) if text.strip() else []
    return MeantNote(text.strip()[:60], found) if found else None
