"""Readers that move in: judged by what is on record here, written with their card as it was, counted as no new cards."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.people import policy, vault
from shushan.people.models import CURRENT_STATES, Card, Person
from shushan.people.moving_in import guessing
from shushan.people.moving_in.terms import Batch, Field, Judged, Outcome, Written, headings
from shushan.people.moving_in.writing import Row, remove, restore, take_in, update
from shushan.people.operations.persons import Particulars
from shushan.people.terms import ReaderCategory

SEALED_FOR: Final = b"people.moving-in"
CATEGORY_WORDS: Final[dict[str, tuple[str, ...]]] = {
    ReaderCategory.ADULT.value: ("成人", "普通", "普通读者", "成年", "成人读者", "adult", "大众", "市民"),
    ReaderCategory.CHILD.value: (
        "少儿",
        "儿童",
        "少年",
        "未成年",
        "少儿读者",
        "学生",
        "小学生",
        "child",
        "juvenile",
        "kids",
    ),
    ReaderCategory.ELDER.value: ("长者", "老年", "老人", "老年读者", "elder", "senior"),
    ReaderCategory.STAFF.value: ("馆员", "职工", "工作人员", "本馆职工", "staff"),
}
STATE_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "active": ("有效", "正常", "启用", "可用", "在用", "active", "valid", "ok", "1", "过期", "expired"),
    "lost": ("挂失", "遗失", "丢失", "lost"),
    "withdrawn": ("注销", "作废", "停用", "退证", "销户", "withdrawn", "cancelled", "canceled", "closed"),
    "frozen": ("冻结", "停借", "暂停", "黑名单", "frozen", "blocked", "suspended"),
}
_GENDERS: Final = {"f": ("女", "女性", "f", "female", "2"), "m": ("男", "男性", "m", "male", "1")}


class Refuse(Exception):
    """A line cannot be taken; the text is its reason's code."""


class Readers:
    """The table of readers."""

    title: object = pgettext_lazy("many", "读者")
    lead: object = _("旧系统的读者表：证号和姓名必须有。证号照旧使用；证件号加密保存；已在库的读者只更新，不重复登记。")
    fields: Sequence[Field] = (
        Field(
            "card",
            _("证号"),
            headings(
                "证号、读者证号、借书证号、卡号、证卡号、条码、读者条码、card number、cardnumber、barcode、card、patron"
                " barcode"
            ),
            is_needed=True,
        ),
        Field(
            "name",
            _("姓名"),
            headings("姓名、读者姓名、名字、name、full name、patron name"),
            is_needed=True,
        ),
        Field(
            "id_number",
            _("证件号"),
            headings("身份证号、身份证、证件号、证件号码、id number、idcard、national id"),
        ),
        Field(
            "birth_on",
            _("出生日期"),
            headings("出生日期、出生年月、生日、birth date、date of birth、dob、birthday"),
        ),
        Field(
            "gender",
            _("性别"),
            headings("性别、gender、sex"),
        ),
        Field(
            "phone",
            _("手机号"),
            headings("手机号、手机、手机号码、联系电话、电话、mobile、phone、telephone"),
        ),
        Field(
            "email",
            _("邮箱"),
            headings("邮箱、电子邮箱、电子邮件、email、e-mail、mail"),
        ),
        Field(
            "category",
            _("读者类型"),
            headings("读者类型、读者类别、类型、类别、category、patron type、type"),
        ),
        Field(
            "issued_on",
            _("发证日期"),
            headings("发证日期、办证日期、注册日期、启用日期、issued、date enrolled、registered"),
        ),
        Field(
            "expires_on",
            _("有效期至"),
            headings(
                "有效期至、有效期、失效日期、截止日期、到期日期、终止日期、expires、expiry、valid until、expiry date"
            ),
        ),
        Field(
            "state",
            _("证件状态"),
            headings("证件状态、读者状态、证状态、状态、status、state"),
        ),
        Field(
            "guardian",
            _("监护人的读者证号"),
            headings("监护人证号、监护人的读者证号、家长证号、guardian card、guardian"),
        ),
    )

    def judge(self, row: Mapping[str, str], line: int, batch: Batch) -> Judged:
        """Say what would be done with a reader; reads only."""
        try:
            read = _read(row, line, batch)
            return _compare(read)
        except Refuse as why:
            return Judged(Outcome.REFUSED, str(why))

    def write(self, judged: Judged, batch: Batch, *, actor: Actor) -> Written:
        """Write a reader with the card, or what a line says newly about one on record."""
        row = judged.plan
        assert isinstance(row, Row)
        if row.reader_id is not None:
            return update(row, actor=actor, at=batch.at)
        reader = take_in(row, batch, actor=actor)
        return Written(f"people.reader:{reader.pk}")

    def take_back(self, written: Written, outcome: Outcome, *, actor: Actor, at: datetime) -> object:
        """Take a reader back as long as nothing hangs on them; restore what an update overwrote and nobody changed."""
        reader_id = int(written.subject.partition(":")[2])
        if outcome is Outcome.UPDATED:
            kept = json.loads(written.before) if written.before else None  # destroyed when the reader was erased
            return restore(reader_id, kept, actor=actor, at=at) if kept else "is-gone"
        return remove(reader_id, actor=actor, at=at)


