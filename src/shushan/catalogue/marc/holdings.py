"""The copies that a record names: where each kind of local field has barcode, call number, shelf and price."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from shushan.catalogue.marc.prices import price_fen
from shushan.catalogue.marc.record import Field, Marc


@dataclass(frozen=True, slots=True)
class ProjectedItem:
    """A copy as a holdings field ``tag`` describes it; ``price_fen`` None when no number can be read."""

    barcode: str
    call_number: str = ""
    shelf: str = ""
    price_fen: int | None = None
    tag: str = "905"
    accession_number: str = ""
    kind: str = ""  # as the field says it, in the source's own words
    price_text: str = ""  # what stands there when it is no price in yuan

    @property
    def price_shown(self) -> str:
        """The price in yuan, or what stands there instead."""
        return self.price_text if self.price_fen is None else f"¥{self.price_fen // 100}.{self.price_fen % 100:02d}"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which subfields of a field say what. ``call`` is the whole call number, ``parts`` its pieces in their order.

    A copy whose subfield ``status`` has one of the words ``left_out`` is not taken (lost, withdrawn before). With
    ``has_ranges`` a barcode like ``0012-0015`` stands for four copies. ``accession`` (登录号) may be the barcode's own
    subfield; ``kind`` names the kind of the copy in words or in Koha's codes.
    """

    tag: str
    barcode: str
    call: str
    parts: tuple[str, ...]
    glue: str
    shelf: str
    price: str
    status: str = ""
    left_out: tuple[str, ...] = ()
    has_ranges: bool = True
    accession: str = ""
    kind: str = ""


# 905 as CNMARC libraries write it, 852 of MARC 21, 952 of Koha, 995 of Koha with UNIMARC, 949 of Innovative systems
MAPPINGS: Final = (
    Mapping("952", "p", "o", (), "", "c", "gv", accession="i", kind="y"),
    Mapping("852", "p", "", ("h", "i"), " ", "c", "9", accession="w", kind="y"),
    Mapping("995", "f", "k", (), "", "e", "", kind="r"),
    Mapping("949", "i", "", ("a", "b"), " ", "l", "p"),
    Mapping("905", "b", "", ("d", "e"), "/", "f", "r", accession="n", kind="k"),
)


def copies(record: Marc, mappings: tuple[Mapping, ...] = MAPPINGS) -> Iterator[ProjectedItem]:
    """Yield the copies that a record names, field by field; the record's own price stands in for a missing one."""
    texts = [text.strip() for text in _prices(record) if text.strip()]
    price = next((fen for text in texts if (fen := price_fen(text)) is not None), None)
    for mapping in mappings:
        for field in record.of(mapping.tag):
            if mapping.status and field.get(mapping.status) in mapping.left_out:
                continue
            found = [
                code for text in field.all(mapping.barcode) for code in barcodes(text, has_ranges=mapping.has_ranges)
            ]
            call, shelf = _call(mapping, field), field.get(mapping.shelf)
            if (
                mapping.tag == "905" and mapping.shelf and not call and _CALL.match(shelf)
            ):  # some write the whole call number in $f
                call, shelf = shelf, ""
            elif shelf == call:  # some write it in both
                shelf = ""
            given = field.get(mapping.price).strip()
            fen = price_fen(given) if given else price
            text = "" if fen is not None else (given or next(iter(texts), ""))[:60]
            codes = list(dict.fromkeys(found))
            kind = field.get(mapping.kind).strip()[:40] if mapping.kind else ""
            for code, number in zip(codes, _numbers(mapping, field, codes), strict=True):
                yield ProjectedItem(code, call[:80], shelf[:60], fen, mapping.tag, number, kind, text)


def _numbers(mapping: Mapping, field: Field, codes: list[str]) -> list[str]:
    """Return the accession number of each copy of a field; empty where none is given, or not one for each."""
    if not mapping.accession:
        return [""] * len(codes)
    if mapping.accession == mapping.barcode:
        return codes
    given = [one for text in field.all(mapping.accession) for one in barcodes(text, has_ranges=mapping.has_ranges)]
    return given if len(given) == len(codes) else [""] * len(codes)


def _prices(record: Marc) -> Iterator[str]:
    for tag, code in (("010", "d"), ("020", "c"), ("011", "d"), ("091", "d"), ("016", "d")):
        for field in record.of(tag):
            yield from field.all(code)


def _call(mapping: Mapping, field: Field) -> str:
    if mapping.call and (whole := field.get(mapping.call)):
        return whole
    pieces = [field.get(code) for code in mapping.parts]
    if mapping.tag == "905" and pieces:  # several class numbers in one subfield: the first is the one on the shelf
        pieces[0] = _SEVERAL.split(pieces[0])[0]
    return mapping.glue.join(piece for piece in pieces if piece)


_CALL = re.compile(r"[A-Z]{1,2}\d[\d.\-()=+:]*\s*/\s*\S")
_SEVERAL = re.compile(r"\s*[;；,，、]\s*|\s+/?\s*(?=[A-Z]{1,2}[\d-])")
_DASH = re.compile(r"(?<=\w)\s*(?:[-~–—－～]{1,2}|至|到|\.{2,3})\s*(?=\w)")
_SAID = re.compile(r"\(\d*[册本]\)|\s*\(?[共全]\s*\d*\s*[册本]\)?")  # how many that are, said after a range
_WRAPPED = re.compile(r"[(\[*]([^()\[\]*]*)[)\]*]")  # brackets, or the marks around a barcode of Code 39
_RANGE = re.compile(r"(.*?)(\d+)[-/](?:\1)?(\d+)")
_APART = re.compile(r"[;,、|\s]+")
RANGE_LONGEST = 500
SHORTEST_SAID_TWICE = 4  # characters; a shorter one (1-1) may be a barcode with a dash


def barcodes(text: str, *, has_ranges: bool = True) -> list[str]:
    """Return the barcodes that a text names, set apart by blanks, semicolons, commas or 、.

    ``0012345-0012348`` (or ``…-48``, ``…/48``) is a range of copies; one of more than ``RANGE_LONGEST`` is a strange barcode.
    """
    plain = (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()
    if plain.isascii() and plain.isalnum():
        return [plain[:40]]
    joined = _DASH.sub("-", _SAID.sub("", plain))
    bare = (_WRAPPED.sub(r"\1", part) if part[:1] in "([*" else part for part in _APART.split(joined))
    parts = [part for part in bare if part]
    return [code[:40] for part in parts for code in (_range(part) if has_ranges else [part])]


def _range(part: str) -> list[str]:
    half = len(part) // 2
    if half >= SHORTEST_SAID_TWICE and part[half] == "-" and part[:half] == part[half + 1 :]:  # from here to here
        return [part[:half]]
    found = _RANGE.fullmatch(part)
    if found and not ("/" in part and "-" in part):
        prefix, first, last = found.groups()
        if len(last) < len(first):
            last = first[: len(first) - len(last)] + last
        count = int(last) - int(first) + 1 if len(last) == len(first) <= 30 else 0
        if 1 < count <= RANGE_LONGEST:
            return [f"{prefix}{n:0{len(first)}d}" for n in range(int(first), int(last) + 1)]
    return [part]
