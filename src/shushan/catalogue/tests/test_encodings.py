"""The encoding of a record is found from its bytes, whatever the leader says; what is damaged is refused, not garbled.

A record whose fields are in several codings is read field by field, and says which were in which.
"""

from __future__ import annotations

import pytest

from shushan.catalogue import reasons
from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.encodings import decode
from shushan.catalogue.marc.record import BadRecord, Field, Marc
from shushan.catalogue.tests.records import coded

pytestmark = pytest.mark.quick

# what the record says, its bytes, the encoding: bytes written out where a library's own table made them
TABLE = [
    ("边城 沈从文著", bytes.fromhex("b1dfb3c720c9f2b4d3cec4d6f8"), "gb18030"),
    ("红楼梦：程甲本", "红楼梦：程甲本".encode("gbk"), "gb18030"),
    ("《论语》译注，杨伯峻译注", "《论语》译注，杨伯峻译注".encode("gb2312"), "gb18030"),
    ("吳趼人全集、紅樓夢研究資料", "吳趼人全集、紅樓夢研究資料".encode("gbk"), "gb18030"),
    ("㐂𠀀字书研究与汉字字典", "㐂𠀀字书研究与汉字字典".encode("gb18030"), "gb18030"),
    ("紅樓夢", bytes.fromhex("acf5bcd3b9da"), "big5"),
    ("臺灣文學史綱 葉石濤著", "臺灣文學史綱 葉石濤著".encode("big5"), "big5"),
    ("鹿橋《未央歌》，臺北：臺灣商務印書館", "鹿橋《未央歌》，臺北：臺灣商務印書館".encode("cp950"), "big5"),
    ("边城\ue000沈从文", "边城\ue000沈从文".encode("gb18030"), "gb18030"),  # a character of one's own making
    ("吾輩は猫である", "吾輩は猫である".encode("gbk"), "gb18030"),
    ("Война и мир", "Война и мир".encode("gb2312"), "gb18030"),
    ("边城 沈从文", "边城 沈从文".encode().decode("latin-1").encode(), "utf-8-x2"),
    ("边城", "边城".encode().decode("cp1252").encode(), "utf-8-x2"),
    ("naïve café – “Zoë”", "naïve café – “Zoë”".encode(), "utf-8"),
    ("边城", "边城".encode(), "utf-8"),
    ("Les misérables", "Les misérables".encode(), "utf-8"),
    ("École é", b"\xe2Ecole \xe2e", "marc-8"),
    ("Øverland", b"\xa2verland", "marc-8"),
    ("Dvořák", b"Dvo\xe9r\xe2ak", "marc-8"),
    ("Über die Größe", b"\xdcber die Gr\xf6\xdfe", "latin-1"),
    ("På omslaget", b"P\xe5 omslaget", "latin-1"),
    ("Les misérables, édition illustrée", "Les misérables, édition illustrée".encode("latin-1"), "latin-1"),
    ("Señor – España", "Señor – España".encode("cp1252"), "latin-1"),
    ("Smørrebrød og æbler", "Smørrebrød og æbler".encode("latin-1"), "latin-1"),
]


def eacc(text: str) -> bytes:
    """Return CJK text in MARC-8: EACC as the code table of the Library of Congress has it."""
    from pymarc.marc8_mapping import CODESETS

    back = {point: code for code, (point, _combines) in CODESETS[0x31].items()}
    return b"\x1b$1" + b"".join(back[ord(c)].to_bytes(3, "big") for c in text) + b"\x1b(B"


@pytest.mark.parametrize("leader_9", ["a", " "])
@pytest.mark.parametrize(("text", "raw", "encoding"), TABLE)
def test_the_bytes_decide_and_not_the_leader(text: str, raw: bytes, encoding: str, leader_9: str) -> None:
    if text == "Øverland" and leader_9 == "a":
        return  # too little to say that the leader is wrong
    record = Marc("", (("001", "1"),), (Field("200", "1 ", (("a", "PLACE"), ("f", "x"))),))
    found = iso2709.parse(coded(record, "ascii", leader_9=leader_9).replace(b"PLACE", raw))
    assert (found.first("200", "a"), found.encoding) == (text, encoding)