def _read(row: Mapping[str, str], line: int, batch: Batch) -> Row:
    number, name = policy.scanned(row.get("card", "")), " ".join(row.get("name", "").split())
    if not number or len(number) > 32:
        raise Refuse("long-card" if number else "no-card")
    if not name:
        raise Refuse("no-name")
    if before := batch.again("card", number, line):
        raise Refuse(f"same-card:{before}")
    document = policy.scanned(row.get("id_number", ""))
    if document and (before := batch.again("document", document, line)):
        raise Refuse(f"same-document:{before}")
    return Row(
        said=Particulars(
            name=name[:100],
            birth_on=_born(row, document, batch),
            gender=guessing.word(row.get("gender", ""), _GENDERS) or None,
            phone=policy.scanned(row.get("phone", ""))[:30],
            email=_email(row.get("email", "")),
            id_number=document,
        ),
        number=number,
        category=_category(row.get("category", ""), batch),
        issued_on=_day(row, "issued_on", "bad-issued"),
        expires_on=_day(row, "expires_on", "bad-expires"),
        state=_state(row.get("state", "")),
        guardian=_guardian(row.get("guardian", ""), batch),
    )


def _born(row: Mapping[str, str], document: str, batch: Batch) -> date | None:
    inside = None
    if len(document) == 18 and document[:17].isdecimal():
        if not policy.is_chinese_id(document):
            raise Refuse("bad-document")
        inside = guessing.born(document)
    said = _day(row, "birth_on", "bad-birth")
    if said is not None and (said > ledger.local_day(batch.at) or said.year < 1900):
        raise Refuse(f"bad-birth:{row['birth_on']}")
    if said and inside and said != inside:
        raise Refuse("birth-differs")
    return said or inside


def _day(row: Mapping[str, str], name: str, why: str) -> date | None:
    text = row.get(name, "").strip()
    if not text or text.startswith("0000"):
        return None
    found = guessing.day(text)
    if found is None:
        raise Refuse(f"{why}:{text[:40]}")
    return found


def _email(text: str) -> str:
    found = text.strip()[:254]
    return found if "@" in found else ""


def _category(text: str, batch: Batch) -> str:
    chosen = batch.words.get(guessing.plain(text))
    found = chosen if chosen is not None else guessing.word(text, CATEGORY_WORDS)
    if found is None:
        raise Refuse(f"bad-category:{text[:40]}")
    return found


def _state(text: str) -> str:
    found = guessing.word(text, STATE_WORDS)
    if found is None:
        raise Refuse(f"bad-state:{text[:40]}")
    return found or "active"


def _guardian(text: str, batch: Batch) -> str:
    number = policy.scanned(text)
    if not number or ("card", number) in batch.seen:
        return number
    held = Card.objects.filter(number=number, reader__person__erased_at=None).select_related("reader__person").first()
    if held is None:
        raise Refuse(f"no-guardian:{number[:32]}")
    born = held.reader.person.birth_on
    if born is not None and policy.is_minor(born, ledger.local_day(batch.at)):
        raise Refuse("young-guardian")
    return number


def _compare(row: Row) -> Judged:
    """Find who this is on record here, and what the line says newly."""
    held = Card.objects.filter(number=row.number).select_related("reader__person").first()
    index = vault.blind_index(row.said.id_number) if row.said.id_number else None
    known = Person.objects.filter(id_number_index=index).first() if index else None
    if known is not None and (held is None or held.reader.person_id != known.pk):
        other = Card.objects.filter(reader__person=known, state__in=CURRENT_STATES).values_list("number", flat=True)
        raise Refuse(f"document-taken:{(other.first() or '—')[-4:]}")
    if held is None:
        return Judged(Outcome.NEW, plan=row)
    person = held.reader.person
    if person.name != row.said.name:
        raise Refuse("other-name")
    changed = _changed(row, held, index)
    plan = Row(row.said, row.number, row.category, row.issued_on, row.expires_on, row.state, row.guardian,
               held.reader_id, changed)  # fmt: skip
    return Judged(Outcome.UPDATED if changed else Outcome.UNCHANGED, plan=plan)


def _changed(row: Row, held: Card, index: str | None) -> dict[str, Any]:
    """Return what the line says and the record does not: an empty cell says nothing. States and guardians stay as here."""
    person, changed = held.reader.person, dict[str, Any]()
    for name in ("gender", "phone", "email"):
        said = getattr(row.said, name)
        if said and said != getattr(person, name):
            changed[name] = said
    if row.said.birth_on and row.said.birth_on != person.birth_on:
        changed["birth_on"] = row.said.birth_on.isoformat()
    if index and index != person.id_number_index:
        changed["id_number"] = row.said.id_number
    if row.category and row.category != held.reader.category:
        changed["category"] = row.category
    if row.expires_on and row.expires_on != held.expires_on and held.state in CURRENT_STATES:
        changed["expires_on"] = row.expires_on.isoformat()
    return changed
