"""My library: the reader's own lists of titles and kept searches; and a shared list as everybody sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, cast
from urllib.parse import parse_qs
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shushan.catalogue.lists import operations, queries
from shushan.catalogue.terms import CatalogueAct
from shushan.catalogue.web.components import cards
from shushan.catalogue.web.reading import clean
from shushan.kernel.errors import Conflict, Invalid
from shushan.kernel.ids import typed_number
from shushan.people import public as people
from shushan.ui.components import Component
from shushan.ui.confirm import Confirmation, ask_first
from shushan.ui.http import Request
from shushan.ui.web import member_page


class ListForm(forms.Form):
    """The name of a list, and a note."""

    name = forms.CharField(label=gettext_lazy("书单的名字"), max_length=60)
    note = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=300)


@dataclass
class ListTool(Component):
    """On a record's page: put it on one of one's lists."""

    template: ClassVar[str] = "catalogue/list_tool.html"

    record_id: int
    token: str
    lists: list[queries.ListLine] = field(default_factory=list)
    sign_in: str = ""


@dataclass
class SearchTool(Component):
    """Above results: keep this search."""

    template: ClassVar[str] = "catalogue/search_tool.html"

    query: str
    name: str
    token: str


@dataclass
class ListsPanel(Component):
    """In my library: lists and kept searches in numbers."""

    template: ClassVar[str] = "catalogue/lists_panel.html"

    lists: int
    searches: int


def list_tool(request: HttpRequest, record_id: int, items: object) -> ListTool | None:
    """Return the block of a record's page; who is not signed in is led to the door, staff without a card see none."""
    if not request.user.is_authenticated:
        return ListTool(record_id, "", sign_in=f"{reverse('account_login')}?next={request.path}")
    reader = _reader(cast(Request, request))
    return ListTool(record_id, get_token(request), queries.lists_of(reader.id)) if reader else None


def search_tool(request: HttpRequest, query: str) -> SearchTool | None:
    """Return how a reader keeps the search that is shown, where something was asked."""
    reader = _reader(cast(Request, request)) if query and request.user.is_authenticated else None
    name = parse_qs(query).get("q", [""])[0][:60] if query else ""
    return SearchTool(query, name or _("我的检索"), get_token(request)) if reader else None