@pytest.mark.parametrize("leader_9", ["a", " "])
@pytest.mark.parametrize("text", ["中國文學史", "魯迅全集", "東京"])
def test_marc_8_with_cjk_is_read_by_its_escapes(text: str, leader_9: str) -> None:
    found, encoding = decode([b"10\x1fa" + eacc(text) + b" /\x1fc" + eacc(text)], f"00000nam {leader_9}"[:10])
    assert (found, encoding) == ([f"10\x1fa{text} /\x1fc{text}"], "marc-8")


@pytest.mark.parametrize(
    ("leader_9", "text", "encoding"),
    [(" ", "边城 &", "marc-8"), ("a", "&#x8FB9;&#x57CE; &", "utf-8")],
)
def test_marc_8_says_by_numbers_what_it_has_no_letters_for(leader_9: str, text: str, encoding: str) -> None:
    assert decode([b"1 \x1fa&#x8FB9;&#x57CE; &"], f"00000nam {leader_9}") == ([f"1 \x1fa{text}"], encoding)


@pytest.mark.parametrize(
    ("said", "raw", "encoding"),
    [("0103", b"L'\xc2ecole, \xc8u", "iso-5426"), ("50  ", b"L'\xc2ecole", "marc-8"), ("0103", "é".encode(), "utf-8")],
)
def test_iso_5426_is_read_where_unimarc_names_it(said: str, raw: bytes, encoding: str) -> None:
    general = b"  \x1fa20040101d2002    em y0frey" + said.encode() + b"    ba"
    text, found = decode([general, b"1 \x1fa" + raw], "00000nam0 ")
    assert found == encoding
    assert text[1] == {"iso-5426": "1 \x1faL'école, ü", "utf-8": "1 \x1faé"}.get(encoding, text[1])


@pytest.mark.parametrize(
    "raw",
    [
        "沈从文小说选集".encode()[:-1],  # cut within a character
        "沈从文".encode() + b"\xff" + "小说选集".encode(),
        "été à la plage".encode() + b"\xe9",
        b"\x1b$1\x21",
        b"\x1bZ\x00\x01",
    ],
)
def test_damaged_text_is_refused_and_never_garbled(raw: bytes) -> None:
    for leader in ("00000nam a", "00000nam  "):
        with pytest.raises(BadRecord) as caught:
            decode([b"1 \x1fa" + raw], leader)
        assert caught.value.code == "encoding"


MIX = {
    "210": "北京 : 人民文学出版社",
    "606": "长篇小说 中国 现代",
    "330": "一个湘西小城里的故事，祖孙二人守着渡船。",
    "701": "沈从文",
}


def mixture(fields: dict[str, bytes], leader_9: str = " ") -> bytes:
    """Return a record with a field 200 that is ASCII and these fields as bytes."""
    tags = {tag: f"TEXT{tag}" for tag in fields}
    some = (
        Field("200", "1 ", (("a", "Biancheng"),)),
        *(Field(tag, "  ", (("a", text),)) for tag, text in tags.items()),
    )
    raw = coded(Marc("", (("001", "1"),), some), "ascii", leader_9=leader_9)
    for tag, text in tags.items():
        raw = raw.replace(text.encode(), fields[tag])
    return raw


