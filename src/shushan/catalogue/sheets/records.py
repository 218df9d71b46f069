"""True MARC from rows of a table: rows of one edition become one record, each with its copy."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from shushan.catalogue.marc.isbn import normalise
from shushan.catalogue.marc.prices import price_fen
from shushan.catalogue.marc.record import Field, Marc

Row = Mapping[str, str]
_PEOPLE: Final = re.compile(r"\s*[;；、|/]\s*|\s*[，,]\s*(?=[\u3400-\u9fff])")
_ROLE: Final = re.compile(r"(?<=[\u3400-\u9fff·])\s*[(（\[【]?(?:编著|主编|著|撰|编|译|绘|作|等著|等编|等)[)）\]】]?$")
_NATION: Final = re.compile(r"^[(（\[【〔].{1,6}?[)）\]】〕]\s*")
_LANGUAGES: Final = {
    "中文": "chi", "汉语": "chi", "英文": "eng", "英语": "eng", "日文": "jpn", "日语": "jpn", "法文": "fre", "法语": "fre",
    "德文": "ger", "德语": "ger", "俄文": "rus", "俄语": "rus", "韩文": "kor", "韩语": "kor", "西班牙语": "spa",
}  # fmt: skip


def records(rows: Iterable[Row], format: str) -> Iterator[Marc]:
    """Yield a record for each edition of a table, in the order of their first rows; copies of one edition go together.

    When a record was entered stays open (fill characters), so that the same row gives the same record on any day.
    A row that says only what a copy is (cells above it are merged over several rows) is one more copy of the row before.
    A row without a title becomes a record without one: the import refuses it and says so, with the row in its number.
    """
    editions: dict[str, list[Row]] = {}
    key = ""
    for place, row in enumerate(rows, start=1):
        if not (key and _is_next_copy(row)):
            key = _key(row) if _clean(row.get("title", "")) else f"row-{place}"
        editions.setdefault(key, []).append(row)
    for key, some in editions.items():
        yield (_cnmarc if format == "cnmarc" else _marc21)(key, some)


_OF_COPIES: Final = frozenset({"barcode", "accession", "call", "shelf", "price", "kind"})


def _is_next_copy(row: Row) -> bool:
    said = {code for code, cell in row.items() if _clean(cell)}
    return bool(said & {"barcode", "accession"}) and said <= _OF_COPIES


def _key(row: Row) -> str:
    """Return the number of a record: its own, or one made of what tells editions apart, the same in every file."""
    if number := _clean(row.get("number", "")):
        return number[:60]
    parts = [normalise(row.get("isbn", "")) or row.get("isbn", ""), *(row.get(n, "") for n in ("title", "part"))]
    if not parts[0]:
        parts += [row.get(n, "") for n in ("author", "publisher", "year", "edition")]
    return "t" + hashlib.blake2b("\x1f".join(parts).encode(), digest_size=9).hexdigest()


def _cnmarc(number: str, rows: list[Row]) -> Marc:
    row = rows[0]
    year, price = _year(row), row.get("price", "")
    isbn = row.get("isbn", "")
    general = f"||||||||{'d' if year else 'u'}{year:8}em y0chiy50      ea"
    fields = [
        _field("010", "  ", ("a" if normalise(isbn) else "z", isbn), ("d", _cny(price))),
        _field("011", "  ", ("a", row.get("issn", ""))),
        Field("100", "  ", (("a", general[:36]),)),
        Field("101", "0 ", (("a", _language(row)),)),
        _field("200", "1 ", ("a", row.get("title", "")), ("h", row.get("part", "")), ("e", row.get("subtitle", "")),
               ("f", row.get("author", "")), ("g", row.get("contributor", ""))),
        _field("205", "  ", ("a", row.get("edition", ""))),
        _field("210", "  ", ("a", row.get("place", "")), ("c", row.get("publisher", "")), ("d", row.get("year", ""))),
        _field("215", "  ", ("a", _pages(row.get("extent", "")))),
        _field("225", "2 ", ("a", row.get("series", ""))),
        _field("330", "  ", ("a", row.get("summary", ""))),
        *(_field("606", "0 ", ("a", word)) for word in _words(row.get("subjects", ""))),
        _field("690", "  ", ("a", _class(row))),
        *(_field("701", " 0", ("a", name)) for name in _people(row.get("author", ""))),
        *(_field("702", " 0", ("a", name)) for name in _people(row.get("contributor", ""))),
        *(_field("905", "  ", ("b", code), ("d", call[0]), ("e", call[1]), ("f", one.get("shelf", "")),
                 ("r", _cny(one.get("price", ""))), ("n", one.get("accession", "")), ("k", one.get("kind", "")))
          for one in rows for code in [one.get("barcode", "")] if code for call in [_call(one)]),
    ]  # fmt: skip
    return Marc("00000nam0 2200000   450 ", (("001", number),), tuple(field for field in fields if field is not None))


def _marc21(number: str, rows: list[Row]) -> Marc:
    row = rows[0]
    year, price, isbn = _year(row), row.get("price", ""), row.get("isbn", "")
    people = _people(row.get("author", ""))
    fixed = f"||||||{'s' if year else 'n'}{year or '    '}    xx {'':17}{_language(row)} d"
    fields = [
        _field("020", "  ", ("a" if normalise(isbn) else "z", isbn), ("c", _cny(price))),
        _field("022", "  ", ("a", row.get("issn", ""))),
        _field("084", "  ", ("a", _class(row)), ("2", "clc" if _class(row) else "")),
        *(_field("100", "1 ", ("a", name)) for name in people[:1]),
        _field("245", "10", ("a", row.get("title", "")), ("n", row.get("part", "")), ("b", row.get("subtitle", "")),
               ("c", row.get("author", ""))),
        _field("250", "  ", ("a", row.get("edition", ""))),
        _field("264", " 1", ("a", row.get("place", "")), ("b", row.get("publisher", "")), ("c", row.get("year", ""))),
        _field("300", "  ", ("a", _pages(row.get("extent", "")))),
        _field("490", "0 ", ("a", row.get("series", ""))),
        _field("520", "  ", ("a", row.get("summary", ""))),
        *(_field("653", "  ", ("a", word)) for word in _words(row.get("subjects", ""))),
        *(_field("700", "1 ", ("a", name)) for name in [*people[1:], *_people(row.get("contributor", ""))]),
        *(_field("852", "  ", ("h", " ".join(part for part in _call(one) if part)), ("c", one.get("shelf", "")),
                 ("p", code), ("9", _cny(one.get("price", ""))),
                 ("w", one.get("accession", "")), ("y", one.get("kind", "")))
          for one in rows for code in [one.get("barcode", "")] if code),
    ]  # fmt: skip
    controls = (("001", number), ("008", fixed))
    return Marc("00000nam a2200000   4500", controls, tuple(field for field in fields if field is not None))


def _field(tag: str, indicators: str, *subfields: tuple[str, str]) -> Field | None:
    """Return a field with the subfields that say something; None when none does."""
    said = tuple((code, clean) for code, text in subfields if (clean := _clean(text)))
    return Field(tag, indicators, said) if said else None


def _clean(text: str) -> str:
    """Return a text in one line, without the control characters that a sheet may hide."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _call(row: Row) -> tuple[str, str]:
    """Return class and book number of a copy's call number; the class of the record stands in for a missing one."""
    first, _mark, rest = (row.get("call") or row.get("clc", "")).partition("/")
    return first.strip(), rest.strip()


