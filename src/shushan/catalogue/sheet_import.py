"""Spreadsheets and pasted text on their way into the catalogue: they become a file of MARC, which then goes all the stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from django.utils.translation import gettext as _

from shushan.catalogue import imports
from shushan.catalogue.errors import NotAnImportFile
from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.lines import BadLine
from shushan.catalogue.marc.record import Marc
from shushan.catalogue.models import BibRecord
from shushan.catalogue.sheets import columns, pasted, records, tables
from shushan.catalogue.terms import CatalogueAct, MarcFormat
from shushan.files import public as files
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotFound

KIND: Final = "sheet-import"
SHOWN: Final = 5  # rows that are shown
ABOVE: Final = 5  # rows that may stand above the headings: what the sheet is, who made it
ROWS_MOST: Final = 50_000
PASTED_MOST: Final = 2_000_000  # characters


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table before it is imported: its headings (or numbers), some rows, what its columns seem to mean."""

    name: str
    headings: list[str]
    samples: list[list[str]]
    guesses: list[str]
    has_headings: bool
    above: int = 0  # rows that stand above the headings and are left out

    @property
    def by_column(self) -> list[tuple[int, str, list[str], str]]:
        """Each column: its place, heading, some cells, what it seems to mean."""
        return [
            (n, heading, [row[n] for row in self.samples if n < len(row) and row[n]][:3], self.guesses[n])
            for n, heading in enumerate(self.headings)
        ]


def is_sheet(name: str) -> bool:
    """Say whether a file is a table, by the end of its name."""
    return name.lower().endswith(tables.ENDINGS)


def keep_sheet(chunks: Iterable[bytes], *, name: str, actor: Actor, at: datetime) -> files.FileValue:
    """Keep an uploaded table, after a look whether it can be read.

    :raises NotAllowed: :raises NotAnImportFile: :raises FileTooLarge:
    """
    actor.require_somewhere(CatalogueAct.IMPORT)
    kept = files.keep(chunks, name=name, kind=KIND, actor=actor, at=at)
    look(str(kept.id))
    return kept


def look(file_id: str) -> Sheet:
    """Return what a kept table looks like.

    :raises NotFound: :raises NotAnImportFile:
    """
    kept = _kept(file_id)
    first = list(islice(_rows(kept), SHOWN + ABOVE + 1))
    if not first:
        raise _refusal("empty")
    place = columns.headings_at(first[: ABOVE + 1])
    has_headings, begin = place is not None, 0 if place is None else place + 1
    samples = first[begin : begin + SHOWN]
    named = first[begin - 1] if has_headings else []
    width = max(len(row) for row in [named, *samples])
    headings = [
        named[n] if n < len(named) and named[n] else _("第 %(n)d 栏") % {"n": n + 1} for n in range(width)
    ]  # fmt: skip
    return Sheet(kept.name, headings, samples, columns.guess(headings, samples), has_headings, max(begin - 1, 0))


def convert(
    *, actor: Actor, at: datetime, file_id: str, meanings: Sequence[str], has_headings: bool, format: MarcFormat
) -> files.FileValue:
    """Make a file of MARC from a kept table and keep it, ready for the stages of an import.

    ``meanings`` says for each column what it means (empty: left out).

    :raises NotAllowed: :raises NotFound: :raises Invalid: no column is the title, or one meaning twice :raises NotAnImportFile:
    """
    actor.require_somewhere(CatalogueAct.IMPORT)
    kept = _kept(file_id)
    used = [code for code in meanings if code]
    if "title" not in used:
        raise Invalid(_("请指出哪一栏是题名"), field="")
    if len(used) != len(set(used)):
        raise Invalid(_("同一个意思只能选一栏"), field="")
    above = look(file_id).above if has_headings else 0
    made = records.records(_meant(kept, meanings, above + has_headings), format)
    return imports.keep_upload(_serialised(made), name=f"{kept.name}.mrc", actor=actor, at=at)


def guessed(*, actor: Actor, at: datetime, file_id: str) -> files.FileValue:
    """Make a file of MARC from a kept table by its headings alone.

    :raises NotAllowed: :raises NotFound: :raises Invalid: no heading says which column is the title
    """
    seen = look(file_id)
    return convert(
        actor=actor,
        at=at,
        file_id=file_id,
        meanings=seen.guesses,
        has_headings=seen.has_headings,
        format=usual_format(),
    )