@pytest.mark.parametrize("leader_9", ["a", " "])
@pytest.mark.parametrize("in_utf8", [("210",), ("606", "330"), ("701", "210", "606"), ("330",)])
@pytest.mark.parametrize("other", ["gb18030", "big5"])
def test_fields_in_two_codings_are_read_each_in_its_own(leader_9: str, in_utf8: tuple[str, ...], other: str) -> None:
    said = (
        MIX
        if other == "gb18030"
        else {"210": "臺北：臺灣商務印書館", "606": "臺灣文學史", "330": "吳趼人全集、紅樓夢研究資料", "701": "葉石濤"}
    )
    raw = mixture({tag: text.encode("utf-8" if tag in in_utf8 else other) for tag, text in said.items()}, leader_9)
    found = iso2709.parse(raw)
    assert {tag: found.first(tag, "a") for tag in said} == said
    assert found.encoding == "mixed"
    told = {name: tags for name, *tags in (part.split() for part in found.codings.split("; "))}
    assert set(told) == {"utf-8", other}
    assert set(told["utf-8"]) == set(in_utf8) and set(told[other]) == set(said) - set(in_utf8)
    assert iso2709.parse(iso2709.serialise(found)).encoding == "utf-8"


def test_more_than_two_codings_and_short_fields() -> None:
    raw = mixture({
        "210": "北京 : 人民文学出版社".encode("gbk"), "606": MIX["606"].encode(), "300": "一".encode("gbk"),
        "510": "Les misérables, édition illustrée".encode("latin-1"), "512": "Café".encode(), "701": eacc("魯迅"),
    })  # fmt: skip
    found = iso2709.parse(raw)
    assert [found.first(tag, "a") for tag in ("210", "606", "300", "510", "512", "701")] == [
        "北京 : 人民文学出版社", MIX["606"], "一", "Les misérables, édition illustrée", "Café", "魯迅",
    ]  # fmt: skip
    assert found.codings == "gb18030 210 300; latin-1 510; marc-8 701; utf-8 606 512"


@pytest.mark.parametrize("raw", [
    "沈从文小说选集".encode()[:-1], "沈从文小说选集".encode()[:-2], "中丰".encode()[:-2], "沈从文".encode() + b"\xff" + "选集".encode(),
    b"\x1b$1\x21", b"\x83\x8f\x93", "été à la plage".encode() + b"\xe9", "Война и мир".encode("koi8-r"),
])  # fmt: skip
@pytest.mark.parametrize("other", ["utf-8", "gb18030"])
def test_a_field_that_no_coding_reads_refuses_the_record_and_is_named(raw: bytes, other: str) -> None:
    fields = {"330": MIX["330"].encode(), "606": MIX["606"].encode(other), "701": raw}
    with pytest.raises(BadRecord) as caught:
        iso2709.parse(mixture(fields))
    assert caught.value.code == "encoding:701" and "field 701" in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_record_in_one_coding_is_never_taken_apart(encoding: str) -> None:
    found = iso2709.parse(mixture({tag: text.encode(encoding) for tag, text in MIX.items()}))
    assert (found.encoding, found.codings) == (encoding, "")


@pytest.mark.parametrize("long", ["臺灣文學史綱與紅樓夢導讀", "臺灣文學"])
def test_gb18030_and_big5_in_one_record_are_told_apart_or_refused_by_name(long: str) -> None:
    fields = {"210": "北京 : 人民文学出版社".encode("gbk"), "330": long.encode("big5"), "701": "沈从文".encode("gbk")}
    found = iso2709.parse(mixture(fields))
    assert (found.first("210", "a"), found.first("330", "a"), found.first("701", "a")) == (
        "北京 : 人民文学出版社", long, "沈从文",
    )  # fmt: skip
    assert found.codings == "big5 330; gb18030 210 701"
    with pytest.raises(BadRecord, match="or Big5") as caught:
        iso2709.parse(mixture(fields | {"702": "夺鲍".encode("gbk")}))
    assert caught.value.code == "two-codings:702"
    assert "702" in reasons.reason(caught.value.code)


@pytest.mark.parametrize("name", ["翟羿熹、翀琪", "淼焱垚犇", "堃喆鑫淼"])
def test_rare_characters_make_no_field_another_coding(name: str) -> None:
    found = iso2709.parse(mixture({"330": MIX["330"].encode("gbk"), "701": name.encode("gbk")}))
    assert (found.encoding, found.first("701", "a")) == ("gb18030", name)
