"""What of a record can be found beyond its columns: every title, name, subject, number and note, and its own pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from shushan.catalogue.marc.record import Field, Marc

NOTES_LONGEST = 1500  # characters of publisher, series and notes that are searched
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_ISBD = re.compile(r"\s*[/:;,=]\s*$|(?<=[^\s.]{3})\.\s*$")
_MARKS = frozenset("/:;,=.")
_MATERIAL = {
    "a": "book", "t": "book", "c": "score", "d": "score", "b": "book", "e": "map", "f": "map", "g": "video", "i": "sound",
    "j": "sound", "k": "picture", "l": "electronic", "m": "electronic", "o": "kit", "p": "kit", "r": "object",
}  # fmt: skip


@dataclass(slots=True)
class Findable:
    """Texts of a record by what they are. ``reading`` is the record's own pinyin of its title, if it has one."""

    titles: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    name_readings: dict[str, str] = field(default_factory=dict)
    subjects: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reading: str = ""
    material: str = ""

    @property
    def text(self) -> str:
        """The notes in one, as long as they are searched."""
        return " ".join(dict.fromkeys(self.notes))[:NOTES_LONGEST]


def findable(record: Marc, *, is_cn: bool) -> Findable:
    """Return what can be found of a record of MARC 21 or (``is_cn``) CNMARC."""
    found = Findable(material=_material(record, is_cn))
    take = _from_cnmarc if is_cn else _from_marc21
    for one, tag in _with_tags(record):
        take(found, one, tag)
    found.titles = _once(found.titles)[:24]
    found.names = _once(found.names)[:24]
    found.subjects = _once(found.subjects)[:40]
    found.codes = _once(found.codes)[:60]
    if not found.reading and not is_cn:
        found.reading = _romanised(record)
    return found


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, texts)))


def _with_tags(record: Marc) -> Iterator[tuple[Field, str]]:
    """Yield each data field with the tag that counts: an 880 of MARC 21 counts as the field that it stands for."""
    for one in record.fields:
        tag = one.tag
        linked = one.get("6")[:3] if tag == "880" else ""
        yield one, linked if linked.isdigit() else tag


def _from_marc21(found: Findable, one: Field, tag: str) -> None:
    if tag in ("020", "022", "010", "024", "028", "027", "030", "035"):
        found.codes += [_number(t) for t in one.all("azmy")]
    elif tag in ("093", "084", "050", "082", "090"):
        found.codes += one.all("a")
    elif tag in ("130", "210", "222", "240", "242", "245", "246", "247", "730", "740"):
        whole = _clean(one.all("abfgknps"))
        found.titles += [_clean(one.all("anp")), whole, _without_article(one, tag, whole)]
        found.notes += one.all("c") if tag == "245" else []
    elif tag in ("100", "110", "111", "700", "710", "711"):
        found.names.append(_clean(one.all("abcq" if tag[1] == "0" else "abn")))
        found.titles += [_clean(one.all("tnp"))] if one.get("t") else []
    elif tag[0] == "6" or tag in ("653", "655"):
        found.subjects.append(_clean([t for code, t in one.subfields if code.isalpha() and code not in "ei"]))
    elif tag[0] in "3458" and tag not in ("336", "337", "338", "856", "852"):
        found.notes += [t for code, t in one.subfields if code.isalpha() and code not in "uwx"]
    elif tag in ("260", "264"):
        found.notes += one.all("ab")


def _from_cnmarc(found: Findable, one: Field, tag: str) -> None:
    use = _use(tag)
    if use == "code":
        found.codes += [_number(t) for t in one.all("az")]
    elif use == "class":
        found.codes += one.all("d" if tag == "905" else "a")
    elif use == "title":
        found.titles += [_clean(one.all("a")), _clean(one.all("aehi")), *one.all("dc")]
        found.reading = found.reading or _own(one, "a", "A9")
    elif use == "other title":
        found.titles += [_clean(one.all("ahi")), _clean(one.all("aehi"))]
    elif use == "name":
        text, more = one.get("a"), one.get("b")
        name = _clean([f"{text} {more}" if more and _LATIN.search(text) else text])
        found.names.append(name)
        if own := _own(one, "a", "A9"):
            found.name_readings[name] = own
        found.names += [_clean([f"{one.get('g')} {one.get('c')}"])] if one.get("g") else []
    elif use == "subject":
        found.subjects.append(_clean([t for code, t in one.subfields if code in "abcdfghijxyz"]))
    elif use == "note":
        found.notes += [t for code, t in one.subfields if code.islower() and code.isalpha() and code != "z"]


@lru_cache(maxsize=1024)
def _use(tag: str) -> str:
    """Return what a field of CNMARC gives to be found; empty for none."""
    if tag in ("010", "011", "020", "035", "091", "092", "040"):
        return "code"
    if tag in ("690", "692", "694", "905", "096", "090"):
        return "class"
    if tag == "200":
        return "title"
    if tag[:2] in ("50", "51", "53", "54"):
        return "other title"
    if tag[:2] in ("60", "61"):
        return "subject"
    return "name" if tag[0] == "7" else "note" if tag[0] in "234" else ""


def _own(one: Field, code: str, pinyin_codes: str) -> str:
    """Return the pinyin that a field gives for its 汉字: CNMARC writes it in $A or $9."""
    given = [t for t in one.all(pinyin_codes) if _LATIN.search(t) and not _HAN.search(t)]
    return given[0] if given and _HAN.search(one.get(code)) else ""


def _romanised(record: Marc) -> str:
    """Return the Latin title of a record of MARC 21 whose 880 gives it in 汉字."""
    original = any(_HAN.search(one.get("a")) for one in record.of("880") if one.get("6").startswith("245"))
    return _clean([record.first("245", "a")]) if original else ""


def _without_article(one: Field, tag: str, whole: str) -> str:
    """Return a title without its leading article (The, Die, L'), as its indicator counts the characters."""
    count = one.indicators[0 if tag in ("130", "730", "740") else 1 :][:1]
    return whole[int(count) :] if count.isdigit() and 0 < int(count) < len(whole) and one.tag != "880" else ""


def _material(record: Marc, is_cn: bool) -> str:
    return material(record.leader, is_cn=is_cn)


def material(leader: str, *, is_cn: bool) -> str:
    """Return what kind of thing a leader of MARC 21 or (``is_cn``) CNMARC says a record is of (positions 6 and 7)."""
    kind, level = leader[6:7], leader[7:8]
    if kind in ("a", " ") and level in ("s", "b"):
        return "serial"
    if is_cn and kind in "lm":
        return "electronic" if kind == "l" else "kit"
    return _MATERIAL.get(kind, "book")


def _number(text: str) -> str:
    return (re.sub(r"\(.*?\)", "", text) if "(" in text else text).strip().split(" ")[0]


def _clean(parts: Iterable[str]) -> str:
    """Return subfields in one text, without the punctuation that ISBD puts at the end of each."""
    bare = [text for part in parts if (text := part.strip())]
    return " ".join([_ISBD.sub("", text) if text[-1] in _MARKS else text for text in bare]).strip(" []")
