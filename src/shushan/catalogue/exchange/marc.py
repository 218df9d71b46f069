"""A record as MARC: as it came, or made from its columns; in UTF-8 or GB18030, with the leader that its family wants."""

from __future__ import annotations

import json
import re

from shushan.catalogue.marc import iso2709, xml
from shushan.catalogue.marc.record import Field, Marc
from shushan.catalogue.terms import MarcFormat, RecordValue


def marc_of(found: RecordValue) -> Marc:
    """Return the MARC of a record: as it came, or CNMARC made from its columns when it was typed here."""
    if found.marc:
        return iso2709.parse(found.marc)
    fields = [
        *[Field("010", "  ", (("a", isbn),)) for isbn in found.isbns],
        Field("100", "  ", (("a", _general(found)),)),
        Field("101", "0 ", (("a", found.language),)) if found.language else None,
        _field("200", "1 ", a=found.title, d=found.title_original, i=found.title_part, f=found.author,
               g=found.contributor),
        _field("210", "  ", a=found.place, c=found.publisher, d=str(found.year or "")),
        _field("215", "  ", a=found.extent),
        _field("225", "2 ", a=found.series),
        _field("330", "  ", a=found.summary),
        *[_field("610", "0 ", a=subject) for subject in found.subjects],
        _field("690", "  ", a=found.clc),
        *[_field("701", " 0", a=name) for name in found.author.split("；")],
        *[_field("702", " 0", a=name) for name in found.contributor.split("；")],
    ]  # fmt: skip
    kept = tuple(field for field in fields if field is not None and field.subfields)
    return Marc("     nam0 22     3  450 ", (("001", found.control_number),), kept)


def _field(tag: str, indicators: str, **said: str) -> Field | None:
    subfields = tuple((code, text) for code, text in said.items() if text)
    return Field(tag, indicators, subfields) if subfields else None


def _general(found: RecordValue) -> str:
    """Return 100 $a of CNMARC: day of entry, year of publication, audience, language and characters (50: ISO 10646)."""
    year = f"{found.year:04d}" if found.year else "    "
    audience = "a" if found.audience == "child" else "m"
    return f"{found.changed_at:%Y%m%d}d{year}    {audience}  y0chiy50      ea"


def iso2709_of(found: RecordValue, encoding: str = "utf-8") -> bytes:
    """Return the record as ISO 2709 in ``utf-8`` or ``gb18030``; every length is counted in bytes of that encoding."""
    if encoding == "utf-8":
        raw = found.marc or iso2709.serialise(marc_of(found))
        if found.format is MarcFormat.CNMARC:  # its leader has no mark for UTF-8 and ends in "450 "
            raw = raw[:9] + b" " + raw[10:20] + b"450 " + raw[24:]
        return raw
    return coded(marc_of(found), encoding, is_cn=found.format is MarcFormat.CNMARC)


def coded(record: Marc, encoding: str, *, is_cn: bool) -> bytes:
    """Return ISO 2709 in another encoding, leader 9 blank. A field too long for its number gets 9999 there."""
    directory, data = bytearray(), bytearray()
    bodies = [(tag, text) for tag, text in record.controls]
    bodies += [(f.tag, f.indicators + "".join(f"\x1f{c}{t}" for c, t in f.subfields)) for f in record.fields]
    for tag, text in bodies:
        body = text.encode(encoding, "replace") + iso2709.FIELD_END
        directory += b"%-3s%04d%05d" % (tag.encode()[:3], min(len(body), 9999), min(len(data), 99_999))
        data += body
    base = iso2709.LEADER + len(directory) + 1
    whole = base + len(data) + 1
    old = record.leader.ljust(24)
    leader = f"{min(whole, 99_999):05d}{old[5:9]} 22{min(base, 99_999):05d}{old[17:20]}{'450 ' if is_cn else '4500'}"
    return leader.encode("ascii", "replace") + bytes(directory) + iso2709.FIELD_END + bytes(data) + iso2709.RECORD_END


_LEADER = re.compile(r"[\d ]{5}[\dA-Za-z ][\dA-Za-z][\dA-Za-z ]{3}[2 ][2 ][\d ]{5}[\dA-Za-z ]{3}(4500|    )")
_CODE = re.compile(r"[\dA-Za-z!\"#$%&'()*+,\-./:;<=>?{}_^`~\[\]\\]")
MARCXML_SCHEMA = "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"


def strict_marcxml_of(found: RecordValue) -> str:
    """Return the record as MARCXML that the schema of the Library of Congress accepts, with its schema named.

    A leader, an indicator or a code that the schema does not know becomes blank, ``a`` or is dropped; a data field
    without subfields becomes ``$a``. What is exported as a file stays as it came; this is for harvesters that check.
    """
    record = marc_of(found)
    leader = record.leader[:20].ljust(20) + "4500"
    leader = leader if _LEADER.fullmatch(leader) else "00000nam a2200000   4500"
    controls = tuple((tag, text) for tag, text in record.controls if re.fullmatch(r"00[1-9A-Za-z]", tag))
    lost = [Field(tag, "  ", (("a", text),)) for tag, text in record.controls if (tag, text) not in controls]
    fields = [
        Field(f.tag, re.sub(r"[^\da-z ]", " ", f.indicators), tuple(s for s in f.subfields if _CODE.fullmatch(s[0])))
        for f in (*record.fields, *lost)
    ]
    kept = tuple(f for f in fields if f.subfields and re.fullmatch(r"[0-9A-Z]{3}|[0-9a-z]{3}", f.tag))
    text = xml.serialise(Marc(leader, controls, kept))
    where = f'xsi:schemaLocation="{xml.NAMESPACE} {MARCXML_SCHEMA}"'
    return text.replace(">", f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {where}>', 1)


def marcxml_of(found: RecordValue) -> str:
    """Return the record as one MARCXML ``record`` element in the namespace of MARC 21 slim."""
    return xml.serialise(marc_of(found))


def marc_in_json_of(found: RecordValue) -> str:
    """Return the record as MARC-in-JSON (Ross Singer's proposal of 2010, as pymarc, ruby-marc and Koha write it)."""
    record = marc_of(found)
    fields: list[dict[str, object]] = [{tag: text} for tag, text in record.controls]
    for field in record.fields:
        signs = field.indicators.ljust(2)
        parts = [{code: text} for code, text in field.subfields]
        fields.append({field.tag: {"ind1": signs[0], "ind2": signs[1], "subfields": parts}})
    return json.dumps({"leader": record.leader.ljust(24)[:24], "fields": fields}, ensure_ascii=False)