def _class(row: Row) -> str:
    """Return the class of an edition: its own, or the first part of its call number where that is one of the 中图法."""
    first = _call(row)[0]
    return row.get("clc", "") or (first if re.fullmatch(r"[A-KN-VXZ][A-Z]?[\d.\-()=:+]+", first) else "")


def _people(text: str) -> list[str]:
    names = [_NATION.sub("", _ROLE.sub("", name.strip())).strip() for name in _PEOPLE.split(text)]
    return list(dict.fromkeys(name for name in names if name))[:20]


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(word for word in re.split(r"\s*[;；,，、|]\s*", text) if word))[:30]


def _year(row: Row) -> str:
    found = re.search(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d{2,3}(?!\d))", row.get("year", ""))
    return found[1] if found else ""


def _cny(text: str) -> str:
    """Return a price as MARC writes it: ``CNY19.80``; other money stays as it is."""
    fen = price_fen(text)
    return text.strip() if fen is None else f"CNY{fen // 100}.{fen % 100:02d}"


def _pages(text: str) -> str:
    return f"{text}页" if text.isdecimal() else text


def _language(row: Row) -> str:
    said = row.get("language", "").strip()
    known = _LANGUAGES.get(said) or (said.lower() if re.fullmatch("[A-Za-z]{3}", said) else "")
    if known:
        return known
    return "chi" if re.search("[\u3400-\u9fff]", row.get("title", "")) or not row.get("title") else "und"
