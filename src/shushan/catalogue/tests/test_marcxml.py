"""MARCXML: streaming, both namespaces, and nothing that attacks."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from hypothesis import given, settings

from shushan.catalogue.marc import files, iso2709, xml
from shushan.catalogue.marc.record import BadRecord, Marc
from shushan.catalogue.tests.records import cnmarc, marc21
from shushan.catalogue.tests.test_iso2709 import RECORDS

pytestmark = pytest.mark.quick


def wrapped(*records: str, name: str = "collection") -> bytes:
    """Return a file of records."""
    return f'<?xml version="1.0"?><{name}>{"".join(records)}</{name}>'.encode()


def read(data: bytes) -> list[Marc | BadRecord]:
    """Return what is in a file."""
    return list(xml.read(io.BytesIO(data)))


@given(RECORDS)
@settings(max_examples=100, deadline=None)
def test_what_is_written_is_read_again(record: Marc) -> None:
    assert read(wrapped(xml.serialise(record))) == [record]


def test_both_forms_hold_the_same_record() -> None:
    record = cnmarc("A", barcodes=("01", "02"))
    by_xml = read(wrapped(xml.serialise(record)))[0]
    assert isinstance(by_xml, Marc)
    assert by_xml.fields == iso2709.parse(iso2709.serialise(record)).fields


@pytest.mark.parametrize("namespace", ["http://www.loc.gov/MARC21/slim", "info:lc/xmlns/marcxchange-v1", ""])
def test_each_namespace_is_understood(namespace: str) -> None:
    text = xml.serialise(marc21("m")).replace(xml.NAMESPACE, namespace)
    assert [r.control("001") for r in read(wrapped(text)) if isinstance(r, Marc)] == ["m"]


def test_a_record_may_stand_in_other_records() -> None:
    inner = f"<record><recordData>{xml.serialise(cnmarc('S'))}</recordData></record>"
    assert [
        r.control("001") for r in read(wrapped(inner * 2, name="searchRetrieveResponse")) if isinstance(r, Marc)
    ] == [
        "S",
        "S",
    ]


def test_memory_holds_one_record() -> None:
    one = xml.serialise(cnmarc("A"))

    class Many(io.RawIOBase):
        """Twenty thousand records, made while they are read."""

        def __init__(self) -> None:
            self.seek(0)

        def seek(self, place: int, whence: int = 0) -> int:
            self.parts = iter([b"<collection>", *([one.encode()] * 8000), b"</collection>"])
            return 0

        def read(self, size: int = -1) -> bytes:
            return next(self.parts, b"")

    tracemalloc.start()
    assert sum(1 for _ in xml.read(Many())) == 8000  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000


def test_an_entity_bomb_is_refused() -> None:
    bomb = b'<!DOCTYPE c [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><collection><record>&b;</record></collection>'
    (problem,) = read(bomb)
    assert isinstance(problem, BadRecord)
    assert problem.code == "xml-doctype"


ATTACKS = {
    "a file of the server": '<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]><collection>{}</collection>',
    "a document type alone": '<!DOCTYPE collection SYSTEM "marc.dtd"><collection>{}</collection>',
    "an entity later": "<collection>{}<!ENTITY x 'y'></collection>",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_document_type_is_said_to_be_one(attack: str) -> None:
    found = read(ATTACKS[attack].format(xml.serialise(marc21())).encode())
    assert [one.code for one in found if isinstance(one, BadRecord)] == ["xml-doctype"]


GOOD, FIRST, LAST = xml.serialise(cnmarc("M")), xml.serialise(cnmarc("A")), xml.serialise(cnmarc("Z"))


@pytest.mark.parametrize(
    ("harmed", "kept"),
    [
        (GOOD.replace("射雕英雄传", "射雕 & 英雄"), ["A", "Z"]),
        (GOOD.replace("射雕英雄传", "射雕\x0b英雄"), ["A", "Z"]),
        (GOOD.replace("射雕英雄传", "caf&eacute;"), ["A", "Z"]),
        (GOOD.replace("</record>", ""), ["A", "Z"]),
        (GOOD.replace("<record", "<marc:record").replace("</record", "</marc:record"), ["A", "M", "Z"]),
    ],
)
def test_what_is_no_xml_costs_its_own_record_only(harmed: str, kept: list[str]) -> None:
    found = read(wrapped(FIRST, harmed, LAST))
    assert [r.control("001") for r in found if isinstance(r, Marc)] == kept
    bad = [r for r in found if isinstance(r, BadRecord)]
    assert [r.code for r in bad] == ["xml"] * (3 - len(kept))
    assert all(b"<record" in r.raw for r in bad if "</record>" in harmed), "what could not be read is shown"
    whole, rest = (files.read(io.BytesIO(wrapped(FIRST, harmed, LAST)), start=start) for start in (0, 1))
    assert [(one.ordinal, one.record) for one in whole][1:] == [(one.ordinal, one.record) for one in rest]


@pytest.mark.parametrize(
    ("declared", "real"), [("UTF-8", "gbk"), ("GBK", "utf-8"), ("klingon", "utf-8"), ("big5", "big5")]
)
def test_the_bytes_decide_and_not_the_declaration(declared: str, real: str) -> None:
    said = cnmarc("1", "紅樓夢" if real == "big5" else "红楼梦", author="曹", isbn="1")
    text = f'<?xml version="1.0" encoding="{declared}"?><collection>{xml.serialise(said)}</collection>'
    (found,) = xml.read(io.BytesIO(text.encode(real, "xmlcharrefreplace")))
    assert isinstance(found, Marc)
    assert (found, found.encoding) == (said, "gb18030" if real == "gbk" else real)


def test_text_inside_other_elements_is_kept() -> None:
    text = xml.serialise(marc21()).replace("Walden /", "Wal<i>den</i> or")
    (found,) = (one for one in read(wrapped(text)) if isinstance(one, Marc))
    assert found.first("245", "a") == "Walden or"


def test_embedded_fields_become_those_of_the_technique_with_1_and_a_blank_may_be_a_mark() -> None:
    inner = (
        '<datafield tag="461" ind1="#" ind2="0"><subfield code="1"><controlfield tag="001">X1</controlfield>'
        '<datafield tag="200" ind1="1" ind2="#"><subfield code="a">全集</subfield></datafield></subfield></datafield></record>'
    )
    (found,) = (
        one for one in read(wrapped(xml.serialise(cnmarc()).replace("</record>", inner))) if isinstance(one, Marc)
    )
    (linked,) = found.of("461")
    assert linked == ("461", " 0", (("1", "001X1"), ("1", "2001 "), ("a", "全集")))


def test_a_file_that_stops_being_xml_keeps_what_came_before() -> None:
    data = wrapped(xml.serialise(cnmarc("A")), xml.serialise(cnmarc("B")))[:-60]
    found = read(data)
    assert isinstance(found[0], Marc)
    assert isinstance(found[-1], BadRecord)


def test_a_tag_that_is_no_tag_is_reported_and_the_next_record_comes() -> None:
    wrong = xml.serialise(cnmarc("A")).replace('tag="200"', 'tag="title"')
    found = read(wrapped(wrong, xml.serialise(cnmarc("B"))))
    assert isinstance(found[0], BadRecord)
    assert found[0].code == "tag"
    assert isinstance(found[1], Marc)


def test_reading_goes_on_where_it_stopped() -> None:
    data = wrapped(*[xml.serialise(cnmarc(f"{n}")) for n in range(6)])
    taken = list(files.read(io.BytesIO(data)))
    assert list(files.read(io.BytesIO(data), start=4)) == taken[4:]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "gbk", "big5"])
def test_xml_may_come_in_any_coding_that_it_declares(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?><collection>'
    title = "紅樓夢" if encoding == "big5" else "红楼梦"
    said = cnmarc("1", title, author="曹")
    text = head + xml.serialise(said) + "</collection>"
    found = list(xml.read(io.BytesIO(text.encode(encoding, "xmlcharrefreplace"))))
    assert found == [said]


def test_records_may_stand_side_by_side_without_a_collection() -> None:
    text = '<?xml version="1.0"?>'.join(["", xml.serialise(cnmarc("1")), xml.serialise(cnmarc("2"))])
    assert [r.control("001") for r in xml.read(io.BytesIO(text.encode())) if isinstance(r, Marc)] == ["1", "2"]
