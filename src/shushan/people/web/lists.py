"""The list of readers with filters, files and bulk acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from shushan.ledger import public as ledger
from shushan.people.operations import cards as card_acts
from shushan.people.operations import readers as reader_acts
from shushan.people.queries.lists import SORTS, ReaderFilter, reader_lines
from shushan.people.queries.readers import readers
from shushan.people.terms import FreezeCause, PeopleAct, ReaderCategory, ReaderLine
from shushan.people.web.forms import FreezeForm
from shushan.people.words import CARD_STATES, CATEGORIES, READER_STATES
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.lists import Asked, BulkAct, Change, Column, Filter, NumberedList, View
from shushan.ui.templatetags.look import called

SAMPLES: Final = 10


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """One reader with the words that the list shows."""

    line: ReaderLine
    state: object
    tone: str


def _named(row: ReaderRow) -> object:
    return format_html('<a href="{}">{}</a>', reverse("people:reader", args=[row.line.id]), row.line.name)


def _chips(row: ReaderRow) -> object:
    frozen = format_html(' <span class="chip chip--bad">{}</span>', _("冻结")) if row.line.is_frozen else ""
    return format_html('<span class="chip chip--{}">{}</span>{}', row.tone, row.state, frozen)


def _look_ahead(request: Request, ids: Sequence[str]) -> Change:
    found = readers({int(one) for one in ids if one.isdecimal()}, at=request.at).values()
    frozen = sum(1 for reader in found if reader.freeze_reason)
    names = [f"{reader.masked_name} · {reader.card_number or _('无证')}" for reader in list(found)[:SAMPLES]]
    return Change(counts=[(_("其中已冻结"), frozen)] if frozen else [], samples=names)


def _renew(request: Request, row_id: str, _said: dict[str, Any]) -> None:
    card_acts.renew_card(actor=request.actor, at=request.at, reader_id=int(row_id))


def _freeze(request: Request, row_id: str, said: dict[str, Any]) -> None:
    reader_acts.freeze(
        actor=request.actor, at=request.at, reader_id=int(row_id), reason=said["reason"],
        cause=FreezeCause(said["cause"]), until=said["until"],
    )  # fmt: skip


class ReadersList(NumberedList[ReaderRow]):
    """Readers, newest first; telephones stay masked on the page and in files."""

    code = "people.readers"
    title = pgettext_lazy("many", "读者")
    nothing = gettext_lazy("还没有读者。")
    template = "people/readers.html"
    sorts = ("-registered", *(name for name in SORTS if name != "-registered"))
    views = (View(gettext_lazy("待核验"), "state=pending"), View(gettext_lazy("三十天内到期"), "state=soon"))
    columns = (
        Column[ReaderRow]("name", gettext_lazy("姓名"), _named, lambda r: r.line.name, sort="name", is_head=True),
        Column[ReaderRow]("card", gettext_lazy("证号"), lambda r: r.line.card_number or "—", look="code"),
        Column[ReaderRow]("state", gettext_lazy("状态"), _chips, lambda r: r.state),
        Column[ReaderRow]("expires", gettext_lazy("有效期至"), lambda r: r.line.card_expires_on, sort="expires"),
        Column[ReaderRow]("category", gettext_lazy("读者类型"), lambda r: CATEGORIES[r.line.category]),
        Column[ReaderRow]("site", gettext_lazy("常去的馆区"), lambda r: r.line.home_site),
        Column[ReaderRow]("phone", gettext_lazy("手机号"), lambda r: r.line.masked_phone or "—", look="code"),
        Column[ReaderRow](
            "registered",
            gettext_lazy("登记日期"),
            lambda r: ledger.local_day(r.line.registered_at),
            sort="registered",
            is_shown=False,
        ),
    )
    acts = (
        BulkAct(
            "renew",
            pgettext_lazy("many", "续期"),
            PeopleAct.RENEW_CARD,
            gettext_lazy("这些读者的证件将延长一个有效期。"),
            _look_ahead,
            _renew,
        ),
        BulkAct(
            "freeze",
            pgettext_lazy("act", "冻结"),
            PeopleAct.FREEZE_READER,
            gettext_lazy("这些读者将不能借书和续借，直到解冻；在借的书照常归还。"),
            _look_ahead,
            _freeze,
            form=FreezeForm,
            is_dangerous=True,
        ),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """Name, card or the end of a telephone; site; category; state."""
        sites = tuple((str(site.id), called(site)) for site in places.sites())
        return (
            Filter("q", gettext_lazy("姓名、证号或手机尾号"), kind="text"),
            Filter("site", gettext_lazy("馆区"), sites),
            Filter("category", gettext_lazy("读者类型"), tuple((c.value, CATEGORIES[c]) for c in ReaderCategory)),
            Filter("state", gettext_lazy("状态"), tuple(READER_STATES.items())),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[ReaderRow], int]:
        """Return readers by position; two queries whatever the number."""
        on = ledger.local_day(self.request.at)
        site = asked["site"]
        wanted = ReaderFilter(asked["q"], int(site) if site else None, asked["category"], asked["state"])
        lines, total = reader_lines(wanted, on=on, sort=asked.sort, first=first, limit=limit)
        return [_row(line, on) for line in lines], total

    def identify(self, row: ReaderRow) -> str:
        """Return the reader's id."""
        return str(row.line.id)

    def counted(self, total: int) -> object:
        """Return how many readers."""
        return ngettext("%(shown)s 位读者", "%(shown)s 位读者", total) % {"shown": f"{total:,}"}

    def more(self) -> dict[str, object]:
        """Say whether somebody may be registered."""
        return {"may_register": self.request.actor.may_somewhere(PeopleAct.REGISTER_READER)}


def _row(line: ReaderLine, on: date) -> ReaderRow:
    state: object = CARD_STATES[line.card_state] if line.card_state else _("无证")
    tone = "good" if line.card_state == "active" else "warn" if line.card_state == "pending" else "bad"
    if line.card_state in ("active", "pending") and line.card_expires_on and line.card_expires_on < on:
        state, tone = _("已过期"), "warn"
    return ReaderRow(line=line, state=state, tone=tone)
