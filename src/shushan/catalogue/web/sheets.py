"""The pages on which a spreadsheet says what its columns mean, and on which records are pasted."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from shushan.catalogue import sheet_import as service
from shushan.catalogue.terms import CatalogueAct, MarcFormat
from shushan.catalogue.web.forms import PasteForm, SheetForm
from shushan.kernel.errors import Invalid
from shushan.ui.http import Request
from shushan.ui.web import staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.IMPORT)
def sheet(request: Request, file_id: UUID) -> HttpResponse:
    """Show the columns of a table with what they seem to mean; on POST make MARC of it and go on to its preview."""
    seen = service.look(str(file_id))
    initial: dict[str, object] = {f"column{n}": code for n, code in enumerate(seen.guesses)}
    initial |= {"format": service.usual_format().value, "has_headings": seen.has_headings}
    form = SheetForm(request.POST or None, headings=seen.headings, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.convert(
                actor=request.actor, at=request.at, file_id=str(file_id), meanings=form.meanings(),
                has_headings=form.cleaned_data["has_headings"], format=MarcFormat(form.cleaned_data["format"]),
            )  # fmt: skip
            return redirect("catalogue:import-preview", made.id)
        except Invalid as refusal:
            form.add_error(None, refusal.told)
    columns = [(heading, cells, form[f"column{n}"]) for n, heading, cells, _code in seen.by_column]
    context = {"form": form, "sheet": seen, "columns": columns}
    return render(request, "catalogue/import_sheet.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.IMPORT)
def paste(request: Request) -> HttpResponse:
    """Take pasted records and go on to their preview."""
    form = PasteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.keep_pasted(form.cleaned_data["text"], actor=request.actor, at=request.at)
            return redirect("catalogue:import-preview", made.id)
        except Invalid as refusal:
            form.add_error("text", refusal.told)
    return render(request, "catalogue/import_paste.html", {"form": form}, status=422 if form.errors else 200)
