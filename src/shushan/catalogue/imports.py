"""Start an import and read what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from shushan.catalogue import reasons
from shushan.catalogue.errors import NotAnImportFile
from shushan.catalogue.import_models import ImportLine, ImportProblem, ImportRun
from shushan.catalogue.import_study import Tally, read_through
from shushan.catalogue.importing import Batch, Whence, batches
from shushan.catalogue.marc import files as marc_files
from shushan.catalogue.marc.holdings import Mapping
from shushan.catalogue.marc.mixed import MIXED
from shushan.catalogue.models import BibRecord
from shushan.catalogue.terms import CatalogueAct, Doubles, Holdings
from shushan.database.public import Pace, write
from shushan.files import public as files
from shushan.jobs import public as jobs
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotFound

PREVIEW = 10
KIND = "marc-import"


@dataclass(frozen=True, slots=True)
class RunValue:
    """An import and its counts."""

    id: int
    job_id: int
    file_name: str
    source: str
    site_id: int
    made_at: datetime
    read: int
    created: int
    updated: int
    unchanged: int
    items: int
    rejected: int
    finished_at: datetime | None
    undo_job_id: int | None
    undo_asked_by: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One record that was not taken."""

    ordinal: int
    position: int
    code: str
    reason: str
    raw: bytes

    @property
    def shown_reason(self) -> str:
        """The reason in the words of the library."""
        return reasons.reason(self.code)

    @property
    def text(self) -> str:
        """The bytes as text as far as they are text, marks of MARC made visible."""
        shown = self.raw[:300].decode("utf-8", "backslashreplace")
        return shown.replace("\x1d", "␝").replace("\x1e", "␞").replace("\x1f", "␟")

    @property
    def hex(self) -> str:
        """The first bytes in hexadecimal."""
        return self.raw[:64].hex(" ")


def keep_upload(chunks: Iterable[bytes], *, name: str, actor: Actor, at: datetime) -> files.FileValue:
    """Keep an uploaded file, after a look whether it is MARC at all.

    :raises NotAllowed: :raises NotAnImportFile: :raises FileTooLarge:
    """
    actor.require_somewhere(CatalogueAct.IMPORT)
    kept = files.keep(chunks, name=name, kind=KIND, actor=actor, at=at)
    with files.open_file(kept.id) as stream:
        recognise(stream)
    return kept


@dataclass(frozen=True, slots=True)
class Preview:
    """A file before it is imported: about how many records it has, and the first of them as they would be read."""

    records: int
    is_all_counted: bool
    first: Batch
    encodings: tuple[str, ...]


def preview(file_id: str, holdings: Whence = Holdings.ANY) -> Preview:
    """Look into a kept file without writing anything; copies only from the field that is said.

    :raises NotFound: :raises NotAnImportFile:
    """
    with files.open_file(uuid_of(file_id)) as raw:
        stream = marc_files.opened(raw)
        recognise(raw if stream is raw else stream)
        first = next(batches(islice(marc_files.read(stream), PREVIEW), Pace(), holdings), Batch())
        stream.seek(0)
        records, is_all = marc_files.estimate(stream)
    encodings = sorted({one.taken.record.encoding for one in first.ready if one.taken.record is not None})
    return Preview(records, is_all, first, tuple(encodings))


