"""The list of looks."""

from __future__ import annotations

from collections.abc import Sequence

from django.http.response import HttpResponseBase
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from shushan.audit import public as audit
from shushan.audit.terms import AuditAct, LookLine
from shushan.kernel.ids import typed_number
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, KeyedList
from shushan.ui.web import staff_page


class LooksList(KeyedList[LookLine]):
    """Who looked at what, newest first."""

    code = "audit.looks"
    title = _("查阅记录")
    lead = _("谁看过谁的资料，谁放行过哪条规则。只能追加，不能改动。")
    columns = (
        Column[LookLine]("at", _("时刻"), lambda k: localtime(k.at).strftime("%Y-%m-%d %H:%M:%S"), lambda k: k.at),
        Column[LookLine](
            "actor",
            _("由谁"),
            lambda k: format_html("{} <code>{}</code>", k.name, k.actor),
            lambda k: f"{k.name} {k.actor}",
            is_head=True,
        ),
        Column[LookLine]("act", _("做了什么"), lambda k: k.act, look="code"),
        Column[LookLine]("subject", _("关于"), lambda k: k.subject, look="code"),
        Column[LookLine]("note", _("原因"), lambda k: k.note),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """The thing looked at and who looked, both as the record names them."""
        return (Filter("subject", _("关于"), kind="text"), Filter("actor", _("由谁"), kind="text"))

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[LookLine]:
        """Return looks below an id."""
        before = typed_number(after) or 0
        return audit.looks(subject=asked["subject"], actor=asked["actor"], before=before, limit=limit)

    def identify(self, row: LookLine) -> str:
        """Return the id of the look."""
        return str(row.id)


@staff_page(AuditAct.SEE_LOOKS)
def looks(request: Request) -> HttpResponseBase:
    """Show who looked at what."""
    return LooksList(request).response()
