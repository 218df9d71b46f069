"""Edit records: by the form, or line by line in MARC. Columns and MARC always say the same."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shushan.catalogue import versions
from shushan.catalogue.errors import NoSuchRecord, RecordKnown
from shushan.catalogue.importing import columns_of
from shushan.catalogue.marc import iso2709, lines
from shushan.catalogue.marc.amending import amended
from shushan.catalogue.marc.projection import project
from shushan.catalogue.marc.record import BadRecord, Marc
from shushan.catalogue.models import BibRecord, RecordIsbn
from shushan.catalogue.operations import LOCAL, Description, checked, trimmed
from shushan.catalogue.terms import CatalogueAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid
from shushan.search import public as search


@write()
def edit_record(*, actor: Actor, at: datetime, record_id: int, said: Description, isbn: str = "") -> None:
    """Change what is said about a work; ``isbn`` takes the place of its first one.

    A record that came as MARC is amended: what was changed in the form changes there, the rest stays as it came.

    :raises NotAllowed: :raises NoSuchRecord: :raises Invalid:
    """
    actor.require(CatalogueAct.EDIT_RECORD)
    isbn13, record = checked(said, isbn), _record(record_id)
    columns = trimmed(said)
    known = list(RecordIsbn.objects.filter(record=record).order_by("pk").values_list("isbn", flat=True))
    if record.marc:
        changes = {n: str(v or "") for n, v in columns.items() if v != getattr(record, n)}
        if isbn13 != (known[0] if known else ""):
            changes["isbn"] = isbn13
        if changes:
            _keep_marc(record, amended(iso2709.parse(bytes(record.marc)), changes), at, actor)
        return
    versions.keep(record_id, actor=actor, at=at, why="found")
    BibRecord.objects.filter(pk=record_id).update(**columns, changed_at=at)
    _keep_isbns(record_id, [isbn13, *known[1:]])
    versions.keep(record_id, actor=actor, at=at, why="edit")
    search.changed("record", record_id, at=at)


@write()
def edit_marc(*, actor: Actor, at: datetime, record_id: int, text: str) -> None:
    """Replace the MARC of a record by these lines; the columns follow.

    :raises NotAllowed: :raises NoSuchRecord: :raises Invalid: a line that cannot be read, or no title
    """
    actor.require(CatalogueAct.EDIT_RECORD)
    record = _record(record_id)
    try:
        _keep_marc(record, lines.read(text), at, actor)
    except lines.BadLine as bad:
        raise Invalid(_why(bad), field="text", remedy=_remedy(bad)) from bad
    except BadRecord as bad:
        raise Invalid(_("题名字段 200（或 245）的 ‡a 是空的"), field="text") from bad


@write()
def edit_fields(*, actor: Actor, at: datetime, record_id: int, marc: Marc, seen: datetime | None = None) -> None:
    """Replace the MARC of a record, as the editor of fields gives it; ``seen`` is the change that the editor began from.

    :raises NotAllowed: :raises NoSuchRecord: :raises Invalid: no title :raises Conflict: somebody changed it meanwhile
    """
    actor.require(CatalogueAct.EDIT_RECORD)
    record = _record(record_id)
    if seen is not None and record.changed_at != seen:
        raise Conflict(_("别人刚刚改过这条书目"), remedy=_("请在另一个窗口打开看改了什么，再决定是否重新保存"))
    try:
        _keep_marc(record, marc, at, actor)
    except BadRecord as bad:
        raise Invalid(_("没有题名：CNMARC 填 200 ‡a，MARC 21 填 245 ‡a"), field="leader") from bad


@write()
def create_from_marc(*, actor: Actor, at: datetime, marc: Marc, source: str = LOCAL) -> int:
    """Add a record from its MARC and return its id; without a control number (001) its id becomes one.

    :raises NotAllowed: :raises Invalid: no title :raises RecordKnown: the source has this control number
    """
    actor.require(CatalogueAct.EDIT_RECORD)
    try:
        seen = project(marc)
    except BadRecord as bad:
        raise Invalid(_("没有题名：CNMARC 填 200 ‡a，MARC 21 填 245 ‡a"), field="leader") from bad
    number = seen.control_number
    if number and BibRecord.objects.filter(source=source, control_number=number).exists():
        raise RecordKnown(_("来源 %(source)s 已经有控制号 %(number)s 的书目") % {"source": source, "number": number})
    columns: dict[str, Any] = columns_of(seen) | {"source": source, "created_at": at, "changed_at": at}
    made = BibRecord.objects.create(control_number=number or f"new-{at.timestamp()}", **columns)
    if not number:
        others = tuple(one for one in marc.controls if one[0] != "001")
        marc = replace(marc, controls=(("001", str(made.pk)), *others))
    kept = iso2709.serialise(marc)
    BibRecord.objects.filter(pk=made.pk).update(
        control_number=number or str(made.pk), marc=kept, digest=hashlib.sha256(kept).hexdigest()
    )
    _keep_isbns(made.pk, list(seen.isbns))
    versions.keep(made.pk, actor=actor, at=at, why="edit")
    search.changed("record", made.pk, at=at)
    return made.pk


@write()
def restore_version(*, actor: Actor, at: datetime, record_id: int, number: int) -> None:
    """Bring a state of a record back; the state that it had stays in its history.

    :raises NotAllowed: :raises NoSuchRecord: :raises NotFound: no such version
    """
    actor.require(CatalogueAct.EDIT_RECORD)
    _keep_marc(_record(record_id), versions.state(record_id, number), at, actor, why="restore")


def _keep_marc(record: BibRecord, marc: Marc, at: datetime, actor: Actor, *, why: str = "edit") -> None:
    """Write the MARC and what it projects to, with the states before and after it.

    ``digest`` stays: it tells what the source said last.
    """
    seen = project(marc)
    versions.keep(record.pk, actor=actor, at=at, why="found")
    columns: dict[str, Any] = columns_of(seen) | {"marc": iso2709.serialise(marc), "changed_at": at}
    BibRecord.objects.filter(pk=record.pk).update(**columns)
    _keep_isbns(record.pk, list(seen.isbns))
    versions.keep(record.pk, actor=actor, at=at, why=why)
    search.changed("record", record.pk, at=at)


def _keep_isbns(record_id: int, wanted: list[str]) -> None:
    RecordIsbn.objects.filter(record_id=record_id).delete()
    kept = [isbn for isbn in dict.fromkeys(wanted) if isbn]
    RecordIsbn.objects.bulk_create([RecordIsbn(record_id=record_id, isbn=isbn) for isbn in kept])


def _record(record_id: int) -> BibRecord:
    record = BibRecord.objects.filter(pk=record_id).first()
    if record is None:
        raise NoSuchRecord(_("没有这条书目"))
    return record


def _why(bad: lines.BadLine) -> str:
    reasons = {
        "tag": _("字段号要三位，例如 200"),
        "indicators": _("字段号后面是两位指示符，空的写 #"),
        "no-subfield": _("这个字段没有子字段，例如 ‡a 后面要有内容"),
        "no-title": _("没有题名字段（CNMARC 的 200 或 MARC 21 的 245）"),
    }
    return _("第 %(number)d 行：%(reason)s") % {"number": bad.number, "reason": reasons[bad.code]}


def _remedy(bad: lines.BadLine) -> str:
    return _("这一行是：%(line)s") % {"line": bad.line[:60]} if bad.line else ""