def keep_pasted(text: str, *, actor: Actor, at: datetime) -> files.FileValue:
    """Make a file of MARC from pasted text and keep it, ready for the stages of an import.

    :raises NotAllowed: :raises Invalid: nothing, too much, or a line that cannot be read
    """
    actor.require_somewhere(CatalogueAct.IMPORT)
    if not text.strip():
        raise Invalid(_("请粘贴记录"), field="text")
    if len(text) > PASTED_MOST:
        raise Invalid(
            _("太长了：一次最多 %(most)d 字") % {"most": PASTED_MOST}, field="text", remedy=_("请存成文件再上传")
        )
    try:
        made = list(pasted.records(text))
    except BadLine as bad:
        said = _("第 %(number)d 行读不了：%(line)s") % {"number": bad.number, "line": bad.line[:60]}
        raise Invalid(said, field="text", remedy=_line_remedy(bad.code)) from bad
    return imports.keep_upload(_serialised(made), name=_("粘贴的记录") + ".mrc", actor=actor, at=at)


def usual_format() -> MarcFormat:
    """Return the family of MARC that this library has most lately; CNMARC for an empty one."""
    newest = BibRecord.objects.order_by("-pk").values_list("format", flat=True).first()
    return MarcFormat(newest) if newest else MarcFormat.CNMARC


def _line_remedy(code: str) -> str:
    return {
        "tag": _("一行以三位字段号开头"),
        "indicators": _("指示符是两位，空的写 #"),
        "no-subfield": _("子字段前写 ‡a、$a、|a、■a，或用制表符隔开"),
        "no-title": _("每条记录要有题名（200 或 245）；两条记录之间空一行"),
    }.get(code, "")


def _serialised(made: Iterable[Marc]) -> Iterator[bytes]:
    for record in made:
        yield iso2709.serialise(record)


def _meant(kept: files.FileValue, meanings: Sequence[str], begin: int) -> Iterator[dict[str, str]]:
    named: list[str] | None = None
    for place, row in enumerate(_rows(kept)):
        if place < begin:
            named = row
        if place < begin or row == named:  # some sheets say their headings again on each page
            continue
        if place >= ROWS_MOST + begin:
            raise Invalid(
                _("表太长：一次最多 %(most)d 行") % {"most": ROWS_MOST}, field="", remedy=_("请分成几个文件")
            )  # fmt: skip
        said = {code: cell for code, cell in zip(meanings, row, strict=False) if code and cell}
        if short := next((said[code] for code in _NUMBERS if columns.is_shortened(said.get(code, ""))), ""):
            raise Invalid(
                _("第 %(row)d 行的“%(cell)s”是表格软件的科学计数，后几位数字已经丢了")
                % {"row": place + 1, "cell": short},
                field="",
                remedy=_("请在表格里把这一栏改成文本、重新填写后再上传；或者这一栏选“不要”"),
            )
        yield said


_NUMBERS: Final = ("isbn", "issn", "barcode", "accession", "number")  # whose every figure counts


def _rows(kept: files.FileValue) -> Iterator[list[str]]:
    try:
        with files.open_file(kept.id) as stream:
            yield from tables.rows(stream)
    except tables.NotATable as error:
        raise _refusal(error.code) from error


def _kept(file_id: str) -> files.FileValue:
    kept = files.value(imports.uuid_of(file_id))
    if kept.kind != KIND:
        raise NotFound(_("没有这个文件"))
    return kept


def _refusal(code: str) -> NotAnImportFile:
    why = {
        "empty": _("表是空的"),
        "old-office": _("这是旧的 .xls，请另存为 .xlsx 或 CSV"),
        "coding": _("文字编码认不出：不是 UTF-8，也不是 GB18030"),
        "bomb": _("展开后大得不正常"),
        "entities": _("里面有不该有的 XML 声明"),
        "broken": _("文件坏了，读不下去"),
        "quotes": _("有引号没有配对：从那里起，后面的行会并成一格"),
    }.get(code, _("这不是表格"))
    return NotAnImportFile(why, field="file", remedy=_("请上传 .csv、.tsv 或 .xlsx"))
