"""The page of labels: which copies, which sheet, from which label on."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shushan.catalogue import batches, queries
from shushan.catalogue.labels import LAYOUTS, Label, pdf
from shushan.catalogue.states import ItemState
from shushan.catalogue.terms import CatalogueAct
from shushan.catalogue.web.items import BARCODES
from shushan.kernel.errors import Invalid
from shushan.ui.http import Request
from shushan.ui.web import staff_page


class LabelsForm(forms.Form):
    """Which copies, on which sheet."""

    barcodes = BARCODES
    layout = forms.ChoiceField(label=gettext_lazy("标签纸"), choices=[(one.code, one.name) for one in LAYOUTS.values()])
    first = forms.IntegerField(
        label=gettext_lazy("从第几张标签起"), min_value=1, max_value=65, initial=1,
        help_text=gettext_lazy("用剩的标签纸接着用"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EDIT_ITEM)
def labels(request: Request) -> HttpResponse:
    """Ask which copies (``?record=`` fills in those of a record); on POST give the sheets as PDF."""
    given = request.GET.get("record", "")
    initial = {"barcodes": _of_record(int(given)) if given.isdecimal() and len(given) < 16 else ""}
    form = LabelsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            lines, unknown = batches.chosen(batches.read_barcodes(form.cleaned_data["barcodes"]))
            if unknown:
                raise Invalid(_("没有这些条码：%(codes)s") % {"codes": "、".join(unknown[:20])}, field="barcodes")
        except Invalid as refusal:
            form.add_error("barcodes", f"{refusal.message} {refusal.remedy}".strip())
        else:
            made = [Label(line.call_number, line.title, line.barcode, line.accession_number) for line in lines]
            body = pdf(made, LAYOUTS[form.cleaned_data["layout"]], skip=form.cleaned_data["first"] - 1)
            response = HttpResponse(body, content_type="application/pdf")
            response.headers["Content-Disposition"] = 'inline; filename="labels.pdf"'
            return response
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "catalogue/labels.html", {"form": form}, status=status)


def _of_record(record_id: int) -> str:
    items = queries.items_of(record_id)
    return "\n".join(item.barcode for item in items if item.state is not ItemState.WITHDRAWN)
