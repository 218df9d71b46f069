"""Pages of many items: add with a run of barcodes, change after a look, take back; the accession register."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from shushan.catalogue import batches, operations, queries
from shushan.catalogue import numbering as numbers_of_classes
from shushan.catalogue import register as registers
from shushan.catalogue.errors import CallNumberTaken
from shushan.catalogue.item_kinds import kind_name
from shushan.catalogue.terms import CatalogueAct, ItemKind
from shushan.catalogue.web import numbering
from shushan.catalogue.web.forms import KINDS, ItemForm
from shushan.kernel.errors import Conflict, Invalid, Refused
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.confirm import Confirmation, ask_first
from shushan.ui.forms import day_field
from shushan.ui.http import Request
from shushan.ui.lists import csv_response, xlsx_response
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page

BARCODES = forms.CharField(
    label=gettext_lazy("条码"), widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}), max_length=100_000,
    help_text=gettext_lazy("每行一个，可以用扫描枪连续扫；连号写 0012001-0012010"),
)  # fmt: skip


class BatchAddForm(ItemForm):
    """Several copies of one record."""

    barcodes = BARCODES
    accession_numbers = forms.CharField(
        label=gettext_lazy("登录号"), required=False, max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy("和条码一样多、一样的顺序，连号写 T001-T010；空着就由系统接着编"),
    )  # fmt: skip
    field_order = ("barcodes", "site", "kind", "call_number", "shelf", "price", "accession_numbers")

    def __init__(self, *args: object, sites: frozenset[int] | None = None, **kwargs: object) -> None:
        super().__init__(*args, sites=sites, **kwargs)
        del self.fields["barcode"], self.fields["accession_number"]


class BatchEditForm(forms.Form):
    """What becomes of many items."""

    barcodes = BARCODES
    call_number = forms.CharField(label=gettext_lazy("新索书号"), required=False, max_length=80)
    shelf = forms.CharField(label=gettext_lazy("新架位"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=gettext_lazy("新文献类型"), required=False, choices=[("", gettext_lazy("不改")), *KINDS]
    )
    accession_from = forms.CharField(
        label=gettext_lazy("登录号从几号起"), required=False, max_length=40,
        help_text=gettext_lazy("按上面条码的顺序一册一号往下编，例如 T0012001"),
    )  # fmt: skip
    price = forms.DecimalField(
        label=gettext_lazy("新价格（元）"), required=False, min_value=0, max_digits=9, decimal_places=2,
        help_text=gettext_lazy("空着的栏不改"),
    )  # fmt: skip

    def changes(self) -> batches.ItemChanges:
        """Return what was typed; what is empty does not change."""
        said, price = self.cleaned_data, self.cleaned_data["price"]
        return batches.ItemChanges(
            said["call_number"] or None, said["shelf"] or None, int(price * 100) if price is not None else None,
            ItemKind(said["kind"]) if said["kind"] else None, said["accession_from"].strip() or None,
        )  # fmt: skip


class RegisterForm(forms.Form):
    """Which part of the register, as what."""

    since = forms.DateField(
        label=gettext_lazy("从哪天入藏"),
        required=False,
        widget=day_field(),
    )
    until = forms.DateField(
        label=gettext_lazy("到哪天（含）"),
        required=False,
        widget=day_field(),
    )
    site = forms.TypedChoiceField(
        label=gettext_lazy("馆区"), coerce=lambda text: int(text) if text else None, required=False, empty_value=None
    )
    kind = forms.ChoiceField(label=gettext_lazy("格式"), choices=[("csv", "CSV"), ("xlsx", "Excel (XLSX)")])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        sites = [(str(site.id), called(site)) for site in places.sites()]
        self.fields["site"].choices = [("", _("全部馆区")), *sites]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.ADD_ITEM)
def batch_add(request: Request, record_id: int) -> HttpResponse:
    """Register several copies, all or none."""
    found = queries.record(record_id)
    proposed = numbering.proposed(request, record_id)
    initial = {"call_number": proposed.text, "kind": operations.kind_of_record(record_id).value}
    form = BatchAddForm(
        numbering.posted(request), sites=request.actor.sites(CatalogueAct.ADD_ITEM),
        initial=initial | numbering.kept(request, proposed),
    )  # fmt: skip
    numbering.explain(form, proposed)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = batches.add_items(
                actor=request.actor, at=request.at, record_id=record_id, site_id=said["site"],
                codes=batches.read_barcodes(said["barcodes"]), call_number=said["call_number"], shelf=said["shelf"],
                price_fen=form.price_fen(), kind=form.chosen_kind(), numbers=batches.read_numbers(said["accession_numbers"]),
                sharing=numbering.sharing(form),
            )  # fmt: skip
        except (Invalid, Conflict) as refusal:
            _beside(form, refusal)
        else:
            done = ngettext("登记了 %(n)d 册馆藏", "登记了 %(n)d 册馆藏", len(made)) % {"n": len(made)}
            messages.success(request, done)
            return redirect("catalogue:edit-record", record_id)
    context = {"form": form, "record": found, "proposed": proposed}
    return render(request, "catalogue/batch_add.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EDIT_ITEM)
def batch_edit(request: Request) -> HttpResponse:
    """Change many items: first show what changes, then do it; the last batches can be taken back."""
    form = BatchEditForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer = _edit(request, form)
        except (Invalid, Conflict) as refusal:
            _beside(form, refusal)
        else:
            return answer
    latest = batches.latest()
    context = {"form": form, "batches": latest, "names": people.names_of_actors(one.made_by for one in latest)}
    return render(request, "catalogue/batch_edit.html", context, status=_status(form))


def _edit(request: Request, form: BatchEditForm) -> HttpResponse:
    codes, changes = batches.read_barcodes(form.cleaned_data["barcodes"]), form.changes()
    lines, unknown = batches.chosen(codes)
    if unknown:
        raise Invalid(
            _("没有这些条码：%(codes)s") % {"codes": "、".join(unknown[:20])}, field="barcodes",
            remedy=_("请去掉它们，或先登记馆藏"),
        )  # fmt: skip
    if not changes.columns and changes.accession_from is None:
        raise Invalid(_("没有要改的：请至少填一栏"), field="call_number")
    numbers = batches.numbered(changes.accession_from, codes)
    samples = [f"{line.barcode} {line.title[:24]}：{_becoming(line, changes, numbers)}" for line in lines[:12]]
    asking = Confirmation(
        title=_("批量修改馆藏"), sentence=_changing(lines, changes.call_number, request.at), action=_("改"),
        back=request.path, counts=[(_("册"), len(lines))], samples=samples, is_dangerous=False,
    )  # fmt: skip
    if (page := ask_first(request, asking)) is not None:
        return page
    batches.edit_items(actor=request.actor, at=request.at, codes=codes, changes=changes)
    messages.success(request, ngettext("改了 %(n)d 册", "改了 %(n)d 册", len(lines)) % {"n": len(lines)})
    return redirect("catalogue:batch-edit")


def _changing(lines: list[batches.BatchLine], call_number: str | None, at: datetime) -> str:
    """Say what happens, and that the new number is one of another work."""
    said = _("下面这些馆藏会一起改。改完可以撤销。")
    taken = numbers_of_classes.holder(call_number or "", but=[line.record_id for line in lines], at=at)
    return said + (_("注意：这个索书号已经给了另一种书：%(title)s。") % {"title": taken} if taken else "")


def _becoming(line: batches.BatchLine, changes: batches.ItemChanges, numbers: dict[str, str]) -> str:
    """Say in one line what changes of an item: before → after, only what changes."""
    pairs = [
        (_("索书号"), line.call_number, changes.call_number), (_("架位"), line.shelf, changes.shelf),
        (_("价格"), _yuan(line.price_fen), None if changes.price_fen is None else _yuan(changes.price_fen)),
        (_("文献类型"), kind_name(line.kind), None if changes.kind is None else kind_name(changes.kind)),
        (_("登录号"), line.accession_number, numbers.get(line.barcode)),
    ]  # fmt: skip
    return "；".join(f"{what} {old or '—'} → {new}" for what, old, new in pairs if new is not None)


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"¥{fen / 100:.2f}"


@require_POST
@staff_page(CatalogueAct.EDIT_ITEM)
def undo_batch(request: Request, batch_id: int) -> HttpResponse:
    """Bring back what the items of a batch were."""
    back = batches.undo_edit(actor=request.actor, at=request.at, batch_id=batch_id)
    messages.success(request, ngettext("%(n)d 册恢复了原样", "%(n)d 册恢复了原样", back) % {"n": back})
    return redirect("catalogue:batch-edit")


@require_http_methods(["GET", "HEAD"])
@staff_page(CatalogueAct.EXPORT)
def register(request: Request) -> HttpResponseBase:
    """Ask which part of the accession register; with a kind in the address give it as a file."""
    form = RegisterForm(request.GET if "kind" in request.GET else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        since = timezone.make_aware(datetime.combine(said["since"], time())) if said["since"] else None
        last = said["until"] + timedelta(days=1) if said["until"] else None
        until = timezone.make_aware(datetime.combine(last, time())) if last else None
        rows = registers.lines(since=since, until=until, site_id=said["site"])
        if said["kind"] == "xlsx":
            return xlsx_response("register.xlsx", registers.head(), rows, title=_("登录簿"))
        return csv_response("register.csv", registers.head(), rows)
    return render(request, "catalogue/register.html", {"form": form}, status=_status(form))


def _beside(form: forms.Form, refusal: Refused) -> None:
    name = getattr(refusal, "field", "") or "barcodes"
    text = refusal.told
    if isinstance(refusal, CallNumberTaken) and isinstance(form, ItemForm):
        form.offer_sharing()
    form.add_error(name if name in form.fields else None, text)


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200
