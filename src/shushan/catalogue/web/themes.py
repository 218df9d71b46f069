"""The staff's pages of themed shelves, and of the cover of a record."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shushan.catalogue import queries
from shushan.catalogue.terms import CatalogueAct
from shushan.catalogue.themes import covers, keeping, shown
from shushan.catalogue.web.components import Cover
from shushan.kernel.errors import Invalid, NotFound
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.confirm import Confirmation, ask_first
from shushan.ui.forms import day_field
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page


class ThemeForm(forms.Form):
    """A themed shelf and its titles."""

    title = forms.CharField(label=gettext_lazy("书架的名字"), max_length=80)
    title_en = forms.CharField(label=gettext_lazy("英文名字"), required=False, max_length=120)
    text = forms.CharField(
        label=gettext_lazy("介绍"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )
    text_en = forms.CharField(
        label=gettext_lazy("英文介绍"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("给谁看"), choices=[("adult", gettext_lazy("大家")), ("child", gettext_lazy("少儿"))]
    )
    site = forms.ChoiceField(label=gettext_lazy("在哪个馆区"), required=False)
    since = forms.DateField(label=gettext_lazy("从哪天起"), widget=day_field())
    until = forms.DateField(
        label=gettext_lazy("到哪天为止"), required=False, help_text=gettext_lazy("当天仍展出；空着就一直展出"),
        widget=day_field(),
    )  # fmt: skip
    titles = forms.CharField(
        label=gettext_lazy("放哪些书"), required=False, max_length=60_000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("一行一种：书目编号、ISBN 或条码，空一格可以写推荐的话。先后就是书架上的先后。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].choices = [("", _("各馆区")), *((str(s.id), called(s)) for s in places.sites())]  # type: ignore[attr-defined]

    def said(self) -> keeping.ThemeSaid:
        """Return what was typed about the shelf."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("titles", "site")}
        return keeping.ThemeSaid(
            site_id=int(self.cleaned_data["site"]) if self.cleaned_data["site"] else None, **values
        )


class CoverForm(forms.Form):
    """A picture of a cover."""

    file = forms.FileField(
        label=gettext_lazy("封面图片"),
        help_text=gettext_lazy("JPEG、PNG 或 WebP，最多 10 MB。会重新生成，不保留拍摄信息。"),
    )


@require_safe
@staff_page(CatalogueAct.EDIT_THEMES)
def themes(request: Request) -> HttpResponse:
    """List all themed shelves: coming, standing, over."""
    today, names = ledger.local_day(request.at), {site.id: called(site) for site in places.sites()}
    found = shown.every_theme()
    lines = [(line, names.get(line.site_id or 0, _("各馆区")), _state(line, today)) for line in found]
    return render(request, "catalogue/staff_themes.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EDIT_THEMES)
def theme(request: Request, shelf_id: int | None = None) -> HttpResponse:
    """Found a themed shelf or change one, with its titles."""
    form = ThemeForm(request.POST or None, initial=_initial(request, shelf_id))
    if request.method == "POST" and form.is_valid():
        try:
            wanted = keeping.understood(form.cleaned_data["titles"])
            kept = keeping.keep_theme(actor=request.actor, at=request.at, said=form.said(), shelf_id=shelf_id)
            keeping.put_titles(actor=request.actor, at=request.at, shelf_id=kept, wanted=wanted)
        except Invalid as refusal:
            form.add_error(refusal.field or None, f"{refusal.message} {refusal.remedy}".strip())
        else:
            messages.success(request, _("主题书架已保存"))
            return redirect("catalogue:edit-theme", kept)
    titles = shown.titles_of(shelf_id, only_shown=False) if shelf_id is not None else []
    context = {"form": form, "shelf_id": shelf_id, "titles": titles}
    return render(request, "catalogue/staff_theme.html", context, status=422 if form.is_bound and form.errors else 200)


@require_POST
@staff_page(CatalogueAct.EDIT_THEMES)
def remove_theme(request: Request, shelf_id: int) -> HttpResponse:
    """Take a themed shelf away after a second question."""
    found = shown.theme(shelf_id)
    asking = Confirmation(
        title=_("删除主题书架"), sentence=_("“%(name)s”会从网页上消失，书本身不受影响。") % {"name": found.name},
        action=_("删除"), back=reverse("catalogue:edit-theme", args=[shelf_id]), counts=[(_("书"), found.titles)],
    )  # fmt: skip
    if (page := ask_first(request, asking)) is not None:
        return page
    keeping.remove_theme(actor=request.actor, at=request.at, shelf_id=shelf_id)
    messages.success(request, _("主题书架已删除"))
    return redirect("catalogue:staff-themes")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.EDIT_RECORD)
def cover(request: Request, record_id: int) -> HttpResponse:
    """Show the cover of a record; on POST take a picture for it, or (``remove``) take it away."""
    found = queries.record(record_id)
    form = CoverForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and "remove" in request.POST:
        try:
            covers.remove_cover(actor=request.actor, at=request.at, record_id=record_id)
            messages.success(request, _("封面图已拿下，恢复画出来的封面"))
        except NotFound as refusal:
            messages.error(request, refusal.message)
        return redirect("catalogue:edit-cover", record_id)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data["file"].read(covers.MOST_BYTES + 1)
            covers.put_cover(actor=request.actor, at=request.at, record_id=record_id, data=data)
        except Invalid as refusal:
            form.add_error("file", f"{refusal.message} {refusal.remedy}".strip())
        else:
            messages.success(request, _("封面已保存"))
            return redirect("catalogue:edit-cover", record_id)
    image = covers.addresses([record_id]).get(record_id, "")
    drawn = Cover(found.title, found.author, ord(found.clc[:1] or "Z") % 8, image)
    context = {"form": form, "record": found, "cover": drawn, "image": image}
    return render(request, "catalogue/staff_cover.html", context, status=422 if form.is_bound and form.errors else 200)


def _state(line: shown.ThemeLine, today: date) -> str:
    """Say whether a shelf is ``coming``, stands ``now`` or is ``over``."""
    if line.since > today:
        return "coming"
    return "over" if line.until and line.until < today else "now"


def _initial(request: Request, shelf_id: int | None) -> dict[str, Any]:
    if shelf_id is None:
        return {"since": ledger.local_day(request.at), "audience": "adult"}
    found = shown.theme(shelf_id)
    lines = [f"{one.record_id} {one.why}".strip() for one in shown.titles_of(shelf_id, only_shown=False)]
    return {
        "title": found.name, "title_en": found.name_en, "text": found.text, "text_en": found.text_en,
        "audience": found.audience, "site": str(found.site_id or ""), "since": found.since, "until": found.until,
        "titles": "\n".join(lines),
    }  # fmt: skip
