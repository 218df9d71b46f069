"""The staff menu: each room registers where it stands; a person sees what they hold a verb for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shushan.kernel.actor import Actor

GROUPS: dict[str, object] = {
    "desk": _("柜台"),
    "collection": _("馆藏"),
    "readers": pgettext_lazy("many", "读者"),
    "figures": _("指标"),
    "organisation": _("组织工作"),
    "pages": _("网页"),
    "house": _("本馆"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu; ``verb`` is what one must hold somewhere to see it (empty: every member of staff).

    ``is_on`` says whether the room is turned on at all (None: always); it is asked only for who holds the verb.
    """

    code: str
    label: object
    url_name: str
    icon: str
    verb: str
    group: str
    order: int = 50
    is_on: Callable[[], bool] | None = None


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add a line to the menu."""
    _entries[entry.code] = entry


@dataclass(frozen=True, slots=True)
class Line:
    """A line as drawn."""

    label: object
    address: str
    icon: str
    is_current: bool


def lines(actor: Actor, path: str = "") -> list[tuple[object, list[Line]]]:
    """Return the groups of the menu with the lines that this actor may see; the current one is marked."""
    held = [e for e in _entries.values() if not e.verb or actor.may_somewhere(e.verb)]
    seen = [e for e in held if e.is_on is None or e.is_on()]
    addresses = {entry.code: reverse(entry.url_name) for entry in seen}
    fitting = [address for address in addresses.values() if path.startswith(address)]
    current = max(fitting, key=len, default="")
    groups = []
    for code, label in GROUPS.items():
        inside = sorted((e for e in seen if e.group == code), key=lambda e: (e.order, e.code))
        if inside:
            drawn = [Line(e.label, addresses[e.code], e.icon, addresses[e.code] == current) for e in inside]
            groups.append((label, drawn))
    return groups
