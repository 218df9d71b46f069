"""The staff's pages of records and items."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shushan.catalogue import editing, operations, ports, queries, suppressing
from shushan.catalogue.errors import CallNumberTaken
from shushan.catalogue.exchange.marc import marc_of
from shushan.catalogue.item_kinds import kind_name
from shushan.catalogue.marc import lines
from shushan.catalogue.operations import state_name
from shushan.catalogue.terms import CatalogueAct
from shushan.catalogue.web import numbering
from shushan.catalogue.web.forms import ItemForm, MarcForm, RecordForm
from shushan.kernel.errors import Conflict, Invalid, Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EDIT_RECORD)
def new_record(request: Request) -> HttpResponse:
    """Type a record."""
    form = RecordForm(request.POST or None, initial={"language": "chi", "audience": "adult"})
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.create_record(
                actor=request.actor, at=request.at, said=form.said(), isbn=form.cleaned_data["isbn"]
            )
        except (Invalid, Conflict) as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, _("书目已保存，现在可以登记馆藏"))
            return redirect("catalogue:edit-record", made)
    return render(request, "catalogue/record_form.html", {"form": form, "record": None}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EDIT_RECORD)
def edit_record(request: Request, record_id: int) -> HttpResponse:
    """Change a record; its items stand beside it."""
    found = queries.record(record_id)
    typed = {name: getattr(found, name) for name in RecordForm.base_fields if name != "isbn"}
    form = RecordForm(request.POST or None, initial=typed | {"isbn": found.isbns[0] if found.isbns else ""})
    if request.method == "POST" and form.is_valid():
        try:
            editing.edit_record(
                actor=request.actor,
                at=request.at,
                record_id=record_id,
                said=form.said(),
                isbn=form.cleaned_data["isbn"],
            )
        except Invalid as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, _("书目已保存"))
            return redirect("catalogue:edit-record", record_id)
    context = {"form": form, "record": found, "items": _items(record_id)}
    return render(request, "catalogue/record_form.html", context, status=_status(form))


@require_POST
@staff_page(CatalogueAct.EDIT_RECORD)
def suppression(request: Request, record_id: int) -> HttpResponse:
    """Hide a record from everybody but staff, or (``again``) show it again."""
    try:
        if "again" in request.POST:
            suppressing.show_again(actor=request.actor, at=request.at, record_id=record_id)
            messages.success(request, _("书目重新公开了"))
        else:
            suppressing.suppress(actor=request.actor, at=request.at, record_id=record_id)
            messages.success(request, _("书目已隐藏，读者从现在起查不到它"))
    except Conflict as refusal:
        messages.error(request, refusal.message)
    return redirect("catalogue:edit-record", record_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EDIT_RECORD)
def edit_marc(request: Request, record_id: int) -> HttpResponse:
    """Change the MARC of a record line by line; what was typed stays when a line is refused."""
    found = queries.record(record_id)
    form = MarcForm(request.POST or None, initial={"text": lines.write(marc_of(found))})
    if request.method == "POST" and form.is_valid():
        try:
            editing.edit_marc(actor=request.actor, at=request.at, record_id=record_id, text=form.cleaned_data["text"])
        except Invalid as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, _("书目已保存"))
            return redirect("catalogue:edit-record", record_id)
    return render(request, "catalogue/marc_form.html", {"form": form, "record": found}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.ADD_ITEM)
def add_item(request: Request, record_id: int) -> HttpResponse:
    """Register a copy."""
    found = queries.record(record_id)
    allowed = request.actor.sites(CatalogueAct.ADD_ITEM)
    proposed = numbering.proposed(request, record_id)
    form = ItemForm(numbering.posted(request), sites=allowed, initial={
        "call_number": proposed.text, "kind": operations.kind_of_record(record_id).value,
    } | numbering.kept(request, proposed))  # fmt: skip
    numbering.explain(form, proposed)
    if form.is_bound and form.is_valid():
        try:
            operations.add_item(
                actor=request.actor, at=request.at, record_id=record_id, barcode=form.cleaned_data["barcode"],
                site_id=form.cleaned_data["site"], call_number=form.cleaned_data["call_number"],
                shelf=form.cleaned_data["shelf"], price_fen=form.price_fen(), kind=form.chosen_kind(),
                accession_number=form.cleaned_data["accession_number"], sharing=numbering.sharing(form),
            )  # fmt: skip
        except (Invalid, Conflict) as refusal:
            _beside(form, refusal, "barcode")
        else:
            messages.success(request, _("馆藏已登记"))
            return redirect("catalogue:edit-record", record_id)
    context = {"form": form, "record": found, "item": None, "proposed": proposed}
    return render(request, "catalogue/item_form.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.SEE_STAFF_LIST)
def item(request: Request, item_id: int) -> HttpResponse:
    """Show an item with its records in the ledger; on POST change call number, shelf, price, kind and number."""
    found = queries.item(item_id)
    proposed = numbering.proposed(request, found.record_id)
    form = ItemForm(
        numbering.posted(request),
        initial={
            "barcode": found.barcode,
            "site": found.home_site_id,
            "call_number": found.call_number,
            "shelf": found.shelf,
            "kind": found.kind.value,
            "accession_number": found.accession_number,
            "price": Decimal(found.price_fen) / 100 if found.price_fen is not None else None,
        }
        | numbering.kept(request, proposed),
    )
    numbering.explain(form, proposed)
    for name in ("barcode", "site"):
        form.fields[name].disabled = True
        form.fields[name].help_text = ""
    form.fields["accession_number"].help_text = _("登录簿上的号，不能空着")
    if form.is_bound and form.is_valid():
        try:
            operations.edit_item(
                actor=request.actor, at=request.at, item_id=item_id, call_number=form.cleaned_data["call_number"],
                shelf=form.cleaned_data["shelf"], price_fen=form.price_fen(), kind=form.chosen_kind(),
                accession_number=form.cleaned_data["accession_number"], sharing=numbering.sharing(form),
            )  # fmt: skip
        except Invalid as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, _("馆藏已保存"))
            return redirect("catalogue:item", item_id)
    context = {
        "form": form,
        "item": found,
        "proposed": proposed,
        "record": queries.record(found.record_id),
        "state": state_name(found.state),
        "availability": ports.availability([item_id])[item_id],
        "site": places.site(found.site_id),
        "rows": (rows := ledger.rows_of(f"catalogue.item:{item_id}")),
        "names": people.names_of_actors(row.actor for row in rows),
        "may_withdraw": request.actor.may(CatalogueAct.WITHDRAW_ITEM, site_id=found.home_site_id),
    }
    return render(request, "catalogue/item.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.WITHDRAW_ITEM)
def withdraw(request: Request, item_id: int) -> HttpResponse:
    """Ask once more, then take an item out of the stock for good."""
    found = queries.item(item_id)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            operations.withdraw_item(
                actor=request.actor, at=request.at, item_id=item_id, reason=request.POST.get("reason", "")
            )
        except (Invalid, Conflict) as error:
            refusal = error
        else:
            messages.success(request, _("已注销，藏量减一"))
            return redirect("catalogue:edit-record", found.record_id)
    context = {"item": found, "site": places.site(found.home_site_id), "refusal": refusal}
    return render(request, "catalogue/withdraw.html", context, status=refusal.status if refusal else 200)


def _items(record_id: int) -> list[dict[str, Any]]:
    items = queries.items_of(record_id)
    known = ports.availability([item.id for item in items])
    names = {site.id: called(site) for site in places.sites()}
    return [
        {
            "item": one,
            "site": names[one.site_id],
            "state": state_name(one.state),
            "kind": kind_name(one.kind),
            "availability": known[one.id],
        }
        for one in items
    ]


def _beside(form: forms.Form, refusal: Refused, field: str = "") -> None:
    """Say a refusal beside the field that it speaks of."""
    name = getattr(refusal, "field", "") or field
    text = refusal.told
    if isinstance(refusal, CallNumberTaken) and isinstance(form, ItemForm):
        form.offer_sharing()
    form.add_error(name if name in form.fields else None, text)


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200
