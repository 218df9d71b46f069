"""The rows of a figure, by the one list pattern; the scope stays in the address."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shushan.figures import ports, queries
from shushan.figures.subjects import address_of
from shushan.figures.terms import Reach, Value
from shushan.figures.web.scopes import ScopeForm
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.ledger.public import EntryRow
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, KeyedList
from shushan.ui.templatetags.look import called


def _moment(row: EntryRow) -> str:
    return ledger.local_minute(row.occurred_at)


def _recorded(row: EntryRow) -> str:
    return ledger.local_minute(row.recorded_at)


def _correction(row: EntryRow) -> str:
    if row.corrects:
        return _("冲正 %(id)s：%(note)s") % {"id": row.corrects, "note": row.note}
    return _("被 %(id)s 冲正") % {"id": row.corrected_by} if row.corrected_by else ""


class RowsList(KeyedList[EntryRow]):
    """The entries of one value by day, site and id, paged by the last one shown."""

    code = "figures.rows"
    nothing = gettext_lazy("这个时段没有记录。")
    template = "figures/rows.html"
    page_size = 100

    def __init__(self, request: Request, found: Value, form: ScopeForm) -> None:
        super().__init__(request)
        self.found, self.form = found, form
        self.sites = {site.id: site for site in form.every_site}

    @property
    def title(self) -> object:  # type: ignore[override]
        """The measure's name."""
        return self.found.measure.name

    @cached_property
    def columns(self) -> Sequence[Column[EntryRow]]:  # type: ignore[override]
        """What an entry says; the quantity in the base unit of the fact."""
        return (
            Column("id", gettext_lazy("编号"), lambda r: r.id, look="number", is_head=True),
            Column("occurred", gettext_lazy("发生时刻"), _moment),
            Column("fact", gettext_lazy("事实"), lambda r: r.fact, look="code"),
            Column("quantity", gettext_lazy("数量"), lambda r: r.quantity, look="number"),
            Column("unit", gettext_lazy("单位"), lambda r: r.unit),
            Column("site", gettext_lazy("馆区"), lambda r: called(self.sites.get(r.site_id or 0, "—"))),
            *self._of_units(),
            Column("subject", gettext_lazy("关于"), self._subject, lambda r: r.subject),
            Column("dims", gettext_lazy("分项"), self._dims, is_shown=bool(self.found.measure.dim)),
            Column("actor", gettext_lazy("由谁"), lambda r: r.actor),
            Column("recorded", gettext_lazy("记录时刻"), _recorded),
            Column("correction", pgettext_lazy("column", "冲正"), _correction),
        )

    def _of_units(self) -> Sequence[Column[EntryRow]]:
        """Return the column of organisational units: where the figure is asked by them, or belongs to no site."""
        if self.found.scope.unit_ids is None and self.found.measure.reach is not Reach.LIBRARY:
            return ()
        units = ports.units(self.found.scope.until - timedelta(days=1))
        return (Column("of_unit", gettext_lazy("组织单位"), lambda r: called(units.get(r.unit_id or 0, "—"))),)

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[EntryRow]:
        """Return the entries that follow the one shown last."""
        first = typed_number(after) or 0
        return queries.rows(self.found, after=first, limit=limit)

    def identify(self, row: EntryRow) -> str:
        """Return the entry's id, by which the list goes on."""
        return str(row.id)

    def more(self) -> dict[str, object]:
        """Return the value and the address of its scope."""
        kept = self.request.GET.copy()
        for name in ("after", "col", "sort"):
            kept.pop(name, None)
        return {"measure": self.found.measure, "value": self.found, "form": self.form, "address": kept.urlencode()}

    def _subject(self, row: EntryRow) -> object:
        address = address_of(row.subject, self.request.actor)
        return format_html('<a href="{}">{}</a>', address, row.subject) if address else row.subject

    def _dims(self, row: EntryRow) -> str:
        return json.dumps(row.dims, ensure_ascii=False, sort_keys=True) if row.dims else ""
