"""Staff pages of study elsewhere: files, channels, what counts as a class hour."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from shushan.audit import public as audit
from shushan.files import public as files
from shushan.kernel.errors import NotFound, Refused
from shushan.kernel.ids import typed_number
from shushan.learning.operations import studies as acts
from shushan.learning.queries import studies
from shushan.learning.terms import ImportLine, LearningAct, StudyLine
from shushan.learning.web.forms import ChannelForm, ConversionForm, UploadForm
from shushan.learning.web.shared import hours_text, today_of
from shushan.learning.words import UNITS, study_reason
from shushan.ui.forms import show_unless_forbidden, tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page

IMPORT = LearningAct.IMPORT_STUDY
MOST = 20_000_000  # bytes of a file
SHOWN = 50  # lines of a trial


def _file(row: ImportLine) -> object:
    return format_html('<a href="{}">{}</a>', reverse("learning:staff-import", args=[row.id]), row.name)


class ImportsList(NumberedList[ImportLine]):
    """The files that were imported."""

    code = "learning.imports"
    title = gettext_lazy("其他渠道的学习")
    lead = gettext_lazy(
        "从学习强国、微信群等渠道导出的表格在这里导入。文件和它的 SHA-256 一并保存；原样记录，不覆盖，不自动折算成学时。"
    )
    nothing = gettext_lazy("还没有导入过文件。")
    template = "learning/staff_imports.html"
    columns = (
        Column[ImportLine]("name", gettext_lazy("文件"), _file, lambda i: i.name, is_head=True),
        Column[ImportLine]("channel", gettext_lazy("渠道"), lambda i: i.channel),
        Column[ImportLine]("taken", gettext_lazy("导入"), lambda i: i.taken, look="number"),
        Column[ImportLine]("known", gettext_lazy("已有"), lambda i: i.known, look="number"),
        Column[ImportLine]("differing", gettext_lazy("不同"), lambda i: i.differing, look="number"),
        Column[ImportLine]("refused", gettext_lazy("拒绝"), lambda i: i.refused, look="number"),
        Column[ImportLine]("by", gettext_lazy("由谁"), lambda i: i.made_by),
        Column[ImportLine]("at", gettext_lazy("导入时刻"), lambda i: i.made_at),
        Column[ImportLine]("sha256", "SHA-256", lambda i: i.sha256, look="code", is_shown=False),
    )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[ImportLine], int]:
        """Return files by position."""
        found = studies.imports()
        return found[first : first + limit], len(found)

    def identify(self, row: ImportLine) -> str:
        """Return the id of the import."""
        return str(row.id)

    def counted(self, total: int) -> object:
        """Return how many files."""
        return ngettext("%(n)s 个文件", "%(n)s 个文件", total) % {"n": total}


@staff_page(IMPORT)
def listed(request: Request) -> HttpResponseBase:
    """Show every file."""
    return ImportsList(request).response()


@staff_page(IMPORT)
def upload(request: Request) -> HttpResponse:
    """Bring a file, and see what it says before anything is written."""
    choices = [(str(one.id), called(one)) for one in studies.channels(only_active=True)]
    posted = request.method == "POST"
    form = UploadForm(request.POST if posted else None, request.FILES if posted else None, channels=choices)
    if posted and form.is_valid():
        sent = form.cleaned_data["file"]
        channel_id = int(form.cleaned_data["channel"])
        try:
            kept = files.keep(
                sent.chunks(), name=sent.name or "study", kind="learning.study", actor=request.actor, at=request.at,
                most=MOST,
            )  # fmt: skip
            found = acts.study_file(actor=request.actor, channel_id=channel_id, file_id=kept.id)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            context = {
                "found": found, "file": kept, "channel": studies.channel(channel_id), "shown": found.new[:SHOWN],
                "lines": [(n, study_reason(why), what) for n, why, what in [*found.differing, *found.refused][:200]],
                "units": UNITS,
                "rows": [(one, UNITS[one.unit], hours_text(one.quantity)) for one in found.new[:SHOWN]],
            }  # fmt: skip
            return render(request, "learning/staff_trial.html", context)
    return render(
        request, "learning/staff_upload.html", {"form": form, "channels": choices}, status=422 if form.errors else 200
    )


@require_POST
@staff_page(IMPORT)
def importing(request: Request) -> HttpResponse:
    """Write down what the file says."""
    channel_id = typed_number(request.POST.get("channel", ""))
    try:
        file_id: UUID | None = UUID(request.POST.get("file", ""))
    except ValueError:
        file_id = None
    if channel_id is None or file_id is None or files.value(file_id).kind != "learning.study":
        raise NotFound(_("没有这个文件"), remedy=_("请重新上传"))
    try:
        made = acts.import_study(actor=request.actor, at=request.at, channel_id=channel_id, file_id=file_id)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
        return redirect("learning:staff-upload")
    messages.success(request, _("已导入。"))
    return redirect("learning:staff-import", made)


class StudiesList(NumberedList[StudyLine]):
    """The studies that a file brought."""

    code = "learning.studies"
    nothing = gettext_lazy("这个文件没有新的记录。")
    template = "learning/staff_import.html"
    columns = (
        Column[StudyLine]("name", gettext_lazy("姓名"), lambda s: s.name, is_head=True),
        Column[StudyLine]("day", gettext_lazy("日期"), lambda s: s.day),
        Column[StudyLine]("title", gettext_lazy("内容"), lambda s: s.title),
        Column[StudyLine]("quantity", gettext_lazy("数量"), lambda s: f"{hours_text(s.quantity)} {UNITS[s.unit]}"),
        Column[StudyLine](
            "hours", gettext_lazy("折合学时"), lambda s: "—" if s.hours is None else hours_text(s.hours), look="number"
        ),
    )

    def __init__(self, request: Request, found: ImportLine, lines: list[StudyLine]) -> None:
        super().__init__(request)
        self.found, self.lines = found, lines

    @property
    def title(self) -> object:  # type: ignore[override]
        """The file's name."""
        return self.found.name

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[StudyLine], int]:
        """Return studies by position."""
        return self.lines[first : first + limit], len(self.lines)

    def identify(self, row: StudyLine) -> str:
        """Return the id of the study."""
        return str(row.id)

    def more(self) -> dict[str, object]:
        """Return the import with the lines that were not taken."""
        return {"found": self.found}