@write()
def start_import(
    *, actor: Actor, at: datetime, file_id: str, source: str, site_id: int, holdings: Whence = Holdings.ANY,
    doubles: Doubles = Doubles.TAKE,
) -> RunValue:  # fmt: skip
    """Start importing a kept file; items it names go to the site. Returns the run with its job.

    :raises NotAllowed: :raises NotFound: :raises Invalid: no source
    """
    actor.require(CatalogueAct.IMPORT, site_id=site_id)
    if not source.strip():
        raise Invalid(_("请填写来源，例如 CALIS 或书商名"), field="source")
    kept = files.value(uuid_of(file_id))
    if kept.kind != KIND:
        raise NotFound(_("没有这个文件"))
    run = ImportRun.objects.create(
        file_id=kept.id,
        file_name=kept.name,
        source=source.strip()[:40],
        site_id=site_id,
        holdings=holdings if isinstance(holdings, Holdings) else Holdings.ANY,
        mapping=asdict(holdings) if isinstance(holdings, Mapping) else {},
        doubles=doubles,
        made_at=at,
    )
    title = _("导入书目：%(name)s") % {"name": kept.name}
    job_id = jobs.start("catalogue.import-marc", {"run_id": run.pk}, actor=actor, at=at, title=title)
    ImportRun.objects.filter(pk=run.pk).update(job_id=job_id)
    run.job_id = job_id
    return _value(run)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What importing a file would do: counts by outcome and by coding, copies named, and what would be refused."""

    outcomes: dict[str, int]
    encodings: dict[str, int]
    items: int
    refused: list[ProblemLine]


REFUSED_KEPT = 1000


def rehearse(*, actor: Actor, file_id: str, source: str, holdings: Whence = Holdings.ANY) -> Rehearsal:
    """Read a whole kept file and say what importing it would do; nothing is written.

    Within the file a number that comes again counts as an update. Of the refused, the first ``REFUSED_KEPT`` are named.

    :raises NotAllowed: :raises NotFound: :raises NotAnImportFile:
    """
    actor.require_somewhere(CatalogueAct.IMPORT)
    refused, told = list[ProblemLine](), Tally()
    with files.open_file(uuid_of(file_id)) as raw:
        recognise(raw)
        for tally, batch in read_through(raw, source, holdings):
            told = tally
            for one, problem in batch.problems[: REFUSED_KEPT - len(refused)]:
                refused.append(ProblemLine(one.ordinal, one.position, problem.code, str(problem), one.raw))
    return Rehearsal(dict(told.outcomes), dict(told.encodings), told.items, refused)


def encodings(run_id: int) -> dict[str, int]:
    """Return how many records of an import were read in each coding, in one query."""
    found = ImportLine.objects.filter(run_id=run_id).values_list("encoding").annotate(n=Count("pk"))
    return dict(found.order_by("-n").values_list("encoding", "n"))


@dataclass(frozen=True, slots=True)
class TakenLine:
    """One record of an import: its place, what became of it, the coding found, number and title as they are now.

    ``codings`` says which fields were in which coding, where ``encoding`` is mixed.
    """

    id: int
    ordinal: int
    outcome: str
    encoding: str
    control_number: str
    title: str
    codings: str = ""
    record_id: int = 0


def lines(run_id: int, *, after: int = 0, limit: int = 500) -> list[TakenLine]:
    """Return what an import took, in the order of the file, above an id, in two queries."""
    return _taken(ImportLine.objects.filter(run_id=run_id, pk__gt=after).order_by("pk")[:limit])


def mixed(run_id: int, *, limit: int = 20) -> list[TakenLine]:
    """Return the first records of an import whose fields are in several codings, in two queries."""
    return _taken(ImportLine.objects.filter(run_id=run_id, encoding=MIXED).order_by("pk")[:limit])


def _taken(some: Iterable[ImportLine]) -> list[TakenLine]:
    found = list(some)
    said = BibRecord.objects.filter(pk__in=[line.record_id for line in found])
    names = {pk: (number, title) for pk, number, title in said.values_list("pk", "control_number", "title")}
    return [
        TakenLine(n.pk, n.ordinal, n.outcome, n.encoding, *names.get(n.record_id, ("", "")), n.codings, n.record_id)
        for n in found
    ]


def runs(limit: int = 50) -> list[RunValue]:
    """Return imports, newest first."""
    return [_value(run) for run in ImportRun.objects.order_by("-pk")[:limit]]


def run(run_id: int) -> RunValue:
    """Return one import.

    :raises NotFound:
    """
    found = ImportRun.objects.filter(pk=run_id).first()
    if found is None:
        raise NotFound(_("没有这次导入"))
    return _value(found)


def problems(run_id: int, *, after: int = 0, limit: int = 100) -> list[tuple[int, ProblemLine]]:
    """Return what was not taken, in the order of the file, above an id, with the id."""
    found = ImportProblem.objects.filter(run_id=run_id, pk__gt=after).order_by("pk")[:limit]
    return [(p.pk, ProblemLine(p.ordinal, p.position, p.code, p.reason, bytes(p.raw))) for p in found]


def recognise(stream: BinaryIO) -> None:
    """Look whether a file is MARC at all, and rewind.

    :raises NotAnImportFile:
    """
    try:
        marc_files.recognise(marc_files.opened(stream))
    except (marc_files.NotMarc, OSError, EOFError) as error:
        raise NotAnImportFile(
            _("这不是 MARC 文件：%(why)s") % {"why": reasons.not_marc(getattr(error, "code", ""))},
            field="file",
            remedy=_("请上传 .mrc、.iso、.marc、.xml 或它们的 .gz、.zip；表格用 .csv 或 .xlsx"),
        ) from error
    stream.seek(0)


def uuid_of(text: str) -> UUID:
    """Return the id of a file.

    :raises NotFound:
    """
    try:
        return UUID(str(text))
    except ValueError as error:
        raise NotFound(_("没有这个文件")) from error


def _value(r: ImportRun) -> RunValue:
    return RunValue(
        r.pk, r.job_id or 0, r.file_name, r.source, r.site_id, r.made_at, r.read, r.created, r.updated, r.unchanged,
        r.items, r.rejected, r.finished_at, r.undo_job_id, r.undo_asked_by, r.undone_at,
    )  # fmt: skip