def panel(request: HttpRequest) -> ListsPanel | None:
    """Return the block of my library."""
    reader = _reader(cast(Request, request))
    return ListsPanel(*queries.count_kept(reader.id)) if reader else None


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def lists(request: Request) -> HttpResponse:
    """Show one's lists; on POST begin one, with a first title where one is named."""
    reader = _reader(request)
    if reader is None:
        return render(request, "people/not_a_reader.html")
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.make_list(actor=request.actor, at=request.at, reader_id=reader.id, **form.cleaned_data)
            record_id = typed_number(request.POST.get("record", "")) or 0
            if record_id:
                _add(request, reader.id, made, record_id)
                return redirect("catalogue:record", record_id)
            messages.success(request, _("书单建好了，在书的页面可以往里加"))
            return redirect("catalogue:my-list", made)
        except (Invalid, Conflict) as refusal:
            form.add_error("name", f"{refusal.message} {refusal.remedy}".strip())
    context = {"form": form, "lists": queries.lists_of(reader.id)}
    return render(request, "catalogue/my_lists.html", context, status=422 if form.is_bound and form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def one_list(request: Request, list_id: int) -> HttpResponse:
    """Show one list; on POST give it another name and note."""
    reader = _reader(request)
    if reader is None:
        return render(request, "people/not_a_reader.html")
    found = queries.list_of(reader.id, list_id)
    form = ListForm(request.POST or None, initial={"name": found.name, "note": found.note})
    if request.method == "POST" and form.is_valid():
        try:
            operations.rename_list(
                actor=request.actor, at=request.at, reader_id=reader.id, list_id=list_id, **form.cleaned_data
            )
        except (Invalid, Conflict) as refusal:
            form.add_error("name", refusal.message)
        else:
            messages.success(request, _("书单已保存"))
            return redirect("catalogue:my-list", list_id)
    address = request.build_absolute_uri(reverse("catalogue:shared-list", args=[found.token])) if found.token else ""
    context = {"form": form, "list": found, "entries": queries.entries_of(list_id), "address": address}
    return render(request, "catalogue/my_list.html", context, status=422 if form.is_bound and form.errors else 200)


@require_POST
@member_page
def add(request: Request, record_id: int) -> HttpResponse:
    """Put a record on a list (``list`` in the form)."""
    reader = _reader(request)
    if reader is None:
        return render(request, "people/not_a_reader.html")
    _add(request, reader.id, typed_number(request.POST.get("list", "")) or 0, record_id)
    return redirect("catalogue:record", record_id)


@require_POST
@member_page
def remove(request: Request, list_id: int, entry_id: int) -> HttpResponse:
    """Take a title off a list."""
    if (reader := _reader(request)) is None:
        return render(request, "people/not_a_reader.html")
    operations.remove_title(actor=request.actor, at=request.at, reader_id=reader.id, list_id=list_id, entry_id=entry_id)
    messages.success(request, _("已从书单拿下"))
    return redirect("catalogue:my-list", list_id)


@require_POST
@member_page
def sharing(request: Request, list_id: int) -> HttpResponse:
    """Share a list, or (``end``) close its address."""
    if (reader := _reader(request)) is None:
        return render(request, "people/not_a_reader.html")
    if "end" in request.POST:
        operations.unshare_list(actor=request.actor, at=request.at, reader_id=reader.id, list_id=list_id)
        messages.success(request, _("不再分享，原来的网址已经失效"))
    else:
        operations.share_list(actor=request.actor, at=request.at, reader_id=reader.id, list_id=list_id)
        messages.success(request, _("已分享：有下面这个网址的人都能看"))
    return redirect("catalogue:my-list", list_id)


@require_POST
@member_page
def deletion(request: Request, list_id: int) -> HttpResponse:
    """Delete a list after a second question."""
    if (reader := _reader(request)) is None:
        return render(request, "people/not_a_reader.html")
    found = queries.list_of(reader.id, list_id)
    asking = Confirmation(
        title=_("删除书单"), sentence=_("书单“%(name)s”和它的分享网址都会删除。") % {"name": found.name},
        action=_("删除"), back=reverse("catalogue:my-list", args=[list_id]), counts=[(_("书"), found.titles)],
    )  # fmt: skip
    if (page := ask_first(request, asking)) is not None:
        return page
    operations.delete_list(actor=request.actor, at=request.at, reader_id=reader.id, list_id=list_id)
    messages.success(request, _("书单已删除"))
    return redirect("catalogue:my-lists")


@require_safe
def shared(request: Request, token: UUID) -> HttpResponse:
    """Show a list to whoever has its address; whose it is, nobody is told."""
    found = queries.shared_list(token)
    ids = [one.record_id for one in queries.entries_of(found.id) if one.line]
    drawn = cards(ids)
    response = render(
        request, "catalogue/shared_list.html", {"list": found, "cards": [drawn[pk] for pk in ids if pk in drawn]}
    )
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def searches(request: Request) -> HttpResponse:
    """Show one's kept searches; on POST keep one."""
    reader = _reader(request)
    if reader is None:
        return render(request, "people/not_a_reader.html")
    if request.method == "POST":
        try:
            operations.keep_search(
                actor=request.actor, at=request.at, reader_id=reader.id,
                name=clean(request.POST.get("name", ""), 60), query=request.POST.get("query", ""),
            )  # fmt: skip
        except Invalid as refusal:
            messages.error(request, f"{refusal.message} {refusal.remedy}")
        else:
            messages.success(request, _("检索已保存，新书来了这里会标出来"))
        return redirect("catalogue:my-searches")
    return render(request, "catalogue/my_searches.html", {"searches": queries.searches_of(reader.id)})


@require_POST
@member_page
def run_search(request: Request, search_id: int) -> HttpResponse:
    """Look at what a kept search finds now; what was new is new no longer."""
    if (reader := _reader(request)) is None:
        return render(request, "people/not_a_reader.html")
    query = operations.look_at_search(actor=request.actor, at=request.at, reader_id=reader.id, search_id=search_id)
    newest_first = "" if "sort=" in query else "&sort=new"
    return HttpResponseRedirect(f"{reverse('search:results')}?{query}{newest_first if 'new' in request.POST else ''}")


@require_POST
@member_page
def delete_search(request: Request, search_id: int) -> HttpResponse:
    """Delete a kept search."""
    if (reader := _reader(request)) is None:
        return render(request, "people/not_a_reader.html")
    operations.delete_search(actor=request.actor, at=request.at, reader_id=reader.id, search_id=search_id)
    messages.success(request, _("检索已删除"))
    return redirect("catalogue:my-searches")


def _add(request: Request, reader_id: int, list_id: int, record_id: int) -> None:
    try:
        is_new = operations.add_title(
            actor=request.actor, at=request.at, reader_id=reader_id, list_id=list_id, record_id=record_id
        )
    except Invalid as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}")
    else:
        messages.success(request, _("已加进书单") if is_new else _("书单上已经有它了"))


def _reader(request: Request) -> people.ReaderValue | None:
    if not request.user.is_authenticated or not request.actor.may(CatalogueAct.KEEP_OWN_LISTS):
        return None
    return people.reader_of_user(request.user.pk)
