"""The page of exports: which records, as what; the file comes from a job."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shushan.catalogue.exchange.kinds import KINDS
from shushan.catalogue.export_job import start_export
from shushan.catalogue.exporting import Selection
from shushan.catalogue.terms import CatalogueAct, MarcFormat
from shushan.kernel.errors import Invalid
from shushan.places import public as places
from shushan.ui.forms import day_field
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page


class ExportForm(forms.Form):
    """Which records, and as what."""

    kind = forms.ChoiceField(label=gettext_lazy("格式"), choices=[(k.code, k.name) for k in KINDS.values()])
    text = forms.CharField(
        label=gettext_lazy("哪些书目"), required=False, max_length=100,
        help_text=gettext_lazy("题名、作者、分类号、ISBN、控制号或条码；空着就是全部"),
    )  # fmt: skip
    site = forms.TypedChoiceField(
        label=gettext_lazy("哪个馆区有馆藏"), coerce=lambda text: int(text) if text else None, required=False,
        empty_value=None,
    )  # fmt: skip
    since = forms.DateField(
        label=gettext_lazy("从哪天起改动过"),
        required=False,
        widget=day_field(),
    )
    format = forms.ChoiceField(
        label=gettext_lazy("哪一种 MARC"), required=False,
        choices=[("", gettext_lazy("都要")), (MarcFormat.CNMARC.value, "CNMARC"), (MarcFormat.MARC21.value, "MARC 21")],
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        sites = [(str(site.id), called(site)) for site in places.sites()]
        self.fields["site"].choices = [("", _("全部馆区")), *sites]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EXPORT)
def exports(request: Request) -> HttpResponse:
    """Ask which records and as what; on POST start the job and go to its page."""
    form = ExportForm(request.POST or None, initial={"kind": "marc", "text": request.GET.get("q", "")[:100]})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = Selection(text=said["text"], site_id=said["site"], format=said["format"])
        try:
            job = start_export(
                actor=request.actor, at=request.at, kind=said["kind"], chosen=chosen, since=said["since"]
            )
        except Invalid as refusal:
            form.add_error(refusal.field or None, f"{refusal.message} {refusal.remedy}")
        else:
            messages.success(request, _("正在导出；完成后文件在这一页下载"))
            return redirect("jobs:job", job)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "catalogue/exports.html", {"form": form}, status=status)
