"""MARCXML (MARC 21 slim, marcxchange): a streaming reader that refuses entity bombs, and a writer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from shushan.catalogue.marc.record import BadRecord, Field, Marc

_PARTS = frozenset({"leader", "controlfield", "datafield"})  # other formats call their wrappers "record" too
NAMESPACE = "http://www.loc.gov/MARC21/slim"


def read(stream: BinaryIO) -> Iterator[Marc | BadRecord]:
    """Yield the records of a file, one in memory at a time; what cannot be taken comes as an error in its place.

    A file that stops being XML ends with one last error.
    """
    try:
        for _event, element in iterparse(stream, events=("end",), forbid_dtd=True):
            if _name(element) == "record" and any(_name(child) in _PARTS for child in element):
                yield _record(element)
                element.clear()
    except (ParseError, DefusedXmlException) as error:
        yield BadRecord("xml", f"not well-formed XML: {error}")


def _record(element: Element) -> Marc | BadRecord:
    leader, controls, fields = "", [], []
    for child in element:
        name, tag, text = _name(child), child.get("tag", ""), child.text or ""
        if name == "leader":
            leader = text
        elif name == "controlfield":
            controls.append((tag, text))
        elif name == "datafield":
            subfields = tuple((s.get("code", " ")[:1] or " ", s.text or "") for s in child if _name(s) == "subfield")
            indicators = (child.get("ind1") or " ")[:1] + (child.get("ind2") or " ")[:1]
            fields.append(Field(tag, indicators, subfields))
    if not fields:
        return BadRecord("no-fields", "no data field in the record")
    return Marc(leader.ljust(24)[:24], tuple(controls), tuple(fields))


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def serialise(record: Marc) -> str:
    """Return the record as one MARCXML ``record`` element with its namespace."""
    lines = [f'<record xmlns="{NAMESPACE}">', f"  <leader>{escape(_clean(record.leader))}</leader>"]
    lines += [
        f"  <controlfield tag={quoteattr(tag)}>{escape(_clean(text))}</controlfield>" for tag, text in record.controls
    ]
    for field in record.fields:
        first, second = field.indicators.ljust(2)[:2]
        head = f"  <datafield tag={quoteattr(field.tag)} ind1={quoteattr(first)} ind2={quoteattr(second)}>"
        inner = [
            f"    <subfield code={quoteattr(code)}>{escape(_clean(text))}</subfield>" for code, text in field.subfields
        ]
        lines += [head, *inner, "  </datafield>"]
    return "\n".join([*lines, "</record>"])


def _clean(text: str) -> str:
    """Drop what XML 1.0 cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or ord(c) >= 32)
