"""What readers browse: subjects and series, headings with their forms, themed shelves, lists, what is much borrowed."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

from shushan.catalogue import bulk, operations
from shushan.catalogue.operations import Description
from shushan.demonstration.build import media
from shushan.kernel.actor import Actor, ActorKind, Grant
from shushan.ledger import public as ledger
from shushan.people import public as people

TABLES = Path(__file__).resolve().parents[1] / "data"
# class of the 中图法 → subject, for the demonstration only: the classes of its works say no more
SUBJECTS = (
    ("I21", "中国文学——现代"), ("I22", "诗歌"), ("I23", "戏剧"), ("I24", "长篇小说"), ("I26", "散文"), ("I28", "儿童文学"),
    ("I5", "外国文学"), ("I7", "外国文学"), ("I3", "外国文学"), ("B2", "中国哲学"), ("B8", "心理学"), ("B", "哲学"), ("C", "社会科学"),
    ("D", "政治与法律"), ("E", "军事"), ("F", "经济"), ("G", "文化与教育"), ("H", "语言"), ("J", "艺术"), ("K2", "中国历史"),
    ("K8", "传记"), ("K9", "地理"), ("K", "历史"), ("O", "数理科学"), ("P", "天文与地球"), ("Q", "生物"), ("R", "医药卫生"), ("S", "农业"),
    ("T", "工业技术"), ("U", "交通"), ("X", "环境"), ("Z", "丛书与百科"), ("N", "自然科学"), ("A", "马克思主义"),
)  # fmt: skip
SUBJECT_FORMS: tuple[tuple[str, str, str, list[str]], ...] = (  # name, English name, note, other forms
    ("传记", "Biography", "", ["人物传记"]), ("儿童文学", "Children's literature", "", ["少儿文学"]),
    ("心理学", "Psychology", "", []), ("中国历史", "China -- History", "", ["中国史"]),
)  # fmt: skip
SUBJECTS_ALSO = (("传记", "中国历史"), ("中国历史", "历史"), ("中国哲学", "哲学"), ("评书", "长篇小说"))
THEMES = (  # title, English title, text, English text, for whom, author, class
    (
        "走进鲁迅", "Meeting Lu Xun", "从《呐喊》到《故事新编》，一架读懂鲁迅的书。",
        "From Call to Arms to Old Tales Retold.", "adult", "鲁迅", "",
    ),
    (
        "先秦诸子", "Masters of old", "两千多年前的人怎样想问题。",
        "How people thought more than two thousand years ago.", "adult", "", "B22",
    ),
    (
        "给孩子的经典", "Classics for children", "老师和馆员一起挑的，大人也可以陪着读。",
        "Chosen by teachers and librarians; grown-ups may read along.", "child", "", "I",
    ),
)  # fmt: skip
ON_A_SHELF = 12


def build_shelves(actor: Actor, sites: dict[str, int], reader_id: int, now: datetime) -> None:
    """Describe the works further, read headings and works, and put up what readers see of it."""
    _editions(actor, sites["C"], now)
    media.build_media(actor, sites["C"], now)
    bulk.describe(_begins())
    bulk.name_headings(_names(), actor=actor, at=now)
    bulk.read_headings(now)
    bulk.name_also("沈从文", "汪曾祺", actor=actor, at=now)
    bulk.name_also("钱锺书", "杨绛", actor=actor, at=now)
    bulk.name_headings(SUBJECT_FORMS, actor=actor, at=now, kind="subject")
    for first, second in SUBJECTS_ALSO:
        bulk.name_also(first, second, actor=actor, at=now, kind="subject")
    bulk.read_headings(now)
    for number, theme in enumerate(THEMES):
        _theme(theme, sites["C"] if number == 0 else None, actor, now)
    _own(reader_id, now)
    bulk.count_popular(now)


def _editions(actor: Actor, site_id: int, now: datetime) -> None:
    """Add other editions and volumes of works that are there, a copy each, bought lately."""
    at = now - timedelta(days=3)
    for number, row in enumerate(_table("editions.tsv"), start=1):
        row["year"] = int(row["year"]) if row["year"] else None  # type: ignore[assignment]
        said = Description(**row)  # type: ignore[arg-type]
        made = operations.create_record(actor=actor, at=at, said=said, control_number=f"demo-edition-{number:03d}")
        operations.add_item(
            actor=actor, at=at, record_id=made, barcode=f"HCE{number:06d}", site_id=site_id, call_number=f"{said.clc}/{made}",
            shelf="二层 A 区",
        )  # fmt: skip


def _begins() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for begin, subject in SUBJECTS:
        found.setdefault(subject, []).append(begin)
    return found


def _names() -> list[tuple[str, str, str, list[str]]]:
    rows = _table("headings.tsv")
    return [(r["name"], r["english"], r["note"], [text for text in r["forms"].split("；") if text]) for r in rows]


def _theme(theme: tuple[str, ...], site_id: int | None, actor: Actor, now: datetime) -> None:
    title, english, text, text_en, audience, author, clc = theme
    today = ledger.local_day(now)
    said = bulk.Theme(
        title, since=today - timedelta(days=20), until=today + timedelta(days=200), title_en=english, text=text,
        text_en=text_en, site_id=site_id, audience=audience,
    )  # fmt: skip
    ids = bulk.some_records(author=author, clc=clc, audience=audience, most=ON_A_SHELF)
    bulk.put_up_theme(said, ids, actor=actor, at=now)


def _own(reader_id: int, now: datetime) -> None:
    """Let the demonstration's reader have a shared list and a kept search."""
    me = Actor(ActorKind.READER, people.reader(reader_id).person_id, "", (Grant("*"),))
    ids = bulk.some_records(author="汪曾祺", most=5)
    bulk.put_on_list("汪曾祺慢慢读", ids, reader_id=reader_id, actor=me, at=now)
    bulk.keep_search("鲁迅的新书", "q=鲁迅", reader_id=reader_id, actor=me, at=now - timedelta(days=30))


def _table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
