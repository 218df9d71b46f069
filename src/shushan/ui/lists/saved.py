"""Views that people saved: kept under a name, shared or not, removed by whoever saved them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotFound
from shushan.kernel.ids import typed_number
from shushan.ui.http import Request
from shushan.ui.models import SavedView

NOT_KEPT: Final = ("after", "format")
VIEWS_UP_TO: Final = 50


@dataclass(frozen=True, slots=True)
class SavedViewValue:
    """A saved view as drawn; only its owner may remove it."""

    id: int
    name: str
    query: str
    is_shared: bool
    is_own: bool


def saved_views(list_code: str, *, actor: Actor) -> list[SavedViewValue]:
    """Return the views of a list that this person saved or that are shared, by name."""
    seen = SavedView.objects.filter(Q(owner=actor.label) | Q(is_shared=True), list_code=list_code).order_by(
        "name", "pk"
    )
    return [SavedViewValue(v.pk, v.name, v.query, v.is_shared, v.owner == actor.label) for v in seen[:VIEWS_UP_TO]]


@write()
def save_view(*, list_code: str, name: str, query: str, is_shared: bool, actor: Actor, at: datetime) -> None:
    """Keep a query under a name; the same name of the same person is written over.

    :raises Invalid: no name, or a query too long to keep.
    """
    name = " ".join(name.split())[:40]
    if not name:
        raise Invalid(_("请给这个视图起个名字。"), field="name")
    kept = lasting(query)
    if len(kept) > 1000:
        raise Invalid(_("筛选条件太长，存不下。"), field="query", remedy=_("请减少几项再保存。"))
    SavedView.objects.update_or_create(
        list_code=list_code,
        owner=actor.label,
        name=name,
        defaults={"query": kept, "is_shared": is_shared, "saved_at": at},
    )


@write()
def remove_view(*, view_id: int, list_code: str, actor: Actor) -> None:
    """Remove one's own view.

    :raises NotFound: there is no such view of this person.
    """
    removed, _each = SavedView.objects.filter(pk=view_id, list_code=list_code, owner=actor.label).delete()
    if not removed:
        raise NotFound(_("没有这个视图，或者它不是您保存的。"))


def lasting(query: str) -> str:
    """Return a query without what belongs to the moment (the page, a file) and without what is empty."""
    pairs = parse_qsl(query.lstrip("?"), keep_blank_values=False)
    return urlencode([(name, value) for name, value in pairs if name not in NOT_KEPT])


def posted(request: Request, *, list_code: str) -> HttpResponse:
    """Save or remove a view as the form of the list asks, and show the list again."""
    query = request.POST.get("query", "")
    if request.POST["view"] == "save":
        name, is_shared = request.POST.get("name", ""), "shared" in request.POST
        save_view(list_code=list_code, name=name, query=query, is_shared=is_shared, actor=request.actor, at=request.at)
        messages.success(request, _("已保存视图“%(name)s”。") % {"name": " ".join(name.split())[:40]})
    else:
        typed = request.POST.get("id", "")
        view_id = typed_number(typed) or 0
        remove_view(view_id=view_id, list_code=list_code, actor=request.actor)
        messages.success(request, _("已删除视图。"))
    kept = lasting(query)
    return redirect(f"{request.path}?{kept}" if kept else request.path)
