"""The accession register: every item in the order in which it came into the stock, as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from shushan.catalogue.item_kinds import kind_name
from shushan.catalogue.models import Item, RecordIsbn
from shushan.catalogue.operations import state_name
from shushan.catalogue.states import ItemState
from shushan.catalogue.terms import ItemKind
from shushan.places import public as places

CHUNK = 1000


def head() -> list[str]:
    """Return the head of the register in the language of the page."""
    return [
        _("登录号"), _("条码"), _("文献类型"), _("入藏日期"), _("题名"), _("作者"), _("出版"), "ISBN", _("索书号"), _("馆区"), _("架位"),
        _("价格（元）"), _("状态"), _("注销日期"),
    ]  # fmt: skip


def lines(
    *, since: datetime | None = None, until: datetime | None = None, site_id: int | None = None
) -> Iterator[list[object]]:
    """Yield the register from an instant (inclusive) to another (exclusive), a thousand items in memory."""
    names = {site.id: site.name for site in places.sites()}
    found = Item.objects.all()
    found = found.filter(accessioned_at__gte=since) if since else found
    found = found.filter(accessioned_at__lt=until) if until else found
    found = found.filter(home_site_id=site_id) if site_id else found
    last = 0
    while some := list(found.filter(pk__gt=last).select_related("record").order_by("pk")[:CHUNK]):
        isbns = _isbns({item.record_id for item in some})
        yield from (_line(item, names, isbns) for item in some)
        last = some[-1].pk


def _line(item: Item, names: dict[int, str], isbns: dict[int, str]) -> list[object]:
    record = item.record
    return [
        item.accession_number, item.barcode, str(kind_name(ItemKind(item.kind))), _day(item.accessioned_at), record.title, record.author,
        " ".join(part for part in (record.publisher, str(record.year or "")) if part), isbns.get(item.record_id, ""),
        item.call_number, names.get(item.home_site_id, ""), item.shelf,
        f"{item.price_fen / 100:.2f}" if item.price_fen is not None else item.price_text, state_name(ItemState(item.state)),
        _day(item.withdrawn_at) if item.withdrawn_at else "",
    ]  # fmt: skip


def _isbns(ids: set[int]) -> dict[int, str]:
    found = RecordIsbn.objects.filter(record_id__in=ids).order_by("-pk")
    return dict(found.values_list("record_id", "isbn"))


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}"
