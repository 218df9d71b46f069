"""Study elsewhere: channels, conversion, files that bring records. Nothing is overwritten, nothing converted where it stands."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.files import public as files
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.learning import events, ports
from shushan.learning.errors import FileKnown, RuleOverlaps
from shushan.learning.models import Channel, Conversion, StudyImport, StudyRecord
from shushan.learning.study_files import Judged, judged, known_import
from shushan.learning.terms import LearningAct, StudyUnit
from shushan.ledger import public as ledger

NUMBERS = {unit: number for number, unit in enumerate(StudyUnit, 1)}


@write()
def save_channel(
    *, actor: Actor, code: str, name: str, name_en: str = "", is_active: bool = True, channel_id: int | None = None
) -> int:
    """Name a study channel outside and return its id.

    :raises NotAllowed: :raises NotFound: :raises Invalid: :raises Conflict: the code is taken
    """
    actor.require_somewhere(LearningAct.IMPORT_STUDY)
    if not name.strip() or not code.strip():
        raise Invalid(_("请填写代码和名称"), field="name")
    said = {
        "code": code.strip()[:24],
        "name": name.strip()[:60],
        "name_en": name_en.strip()[:80],
        "is_active": is_active,
    }
    if Channel.objects.filter(code=said["code"]).exclude(pk=channel_id or 0).exists():
        raise Conflict(_("这个代码已有渠道使用"), remedy=_("请换一个代码"))
    if channel_id is None:
        return Channel.objects.create(**said).pk
    if not Channel.objects.filter(pk=channel_id).update(**said):
        raise NotFound(_("没有这个渠道"))
    return channel_id


@write()
def set_conversion(
    *, actor: Actor, at: datetime, unit: StudyUnit, hundredths: int, since: date, basis: str, until: date | None = None
) -> int:
    """Say how many hundredths of a class hour a unit is from a day on (``until`` exclusive); return the rule's id.

    A rule that stands without an end is ended by a later one.

    :raises NotAllowed: :raises Invalid: :raises RuleOverlaps: a rule with an end, or a later one, holds in these days
    """
    actor.require_somewhere(LearningAct.SET_CONVERSION)
    if unit is StudyUnit.CLASS_HOUR:
        raise Invalid(_("学时就是学时，不用折算"), field="unit")
    if hundredths < 0 or not basis.strip():
        raise Invalid(_("请写明折算成多少学时和依据"), field="basis")
    if until is not None and until <= since:
        raise Invalid(_("截止日期要晚于开始日期"), field="until")
    Conversion.objects.filter(unit=unit, until=None, since__lt=since).update(until=since)
    try:
        with transaction.atomic():
            return Conversion.objects.create(
                unit=unit, number=NUMBERS[unit], hundredths=hundredths, since=since, until=until,
                basis=basis.strip()[:120], made_label=actor.label, made_at=at,
            ).pk  # fmt: skip
    except IntegrityError as error:
        if "overlap" not in str(error):
            raise
        raise RuleOverlaps(
            _("这些日子里已有另一条折算规则"), rule=_("同一种单位同一天只有一条规则"), remedy=_("请换一个开始日期")
        ) from error


def study_file(*, actor: Actor, channel_id: int, file_id: UUID) -> Judged:
    """Look at a kept file of a channel before anything is written: what would be taken, is known, differs, is refused.

    :raises NotAllowed: :raises NotFound: :raises Invalid: no table :raises FileKnown: it was imported already
    """
    actor.require_somewhere(LearningAct.IMPORT_STUDY)
    channel = _channel(channel_id)
    _must_be_new(files.value(file_id).sha256)
    with files.open_file(file_id) as stream:
        return judged(stream, channel_id=channel.pk)


@write()
def import_study(*, actor: Actor, at: datetime, channel_id: int, file_id: UUID) -> int:
    """Write down the studies of a kept file and return the import's id; the file and its SHA-256 are kept with them.

    A line that is on record already is left alone; one that says something else of the same study is named and not taken.

    :raises NotAllowed: :raises NotFound: :raises Invalid: no table :raises FileKnown: it was imported already
    """
    found = study_file(actor=actor, channel_id=channel_id, file_id=file_id)
    kept = files.value(file_id)
    try:
        with transaction.atomic():
            made = StudyImport.objects.create(
                channel_id=channel_id, file=file_id, name=kept.name, sha256=kept.sha256, taken=len(found.new),
                known=found.known, differing=len(found.differing), refused=len(found.refused),
                lines=[list(line) for line in (*found.differing, *found.refused)][:1000], made_label=actor.label,
                made_by=actor.name[:80], made_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        _must_be_new(kept.sha256)
        raise Conflict(_("有人刚刚导入了同一个文件"), remedy=_("请刷新页面")) from error
    rows = StudyRecord.objects.bulk_create(
        StudyRecord(
            person_id=line.person_id, channel_id=channel_id, day=line.day, title=line.title, quantity=line.quantity,
            unit=line.unit, source=made, line=line.number, made_label=actor.label, made_at=at,
        )
        for line in found.new
    )  # fmt: skip
    _count(rows, actor=actor, at=at, channel=_channel(channel_id).code, imported=True)
    return made.pk


@write()
def record_study(
    *,
    actor: Actor,
    at: datetime,
    channel_id: int,
    person_id: int,
    day: date,
    title: str,
    quantity: int,
    unit: StudyUnit,
) -> int:
    """Write one study down by hand and return its id; ``quantity`` in hundredths of the unit.

    :raises NotAllowed: :raises NotFound: :raises Invalid: :raises Conflict: it is on record
    """
    actor.require_somewhere(LearningAct.IMPORT_STUDY)
    channel = _channel(channel_id)
    if quantity <= 0 or not title.strip() or day > ledger.local_day(at):
        raise Invalid(_("请填写内容、数量和不晚于今天的日期"), field="title")
    try:
        with transaction.atomic():
            made = StudyRecord.objects.create(
                person_id=person_id, channel=channel, day=day, title=title.strip()[:200], quantity=quantity, unit=unit,
                made_label=actor.label, made_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("这条学习已有记录"), remedy=_("同一人同一渠道同一天同一内容只记一次")) from error
    _count([made], actor=actor, at=at, channel=channel.code, imported=False)
    return made.pk


def _count(rows: list[StudyRecord], *, actor: Actor, at: datetime, channel: str, imported: bool) -> None:
    rosters: dict[date, dict[int, ports.RosterLine]] = {}
    facts = []
    for row in rows:
        if row.day not in rosters:
            rosters[row.day] = {line.person_id: line for line in ports.roster(None, on=row.day)}
        stands = rosters[row.day].get(row.person_id)
        event = events.StudyRecorded(
            site_id=stands.site_id if stands else actor.site_id, unit_id=stands.unit_id if stands else None,
            channel=channel, imported=imported,
        )  # fmt: skip
        facts.append((event, f"learning.study-record:{row.pk}", ledger.day_begins(row.day)))
    source = ledger.Source.IMPORT if imported else None
    ledger.record_many(facts, actor=actor, source=source, recorded_at=at)


def _channel(channel_id: int) -> Channel:
    row = Channel.objects.filter(pk=channel_id).first()
    if row is None:
        raise NotFound(_("没有这个渠道"))
    return row


def _must_be_new(sha256: str) -> None:
    known = known_import(sha256)
    if known is not None:
        when = ledger.local_minute(known.made_at)
        raise FileKnown(
            _("这个文件已于 %(when)s 由 %(who)s 导入") % {"when": when, "who": known.made_by},
            rule=_("同一个文件（SHA-256 相同）只导入一次"), remedy=_("如内容有变，请用新导出的文件"),
        )  # fmt: skip
