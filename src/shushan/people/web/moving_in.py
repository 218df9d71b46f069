"""The pages of moving in: choose a table, say which column is what, study, import, take back."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shushan.files import public as files
from shushan.jobs import public as jobs
from shushan.kernel.errors import Invalid, Refused
from shushan.people.moving_in import engine, guessing
from shushan.people.moving_in.readers import CATEGORY_WORDS
from shushan.people.moving_in.reasons import words
from shushan.people.moving_in.terms import kinds
from shushan.people.terms import PeopleAct, ReaderCategory
from shushan.people.web.accounts import site_choices
from shushan.people.words import CATEGORIES
from shushan.ui.confirm import Confirmation, ask_first
from shushan.ui.forms import show_refusal
from shushan.ui.http import Request
from shushan.ui.lists import csv_response
from shushan.ui.web import staff_page


class UploadForm(forms.Form):
    """A table, and what it holds."""

    kind = forms.ChoiceField(label=gettext_lazy("内容"), choices=lambda: [(c, k.title) for c, k in kinds().items()])
    file = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy("带列名的 CSV（UTF-8 或 GB18030）或 XLSX。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )


class ColumnsForm(forms.Form):
    """Which column is what, and what the other system's categories mean here."""

    site = forms.ChoiceField(label=gettext_lazy("归到哪个馆区"), choices=site_choices)

    def __init__(self, *args: object, kind_code: str, seen: engine.Preview, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.codes = [field.code for field in engine.find_kind(kind_code).fields]
        self.words = list(seen.words)
        places = [("", "—"), *((str(i), heading or str(i + 1)) for i, heading in enumerate(seen.headings))]
        for field in engine.find_kind(kind_code).fields:
            guessed = seen.guessed.get(field.code)
            self.fields[f"column-{field.code}"] = forms.ChoiceField(
                label=str(field.name),
                choices=places,
                required=field.is_needed,
                initial="" if guessed is None else str(guessed),
            )
        ours = [("", _("按出生日期")), *((c.value, CATEGORIES[c]) for c in ReaderCategory)]
        for i, word in enumerate(self.words):
            self.fields[f"word-{i}"] = forms.ChoiceField(
                label=_("读者类型“%(word)s”对应") % {"word": word}, choices=ours, required=False,
                initial=guessing.word(word, CATEGORY_WORDS) or "",
            )  # fmt: skip

    def columns(self) -> dict[str, int]:
        """Return which field stands in which column."""
        said = {code: self.cleaned_data[f"column-{code}"] for code in self.codes}
        return {code: int(place) for code, place in said.items() if place}

    def meanings(self) -> dict[str, str]:
        """Return what the other system's categories mean here."""
        return {word: self.cleaned_data[f"word-{i}"] for i, word in enumerate(self.words)}


@staff_page(PeopleAct.MOVE_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: Request) -> HttpResponse:
    """Show what moved in; on POST keep a file and go on to its columns."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            kept = engine.keep_upload(given.chunks(), name=given.name, actor=request.actor, at=request.at)
        except Invalid as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("people:moving-in-columns", form.cleaned_data["kind"], kept.id)
    every = kinds()
    context = {"form": form, "runs": [(run, every[run.kind].title) for run in engine.runs() if run.kind in every]}
    return render(request, "people/moving_in/home.html", context, status=422 if form.is_bound and form.errors else 200)


@staff_page(PeopleAct.MOVE_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: Request, kind: str, file_id: UUID) -> HttpResponse:
    """Show the first rows and ask which column is what; on POST have every row judged."""
    seen = engine.preview(kind_code=kind, file_id=file_id)
    begin = {"site": str(request.actor.site_id or "")}
    form = ColumnsForm(request.POST or None, initial=begin, kind_code=kind, seen=seen)
    if request.method == "POST" and form.is_valid():
        try:
            run_id = engine.start_study(
                actor=request.actor, at=request.at, kind_code=kind, file_id=file_id,
                site_id=int(form.cleaned_data["site"]), columns=form.columns(), words=form.meanings(),
            )  # fmt: skip
        except Refused as error:
            if error.status == 403:
                raise
            show_refusal(form, error)
        else:
            return redirect("people:moving-in-run", run_id)
    context = {"form": form, "seen": seen, "file": files.value(file_id), "kind": engine.find_kind(kind)}
    return render(request, "people/moving_in/columns.html", context, status=422 if form.errors else 200)


@staff_page(PeopleAct.MOVE_IN)
@require_safe
def run(request: Request, run_id: int) -> HttpResponse:
    """Show a moving in: progress, counts, refused lines with their reason, and the next step."""
    found = engine.find(run_id)
    job = jobs.job(found.job_id) if found.job_id else None
    after = request.GET.get("after", "0")
    shown = engine.lines(run_id, outcome="refused", after=int(after) if after.isdecimal() else 0, limit=51)
    stays = engine.lines(run_id, outcome="stays", limit=50)
    is_over = job is None or job.is_over
    context = {
        "run": found,
        "title": engine.find_kind(found.kind).title,
        "job": job,
        "log": jobs.log_of(found.job_id) if found.job_id else [],
        "counts": [(word, found.counts.get(code, 0)) for code, word in _outcomes().items()],
        "refused": [(line, words(line.reason)) for line in shown[:50]],
        "next": shown[49].line if len(shown) > 50 else None,
        "stays": [(line, words(line.stays)) for line in stays],
        "may_import": found.stage == "studied" and found.finished_at and is_over,
        "may_undo": found.stage == "imported" and is_over,
    }
    return render(request, "people/moving_in/run.html", context)


@staff_page(PeopleAct.MOVE_IN)
@require_POST
def start(request: Request, run_id: int) -> HttpResponse:
    """Import what was studied."""
    return _act(request, run_id, engine.start_import)


@staff_page(PeopleAct.MOVE_IN)
@require_POST
def undo(request: Request, run_id: int) -> HttpResponse:
    """Take an import back, after one more question."""
    found = engine.find(run_id)
    asking = ask_first(
        request,
        Confirmation(
            title=_("撤销这次迁入"),
            sentence=_("新增的将删除，更新过的恢复原样；已借书、已开通账号或又办过业务的保留不动。"),
            action=_("撤销"),
            back=reverse("people:moving-in-run", args=[run_id]),
            counts=[
                (word, found.counts.get(code, 0)) for code, word in _outcomes().items() if code in ("new", "updated")
            ],
        ),
    )
    return asking or _act(request, run_id, engine.start_undo)


@staff_page(PeopleAct.MOVE_IN)
@require_safe
def report(request: Request, run_id: int) -> HttpResponseBase:
    """Give every kept line as CSV: line, what became of it, why, why it stays."""
    engine.find(run_id)
    return csv_response(f"moving-in-{run_id}.csv", ["line", "outcome", "reason", "why", "stays"], _report(run_id))


def _report(run_id: int) -> Iterator[list[object]]:
    after = 0
    while some := engine.lines(run_id, after=after, limit=1000):
        for one in some:
            yield [one.line, one.outcome, one.reason.partition(":")[0], words(one.reason), words(one.stays)]
        after = some[-1].line


def _outcomes() -> dict[str, str]:
    return {"new": _("新增"), "updated": _("更新"), "unchanged": _("没有变化"), "refused": _("未收")}


def _act(request: Request, run_id: int, act: object) -> HttpResponse:
    try:
        act(actor=request.actor, at=request.at, run_id=run_id)  # type: ignore[operator]
    except Refused as error:
        if error.status in (403, 404):
            raise
        messages.error(request, error.message)
    return redirect("people:moving-in-run", run_id)
