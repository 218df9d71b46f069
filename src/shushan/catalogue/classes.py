"""The classes of the 中图法: the 22 main ones are shipped, a library imports its own table below them by CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shushan.catalogue import shelving
from shushan.catalogue.models import ClcClass
from shushan.catalogue.terms import CatalogueAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid

# 《中国图书馆分类法》, the 22 main classes: name, and an English rendering of ours
MAIN = {
    "A": (
        "马克思主义、列宁主义、毛泽东思想、邓小平理论",
        "Marxism, Leninism, Mao Zedong Thought, Deng Xiaoping Theory",
    ),
    "B": ("哲学、宗教", "Philosophy, religion"),
    "C": ("社会科学总论", "Social sciences in general"),
    "D": ("政治、法律", "Politics, law"),
    "E": ("军事", "Military science"),
    "F": ("经济", "Economics"),
    "G": ("文化、科学、教育、体育", "Culture, science, education, sport"),
    "H": ("语言、文字", "Languages, writing"),
    "I": ("文学", "Literature"),
    "J": ("艺术", "Art"),
    "K": ("历史、地理", "History, geography"),
    "N": ("自然科学总论", "Natural sciences in general"),
    "O": ("数理科学和化学", "Mathematics, physics, chemistry"),
    "P": ("天文学、地球科学", "Astronomy, earth sciences"),
    "Q": ("生物科学", "Life sciences"),
    "R": ("医药、卫生", "Medicine, health"),
    "S": ("农业科学", "Agriculture"),
    "T": ("工业技术", "Technology"),
    "U": ("交通运输", "Transport"),
    "V": ("航空、航天", "Aviation, space flight"),
    "X": ("环境科学、安全科学", "Environment, safety"),
    "Z": ("综合性图书", "General works"),
}
MOST = 60_000  # classes of a table; the 5th edition has about 54,000
LONGEST_FILE = 10_000_000  # bytes


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class, its name in the language of the page, and whether there are classes below it."""

    code: str
    name: str
    has_more: bool = False


def above(code: str) -> list[ClassLine]:
    """Return the classes above one, from its main class down to itself, as far as they are known."""
    if not code:
        return []
    beginnings = [code[:n] for n in range(1, len(code) + 1)]
    known = {c.code: c for c in ClcClass.objects.filter(code__in=beginnings)}
    lines = [ClassLine(b, _name(known[b].name, known[b].name_en)) for b in beginnings if b in known and b not in MAIN]
    main = [ClassLine(code[0], main_name(code[0]))] if code[0] in MAIN else []
    return [*main, *lines]


def below(code: str = "") -> list[ClassLine]:
    """Return the classes directly below one (the main classes below nothing), in the order of the shelf."""
    if not code:
        full = set(ClcClass.objects.values_list("main", flat=True).distinct())
        return [ClassLine(main, main_name(main), main in full) for main in MAIN]
    begins = shelving.class_beginning(code)
    found = ClcClass.objects.filter(main=code[0], key__startswith=begins).exclude(code=code).order_by("key")
    lines: list[ClassLine] = []
    open_key = ""
    for one in found.values_list("code", "key", "name", "name_en"):
        mine = one[1].removesuffix("01")
        if open_key and mine.startswith(open_key):
            if not lines[-1].has_more:
                lines[-1] = ClassLine(lines[-1].code, lines[-1].name, has_more=True)
            continue
        open_key = mine
        lines.append(ClassLine(one[0], _name(one[2], one[3])))
    return lines


def main_name(letter: str) -> str:
    """Return the name of a main class in the language of the page."""
    chinese, english = MAIN.get(letter, ("", ""))
    return english if get_language() == "en" else chinese


def main_classes() -> tuple[tuple[str, str], ...]:
    """Return the 22 main classes in their order: letter, and letter with name in the language of the page."""
    return tuple((letter, f"{letter} {main_name(letter)}") for letter in MAIN)


def name_of(code: str) -> str:
    """Return the name of the nearest known class of a number."""
    line = above(code)
    return line[-1].name if line else ""


@write()
def import_table(*, actor: Actor, at: datetime, data: bytes) -> int:
    """Replace the library's table by a CSV (code, name, English name or nothing) and return how many classes it has.

    UTF-8 or GB18030; a first line that is no class (a heading) is passed over.

    :raises NotAllowed: :raises Invalid: a line that cannot be, named by its number
    """
    actor.require(CatalogueAct.EDIT_CLASSES)
    if len(data) > LONGEST_FILE:
        raise Invalid(_("文件太大"), field="file")
    rows = _read(_decoded(data))
    ClcClass.objects.all().delete()
    ClcClass.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(_("编码认不出：请存成 UTF-8 或 GB18030"), field="file")


def _read(text: str) -> list[ClcClass]:
    rows: dict[str, ClcClass] = {}
    for number, cells in enumerate(_lines(text), start=1):
        code, name, english = (*(cell.strip() for cell in cells[:3]), "", "", "")[:3]
        if not code and not name:
            continue
        if code[:1] not in MAIN or len(code) > shelving.LONGEST or not name:
            if number == 1:
                continue
            raise Invalid(_("第 %(number)d 行：类号以大类字母开头，名称不能空") % {"number": number}, field="file")
        if code in rows:
            raise Invalid(_("第 %(number)d 行：类号 %(code)s 重复") % {"number": number, "code": code}, field="file")
        rows[code] = ClcClass(
            code=code, main=code[0], key=shelving.class_key(code), name=name[:200], name_en=english[:200]
        )
        if len(rows) > MOST:
            raise Invalid(_("超过 %(most)d 类") % {"most": MOST}, field="file")
    if not rows:
        raise Invalid(_("文件里没有类目：每行写类号、名称"), field="file")
    return list(rows.values())


def _lines(text: str) -> Iterable[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text.replace("\x00", "")))
    except csv.Error as error:
        raise Invalid(_("这不是 CSV：%(why)s") % {"why": error}, field="file") from error


def _name(chinese: str, english: str) -> str:
    return english if english and get_language() == "en" else chinese
