"""The list of readers who look alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shushan.people.queries.doubles import WAYS, Pair, merges, pairs
from shushan.people.queries.staff import names_of_actors
from shushan.people.terms import ReaderValue
from shushan.ui.lists import Asked, Column, Filter, NumberedList

WORDS: Final[dict[str, Promise | str]] = {
    "name-birth": gettext_lazy("姓名和出生日期相同"),
    "name-phone": gettext_lazy("姓名和手机号相同"),
    "birth-phone": gettext_lazy("出生日期和手机号相同"),
}


def _reader(value: ReaderValue) -> object:
    return format_html(
        '<a href="{}">{}</a> <span class="code">{}</span>',
        reverse("people:reader", args=[value.id]),
        value.name,
        value.card_number or "—",
    )


def _compare(pair: Pair) -> object:
    address = reverse("people:merge", args=[pair.one.id, pair.other.id])
    return format_html('<a class="button button--quiet" href="{}">{}</a>', address, _("对照"))


class DoublesList(NumberedList[Pair]):
    """Pairs of readers who look alike; who was checked and is somebody else is left out."""

    code = "people.doubles"
    title = gettext_lazy("疑似重复读者")
    lead = gettext_lazy(
        "同一个人登记了两次时，借阅和证件分在两处。请先对照，再合并；不是同一个人的记下来，以后不再提示。"
    )
    nothing = gettext_lazy("没有疑似重复的读者。")
    template = "people/doubles.html"
    columns = (
        Column[Pair](
            "one", gettext_lazy("先登记的"), lambda p: _reader(p.one), lambda p: p.one.card_number, is_head=True
        ),
        Column[Pair]("other", gettext_lazy("后登记的"), lambda p: _reader(p.other), lambda p: p.other.card_number),
        Column[Pair]("compare", gettext_lazy("处理"), _compare, lambda p: "", is_kept_from_files=True),
        Column[Pair]("way", gettext_lazy("相同之处"), lambda p: WORDS[p.way]),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """In what they look alike."""
        return (Filter("way", gettext_lazy("相同之处"), tuple((way, WORDS[way]) for way in WAYS)),)

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[Pair], int]:
        """Return pairs by position."""
        return pairs(way=asked["way"], first=first, limit=limit)

    def identify(self, row: Pair) -> str:
        """Return both ids."""
        return f"{row.one.id}-{row.other.id}"

    def counted(self, total: int) -> object:
        """Return how many pairs."""
        return ngettext("%(shown)s 对", "%(shown)s 对", total) % {"shown": f"{total:,}"}

    def more(self) -> dict[str, object]:
        """Return the merges that were made."""
        made = merges(at=self.request.at)
        return {"merges": made, "names": names_of_actors(one.merged_by for one in made)}
