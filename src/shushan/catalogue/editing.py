"""Edit records: by the form, or line by line in MARC. Columns and MARC always say the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shushan.catalogue.errors import NoSuchRecord
from shushan.catalogue.importing import columns_of
from shushan.catalogue.marc import iso2709, lines
from shushan.catalogue.marc.amending import amended
from shushan.catalogue.marc.projection import project
from shushan.catalogue.marc.record import BadRecord, Marc
from shushan.catalogue.models import BibRecord, RecordIsbn
from shushan.catalogue.operations import Description, checked, trimmed
from shushan.catalogue.terms import CatalogueAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
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
            _keep_marc(record, amended(iso2709.parse(bytes(record.marc)), changes), at)
        return
    BibRecord.objects.filter(pk=record_id).update(**columns, changed_at=at)
    _keep_isbns(record_id, [isbn13, *known[1:]])
    search.changed("record", record_id, at=at)


@write()
def edit_marc(*, actor: Actor, at: datetime, record_id: int, text: str) -> None:
    """Replace the MARC of a record by these lines; the columns follow.

    :raises NotAllowed: :raises NoSuchRecord: :raises Invalid: a line that cannot be read, or no title
    """
    actor.require(CatalogueAct.EDIT_RECORD)
    record = _record(record_id)
    try:
        _keep_marc(record, lines.read(text), at)
    except lines.BadLine as bad:
        raise Invalid(_why(bad), field="text", remedy=_remedy(bad)) from bad
    except BadRecord as bad:
        raise Invalid(_("题名字段 200（或 245）的 ‡a 是空的"), field="text") from bad


def _keep_marc(record: BibRecord, marc: Marc, at: datetime) -> None:
    """Write the MARC and what it projects to. ``digest`` stays: it tells what the source said last."""
    seen = project(marc)
    columns: dict[str, Any] = columns_of(seen) | {"marc": iso2709.serialise(marc), "changed_at": at}
    BibRecord.objects.filter(pk=record.pk).update(**columns)
    _keep_isbns(record.pk, list(seen.isbns))
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
