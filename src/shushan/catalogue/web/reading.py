"""What the public pages read from their addresses: everything may stand there, nothing of it can break a page."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from shushan.catalogue import queries
from shushan.catalogue.errors import NoSuchRecord
from shushan.catalogue.terms import CatalogueAct, RecordValue
from shushan.ui.http import Request

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def typed(request: Request, name: str, longest: int) -> str:
    """Return what was typed, in one line, without controls, as long as it may be."""
    return clean(request.GET.get(name, ""), longest)


def clean(text: str, longest: int) -> str:
    """Return a text in one line, without controls, as long as it may be."""
    return " ".join(_CONTROLS.sub(" ", text[: longest * 4]).split())[:longest]


def number(request: Request, name: str, otherwise: int, most: int) -> int:
    """Return a number of the address from 1 to the most, or another one where there is none."""
    text = request.GET.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        return otherwise
    return min(max(int(text), 1), most)


def seen(request: Request, record_id: int) -> RecordValue:
    """Return a record; a suppressed one only to staff.

    :raises NoSuchRecord:
    """
    found = queries.record(record_id)
    if found.is_suppressed and not request.actor.may_somewhere(CatalogueAct.SEE_STAFF_LIST):
        raise NoSuchRecord(_("没有这条书目"), remedy=_("它可能已经合并或删除，请重新检索"))
    return found