@staff_page(IMPORT)
def one(request: Request, import_id: int) -> HttpResponseBase:
    """Show what a file brought; names are shown, so the look is recorded."""
    found = studies.imports(import_id=import_id)
    if not found:
        raise NotFound(_("没有这次导入"))
    audit.looked(
        actor=request.actor, act=IMPORT, subject=f"learning.import:{import_id}", at=request.at,
        note=request.GET.get("format", ""),
    )  # fmt: skip
    return StudiesList(request, found[0], studies.studies(import_id=import_id)).response()


@require_safe
@staff_page(IMPORT)
def channels(request: Request) -> HttpResponse:
    """Show the channels outside."""
    return render(request, "learning/staff_channels.html", {"channels": studies.channels(), "form": ChannelForm()})


@require_POST
@staff_page(IMPORT)
def channel_new(request: Request) -> HttpResponse:
    """Name a channel."""
    form = ChannelForm(request.POST)
    if form.is_valid():
        try:
            acts.save_channel(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("渠道已保存。"))
            return redirect("learning:staff-channels")
    context = {"channels": studies.channels(), "form": form}
    return render(request, "learning/staff_channels.html", context, status=422)


@staff_page(LearningAct.SET_CONVERSION)
def conversions(request: Request) -> HttpResponse:
    """Show what counts as a class hour, and set it."""
    form = ConversionForm(
        request.POST if request.method == "POST" else None, initial={"since": today_of(request).replace(month=1, day=1)}
    )
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["hundredths"] = int(said.pop("hours") * 100)
        try:
            acts.set_conversion(actor=request.actor, at=request.at, **said)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("折算规则已保存，从那一天起按它计。"))
            return redirect("learning:staff-conversions")
    rows = [(row, UNITS[row.unit], hours_text(row.hundredths)) for row in studies.conversions()]
    context = {"rows": rows, "form": form}
    return render(request, "learning/staff_conversions.html", context, status=422 if form.errors else 200)
