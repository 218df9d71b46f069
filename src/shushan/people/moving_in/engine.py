"""Moving in, step by step: keep the file, look at it, study every row, import, take back. Long steps run as jobs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from time import perf_counter
from typing import BinaryIO, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.database.public import write
from shushan.files import public as files
from shushan.jobs import public as jobs
from shushan.kernel.actor import Actor
from shushan.kernel.clock import now
from shushan.kernel.errors import Conflict, Invalid, NotFound, Refused
from shushan.people import policy, vault
from shushan.people.models import MovingIn, MovingInLine
from shushan.people.moving_in import guessing, tables
from shushan.people.moving_in.readers import SEALED_FOR
from shushan.people.moving_in.terms import Batch, Judged, Kind, Outcome, Written, kind
from shushan.people.terms import PeopleAct

FILE_KIND: Final = "moving-in"
MOST_BYTES: Final = 300_000_000
FILES_KEPT: Final = timedelta(days=7)  # a table of readers holds numbers in clear: it goes when the move is over
PREVIEW: Final = 5
MOST_WORDS: Final = 40  # categories of another system that the page asks about
_AIM: Final = 0.035  # seconds of one slice, so that desks do not wait
_NOT_A_TABLE: Final = {
    "old-xls": gettext_lazy("这是旧式的 .xls 文件，请另存为 .xlsx 或 CSV。"),
    "encoding": gettext_lazy("不是 UTF-8、UTF-16 或 GB18030 编码的文字。"),
    "no-heading": gettext_lazy("第一行须是列名，至少两列。"),
    "broken": gettext_lazy("文件读不下去，可能已损坏。"),
    "too-large": gettext_lazy("文件展开以后太大。"),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """A file before anything is decided: its headings, first rows, guessed columns, words under the category column."""

    encoding: str
    headings: tuple[str, ...]
    rows: tuple[list[str], ...]
    guessed: dict[str, int]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineValue:
    """What became of one line."""

    line: int
    outcome: str
    reason: str
    subject: str
    stays: str


def keep_upload(chunks: Iterable[bytes], *, name: str, actor: Actor, at: datetime) -> files.FileValue:
    """Keep a file, after a look whether it is a table at all.

    :raises NotAllowed: :raises Invalid: no table :raises FileTooLarge:
    """
    actor.require_somewhere(PeopleAct.MOVE_IN)
    kept = files.keep(chunks, name=name, kind=FILE_KIND, actor=actor, at=at, most=MOST_BYTES)
    with files.open_file(kept.id) as stream:
        _opened(stream)
    return kept


def preview(*, kind_code: str, file_id: UUID) -> Preview:
    """Look into a kept file without writing anything.

    :raises NotFound: :raises Invalid: no table
    """
    known = {field.code: field.headings for field in find_kind(kind_code).fields}
    _file(file_id)
    with files.open_file(file_id) as stream:
        table = _opened(stream)
        guessed = guessing.guess(table.headings, known)
        words, rows = dict[str, None](), list[list[str]]()
        try:
            for _line, cells in table.rows:
                if len(rows) < PREVIEW:
                    rows.append(_masked(cells, guessed))
                place = guessed.get("category")
                if place is not None and place < len(cells) and cells[place] and len(words) < MOST_WORDS:
                    words[cells[place]] = None
        except tables.NotATable as error:
            raise _refusal(error) from error
    return Preview(table.encoding, table.headings, tuple(rows), guessed, tuple(words))


def _masked(cells: list[str], guessed: Mapping[str, int]) -> list[str]:
    """Hide telephone, document number and e-mail of a row that is shown."""
    shown = list(cells)
    for code, mask in (("phone", policy.masked_phone), ("id_number", policy.masked_id), ("email", policy.masked_email)):
        place = guessed.get(code)
        if place is not None and place < len(shown):
            shown[place] = mask(shown[place])
    return shown


@write()
def start_study(
    *,
    actor: Actor,
    at: datetime,
    kind_code: str,
    file_id: UUID,
    site_id: int,
    columns: Mapping[str, int],
    words: Mapping[str, str],
) -> int:
    """Have every row of a kept file judged, nothing written of it; return the id of the moving in.

    :raises NotAllowed: no grant at the site. :raises Invalid: a field that must be there has no column.
    """
    actor.require(PeopleAct.MOVE_IN, site_id=site_id)
    wanted = find_kind(kind_code)
    for field in wanted.fields:
        if field.is_needed and field.code not in columns:
            raise Invalid(_("请指明“%(name)s”在哪一列。") % {"name": field.name}, field=field.code)
    kept = _file(file_id)
    run = MovingIn.objects.create(
        kind=kind_code, file_id=file_id, file_name=kept.name[:200], site_id=site_id, columns=dict(columns),
        words={guessing.plain(word): code for word, code in words.items()}, made_at=at, made_by=actor.label,
    )  # fmt: skip
    _start(run, "study", actor=actor, at=at)
    return run.pk


@write()
def start_import(*, actor: Actor, at: datetime, run_id: int) -> None:
    """Import what was studied.

    :raises NotAllowed: :raises NotFound: :raises Conflict: the study is not over, or it was imported.
    """
    run = find(run_id)
    actor.require(PeopleAct.MOVE_IN, site_id=run.site_id)
    if run.finished_at is None:
        raise Conflict(_("还没有试读完，请稍候。"))
    _file(run.file_id)
    if not MovingIn.objects.filter(pk=run_id, stage="studied").update(stage="imported", finished_at=None):
        raise Conflict(_("这个文件已经导入过了。"))
    _start(run, "import", actor=actor, at=at)


@write()
def start_undo(*, actor: Actor, at: datetime, run_id: int) -> None:
    """Take an import back, row by row, as far as nothing hangs on it.

    :raises NotAllowed: :raises NotFound: :raises Conflict: it was not imported, or is being imported still.
    """
    run = find(run_id)
    actor.require(PeopleAct.MOVE_IN, site_id=run.site_id)
    if run.job_id and not jobs.job(run.job_id).is_over:
        raise Conflict(_("作业还在进行，请先等它结束或取消。"))
    if not MovingIn.objects.filter(pk=run_id, stage="imported").update(stage="undone", finished_at=None):
        raise Conflict(_("这次导入没有做成，或已经撤销过了。"))
    _start(run, "undo", actor=actor, at=at)


@jobs.declare("people.move-in", title=gettext_lazy("迁入旧系统的数据"))
def move_in(work: jobs.Work, run_id: int, stage: str) -> None:
    """Study, import or take back a table, going on where the last finished slice ended."""
    run = find(run_id)
    {"study": _study, "import": _import, "undo": _undo}[stage](work, run)
    with write():
        MovingIn.objects.filter(pk=run_id).update(finished_at=now())


def find(run_id: int) -> MovingIn:
    """Return a moving in.

    :raises NotFound:
    """
    run = MovingIn.objects.filter(pk=run_id).first()
    if run is None:
        raise NotFound(_("没有这次迁入。"))
    return run


def runs(limit: int = 50) -> list[MovingIn]:
    """Return the latest moving-ins, newest first."""
    return list(MovingIn.objects.order_by("-pk")[:limit])


def lines(run_id: int, *, outcome: str = "", after: int = 0, limit: int = 200) -> list[LineValue]:
    """Return lines of a moving in behind a line, in the order of the file; ``stays``: those not taken back."""
    found = MovingInLine.objects.filter(run=run_id, line__gt=after).order_by("line")
    if outcome == "stays":
        found = found.exclude(stays="")
    elif outcome:
        found = found.filter(outcome=outcome)
    return [LineValue(n.line, n.outcome, n.reason, n.subject, n.stays) for n in found[:limit]]


def find_kind(code: str) -> Kind:
    """Return a kind of table.

    :raises NotFound:
    """
    found = kind(code)
    if found is None:
        raise NotFound(_("没有这种数据。"))
    return found


def _study(work: jobs.Work, run: MovingIn) -> None:
    """Judge every row from the beginning; keep the refused."""
    wanted, counts = find_kind(run.kind), Counter[str]()
    batch = Batch(run.site_id, work.made_at, run.words)
    with write():
        MovingInLine.objects.filter(run=run).delete()
    with files.open_file(run.file_id) as stream:
        rows = _rows(stream, run.columns)
        while some := list(islice(rows, 500)):
            judged = [(line, _judge(wanted, row, line, batch)) for line, row in some]
            counts.update(one.outcome.value for _line, one in judged)
            with work.slice() as checkpoint:
                MovingInLine.objects.bulk_create(
                    [_line(run, line, one) for line, one in judged if one.outcome is Outcome.REFUSED]
                )
                MovingIn.objects.filter(pk=run.pk).update(counts=dict(counts))
                checkpoint |= {"done": some[-1][0] - 1, "message": _("读到第 %(line)d 行") % {"line": some[-1][0]}}


def _import(work: jobs.Work, run: MovingIn) -> None:
    """Write every row that is not refused, slice by slice; a slice is one transaction with its checkpoint."""
    wanted, batch = find_kind(run.kind), Batch(run.site_id, work.made_at, run.words)
    reached, total = int(work.resume_from.get("line", 0)), sum(run.counts.values())
    counts = Counter(work.resume_from.get("counts", {}))
    if not reached:
        with write():
            MovingInLine.objects.filter(run=run).delete()
    size = 10
    with files.open_file(run.file_id) as stream:
        rows = _rows(stream, run.columns)
        while some := list(islice(rows, size)):
            if some[-1][0] <= reached:
                for line, row in some:
                    _judge(wanted, row, line, batch)  # so that what stood there is known again
                continue
            began = perf_counter()
            with work.slice() as checkpoint:
                made = [_written(wanted, run, line, row, batch, work.actor) for line, row in some if line > reached]
                MovingInLine.objects.bulk_create(made)
                counts.update(one.outcome for one in made)
                MovingIn.objects.filter(pk=run.pk).update(counts=dict(counts))
                checkpoint |= {
                    "line": some[-1][0], "counts": dict(counts), "done": sum(counts.values()), "total": total,
                    "message": _("写到第 %(line)d 行") % {"line": some[-1][0]},
                }  # fmt: skip
            size = max(2, min(int(size * _AIM / max(perf_counter() - began, 0.001)), size * 2, 200))


def _undo(work: jobs.Work, run: MovingIn) -> None:
    """Take rows back from the last to the first, so that children go before their guardians."""
    wanted = find_kind(run.kind)
    waiting = MovingInLine.objects.filter(run=run, undone_at=None, stays="", outcome__in=["new", "updated"])
    total, done = waiting.count(), 0
    while some := list(waiting.order_by("-line")[:10]):
        with work.slice() as checkpoint:
            for line in some:
                before = vault.unseal(line.before, SEALED_FOR) if line.before else ""
                stays = str(
                    wanted.take_back(
                        Written(line.subject, before), Outcome(line.outcome), actor=work.actor, at=work.made_at
                    )
                )
                gone = {} if stays else {"undone_at": work.made_at}
                MovingInLine.objects.filter(pk=line.pk).update(stays=stays, before=None, **gone)
            done += len(some)
            checkpoint |= {"done": done, "total": total}


def _written(
    wanted: Kind, run: MovingIn, line: int, row: Mapping[str, str], batch: Batch, actor: Actor
) -> MovingInLine:
    judged = _judge(wanted, row, line, batch)
    if judged.outcome not in (Outcome.NEW, Outcome.UPDATED):
        return _line(run, line, judged)
    try:
        with transaction.atomic():
            done = wanted.write(judged, batch, actor=actor)
    except Refused as refusal:
        return _line(run, line, Judged(Outcome.REFUSED, f"refused:{refusal.message}"))
    made = _line(run, line, judged)
    made.subject = done.subject
    made.before = vault.seal(done.before, SEALED_FOR) if done.before else None
    return made


def _judge(wanted: Kind, row: Mapping[str, str], line: int, batch: Batch) -> Judged:
    judged = wanted.judge(row, line, batch)
    batch.settle(is_taken=judged.outcome is not Outcome.REFUSED)
    return judged


def _line(run: MovingIn, line: int, judged: Judged) -> MovingInLine:
    return MovingInLine(run=run, line=line, outcome=judged.outcome.value, reason=str(judged.reason)[:300])


def _rows(stream: BinaryIO, columns: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row that says anything, as field → text, with its line."""
    try:
        for line, cells in _opened(stream).rows:
            if any(cells):
                yield line, {code: cells[place] for code, place in columns.items() if place < len(cells)}
    except tables.NotATable as error:
        raise _refusal(error) from error


def _opened(stream: BinaryIO) -> tables.Table:
    try:
        return tables.opened(stream)
    except tables.NotATable as error:
        raise _refusal(error) from error


def _refusal(error: tables.NotATable) -> Invalid:
    return Invalid(str(_NOT_A_TABLE[error.code]), field="file", remedy=_("请上传带列名的 CSV 或 XLSX。"))


def _file(file_id: UUID) -> files.FileValue:
    kept = files.value(file_id)
    if kept.kind != FILE_KIND:
        raise NotFound(_("没有这个文件"))
    return kept


def _start(run: MovingIn, stage: str, *, actor: Actor, at: datetime) -> None:
    title = _("迁入：%(name)s") % {"name": run.file_name}
    job_id = jobs.start("people.move-in", {"run_id": run.pk, "stage": stage}, actor=actor, at=at, title=title)
    MovingIn.objects.filter(pk=run.pk).update(job_id=job_id)
