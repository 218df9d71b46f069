"""ISO 2709: what is written is read again; damage costs the damaged record only."""

from __future__ import annotations

import gzip
import io
import random
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shushan.catalogue.marc import files, iso2709, xml
from shushan.catalogue.marc.record import BadRecord, Field, Marc
from shushan.catalogue.tests.records import cnmarc, coded, marc21

pytestmark = pytest.mark.quick

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
FIELDS = st.builds(
    Field,
    st.from_regex(r"[1-9][0-9]{2}", fullmatch=True),
    st.from_regex(r"[ 0-9]{2}", fullmatch=True),
    st.lists(st.tuples(st.sampled_from("abcdefxz0129"), TEXT), min_size=1, max_size=5).map(tuple),
)
RECORDS = st.builds(
    lambda number, fields: Marc("00000nam a2200000   4500", (("001", number),), tuple(fields)),
    st.from_regex(r"[A-Za-z0-9]{1,12}", fullmatch=True),
    st.lists(FIELDS, min_size=1, max_size=12),
)


def read(data: bytes) -> list[files.Taken]:
    """Return what is taken from these bytes."""
    return list(files.read(files.opened(io.BytesIO(data))))


def good(data: bytes) -> list[str]:
    """Return the control numbers of the good records."""
    return [one.record.control("001") for one in read(data) if one.record]


def bad(data: bytes) -> list[str]:
    """Return the codes of the bad ones."""
    return [one.problem.code for one in read(data) if one.problem]


def zipped(members: dict[str, bytes]) -> bytes:
    """Return an archive with these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@given(RECORDS)
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_again(record: Marc) -> None:
    again = iso2709.parse(iso2709.serialise(record))
    assert (again.controls, again.fields) == (record.controls, record.fields)


@given(st.binary(max_size=400), st.integers(0, 10_000))
@settings(max_examples=200, deadline=None)
def test_any_damage_leaves_the_neighbours_whole(junk: bytes, seed: int) -> None:
    middle = bytearray(iso2709.serialise(cnmarc("B")))
    at = random.Random(seed).randrange(len(middle))
    middle[at : at + 3] = junk.replace(b"\x1d", b"?")
    data = iso2709.serialise(cnmarc("A")) + bytes(middle.rstrip(b"\x1d")) + b"\x1d" + iso2709.serialise(marc21("C"))
    found = good(data)
    assert found[0] == "A"
    assert found[-1] == "C"


@pytest.mark.parametrize(
    "between", [b"\r\n", b"\n\n", b"\x00\x00", b"\x1a", b" ", b"-- exported by x --\r\n", b"\xef\xbb\xbf", b"\x1e\x1d"]
)
def test_what_stands_between_records_is_no_record(between: bytes) -> None:
    data = iso2709.serialise(cnmarc("A")) + between + iso2709.serialise(cnmarc("B")) + between
    assert good(data) == ["A", "B"]
    assert bad(data) in ([], ["cut"])


def test_wrong_lengths_and_offsets_are_not_believed() -> None:
    raw = iso2709.serialise(cnmarc("A"))
    end = raw.index(b"\x1e")
    directory = b"".join(raw[n : n + 3] + b"000100000" for n in range(24, end, 12))
    wrong = b"99999" + raw[5:12] + b"00000" + raw[17:24] + directory + raw[end:]
    assert read(wrong)[0].record.fields == cnmarc("A").fields  # type: ignore[union-attr]


@pytest.mark.parametrize("mark", [b"\x1d", b"\x1e", b"\x00"])
@pytest.mark.parametrize("chunk", [iso2709.CHUNK, 60])
def test_marks_inside_a_text_are_dropped(mark: bytes, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iso2709, "CHUNK", chunk)
    raw = raw_of([b"1", b"1 \x1faWal" + mark + b"den", b"  \x1fax"])
    taken = read(raw + iso2709.serialise(cnmarc("B")))
    assert [one.record and one.record.fields[0].get("a") for one in taken] == ["Walden", cnmarc().first("010", "a")]
    assert taken[0].record and iso2709.parse(taken[0].whole).fields == taken[0].record.fields


def _without_length(raw: bytes) -> bytes:
    return b"     " + raw[5:]


def _odd_directory(raw: bytes) -> bytes:
    end = raw.index(b"\x1e")
    return raw[:end] + b"0" + raw[end:]


def _no_numbers(raw: bytes) -> bytes:
    end = raw.index(b"\x1e")
    return raw[:24] + b"".join(raw[n : n + 3] + b"xxxxyyyyy" for n in range(24, end, 12)) + raw[end:]


@pytest.mark.parametrize(
    "harm",
    [
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: b"  \r\n\x0c" + raw + b"\x1d\x1d",
        lambda raw: b"00010" + raw[5:],
        lambda raw: raw[:12] + b"abcde" + raw[17:],
        lambda raw: raw[1:],  # a leader of 23 bytes
        lambda raw: b"0" + raw,
        lambda raw: raw[:-1] + b"\n\x1d\n",
        _without_length,
        lambda raw: b" " * 24 + raw[24:],
        lambda raw: b"     nam0 " + b" " * 14 + raw[24:],
        _odd_directory,
        _no_numbers,
    ],
)
def test_harm_that_hides_nothing_costs_nothing(harm: Callable[[bytes], bytes]) -> None:
    raw = harm(iso2709.serialise(cnmarc("A")))
    taken = read(raw + iso2709.serialise(cnmarc("B")))
    assert [one.record.control("001") if one.record else "" for one in taken] == ["A", "B"]
    assert taken[0].record and taken[0].record.fields == cnmarc("A").fields


@pytest.mark.parametrize(("lost", "after"), [(1, b""), (2, b""), (1, b"\r\n\x1a")])
def test_only_the_last_terminator_may_be_missing(lost: int, after: bytes) -> None:
    first, second = iso2709.serialise(cnmarc("A")), iso2709.serialise(cnmarc("B"))
    taken = read(first + second[:-lost] + after)
    assert [one.record and one.record.fields for one in taken] == [cnmarc("A").fields, cnmarc("B").fields]


def test_a_zip_gives_its_marc_files_in_order_and_an_archive_without_any_is_refused() -> None:
    packed, other = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.mrc", iso2709.serialise(cnmarc("A")))
        archive.writestr("read me.txt", "title, author")
        archive.writestr("b.mrc", iso2709.serialise(cnmarc("B")))
    assert good(packed.getvalue()) == ["A", "B"]
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("read me.txt", "title, author")
    for data in (other.getvalue(), b"PK\x03\x04 no zip"):
        with pytest.raises(files.NotMarc) as caught:
            read(data)
        assert caught.value.code == "other-kind"


def test_packed_members_of_an_archive_are_read_and_two_kinds_are_refused() -> None:
    first, second = iso2709.serialise(cnmarc("A")), iso2709.serialise(cnmarc("B"))
    assert good(zipped({"a.mrc.gz": gzip.compress(first), "b.mrc": second})) == ["A", "B"]
    with pytest.raises(files.NotMarc) as caught:
        read(zipped({"a.mrc": first, "b.xml": xml.serialise(cnmarc("B")).encode()}))
    assert caught.value.code == "two-kinds"


def test_a_bomb_ends_where_the_cap_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shushan.catalogue.marc.packed.FREE", 1_000_000)
    monkeypatch.setattr("shushan.catalogue.marc.packed.RATIO", 20)
    data = iso2709.serialise(cnmarc("A")) + b" " * 50_000_000
    taken = read(gzip.compress(data))
    assert [one.record and one.record.control("001") for one in taken] == ["A", None]
    assert taken[1].problem and taken[1].problem.code == "bomb"


def test_a_record_longer_than_its_numbers_can_say_comes_whole() -> None:
    long = cnmarc("L", more=tuple(Field("330", "  ", (("a", "长" * 4000),)) for _ in range(12)))
    raw = iso2709.serialise(long)
    assert len(raw) > 99_999
    assert raw.startswith(b"99999")
    assert read(raw + iso2709.serialise(cnmarc("B")))[0].record.fields == long.fields  # type: ignore[union-attr]


def test_a_record_cut_off_at_the_end_is_reported_with_its_place() -> None:
    first, second = iso2709.serialise(cnmarc("A")), iso2709.serialise(cnmarc("B"))
    taken = read(first + second[:-30])
    assert [t.ordinal for t in taken] == [1, 2]
    assert taken[1].problem is not None
    assert taken[1].problem.code == "cut"
    assert (taken[1].position, taken[1].raw) == (len(first), second[:-30])


def test_a_lost_terminator_costs_one_record_not_two() -> None:
    first, second = iso2709.serialise(cnmarc("A"))[:-40], iso2709.serialise(cnmarc("B"))
    assert good(first + second) == ["B"]
    assert bad(first + second) == ["cut"]


@pytest.mark.parametrize("between", [b"", b"\r\n", b"\n"])
@pytest.mark.parametrize("head", [b"", b"00000", b"99999"])
def test_records_that_lost_every_terminator_are_told_apart(
    between: bytes, head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = [iso2709.serialise(cnmarc(number, title="书" * 40)) for number in "ABCDE"]
    data = between.join((head or one[:5]) + one[5:-1] for one in raw)
    assert good(data) == [*"ABCDE"]
    assert good(data + b"\x1d" + iso2709.serialise(cnmarc("F"))) == [*"ABCDEF"]
    monkeypatch.setattr(iso2709, "LONGEST", len(raw[0]) * 2)
    monkeypatch.setattr(iso2709, "CHUNK", len(raw[0]))
    assert good(data) == [*"ABCDE"]
    assert bad(data) == []


def test_what_is_too_long_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iso2709, "LONGEST", 3000)
    monkeypatch.setattr(iso2709, "CHUNK", 1000)
    assert bad(iso2709.serialise(cnmarc("L", title="长" * 4000)) + iso2709.serialise(cnmarc("B"))) == ["too-long"]


def test_a_run_without_terminator_is_one_problem_and_costs_no_memory() -> None:
    class Endless(io.RawIOBase):
        """Forty megabytes of nothing, then a record."""

        def __init__(self) -> None:
            self.left, self.tail = 40_000_000, b"\x1d" + iso2709.serialise(cnmarc("Z"))

        def read(self, size: int = -1) -> bytes:
            if self.left > 0:
                self.left -= size
                return b"x" * size
            some, self.tail = self.tail[:size], self.tail[size:]
            return some

    tracemalloc.start()
    found = list(iso2709.pieces(Endless()))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [one.is_cut for one in found] == [True, False]
    assert found[0].end == found[1].position
    assert peak < 16_000_000


def test_reading_goes_on_where_it_stopped() -> None:
    data = b"\r\n".join(iso2709.serialise(cnmarc(f"{n}")) for n in range(9))
    taken = read(data)
    stream = io.BytesIO(data)
    rest = list(files.read(stream, start=taken[4].next_position, ordinal=taken[4].ordinal))
    assert rest == taken[5:]


def test_a_packed_file_is_read_and_damage_in_it_is_the_last_problem() -> None:
    packed = gzip.compress(b"".join(iso2709.serialise(cnmarc(f"{n:05d}", title=f"书{n * 7919}")) for n in range(3000)))
    assert len(good(packed)) == 3000
    cut = read(packed[: len(packed) // 2])
    assert cut[-1].problem is not None
    assert cut[-1].problem.code in ("packed", "cut")
    assert len([one for one in cut if one.problem]) == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"  \r\n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04...", "archive"),
        (b"<html><body>", "not MARCXML"),
        (b"title,author\r\n", "neither"),
        (b"10001,title\r\n", "neither"),
        (b"\xff\xd8\xff\xe1" + b"\x1d\x1e" * 20, "picture"),
        (b"GIF89a" + bytes(range(256)) * 20, "picture"),
        (b"\x7fELF" + bytes(range(256)) * 20, "neither"),
        (gzip.compress(b"x", mtime=0), "archive"),
        (zipped({}), "archive"),
        (b"<records><record><title>t</title></record></records>", "not MARCXML"),
        (("\ufeff" + iso2709.serialise(cnmarc()).decode()).encode("utf-16-le"), "UTF-16"),
        (iso2709.serialise(cnmarc()).decode().encode("utf-16-be"), "UTF-16"),
    ],
)
def test_what_is_no_marc_is_refused_by_name(data: bytes, why: str) -> None:
    with pytest.raises(files.NotMarc, match=why):
        files.recognise(io.BytesIO(data))


def chinese() -> Iterator[tuple[bytes, str]]:
    """Yield Chinese records in several codings, whatever their leader says."""
    record = cnmarc("G", title="边城：沈从文小说选")
    yield coded(record, "gb18030"), "gb18030"
    yield coded(record, "gb18030", leader_9="a"), "gb18030"
    yield coded(record, "utf-8"), "utf-8"
    yield coded(cnmarc("G", title="紅樓夢導讀"), "gbk"), "gb18030"


@pytest.mark.parametrize(("raw", "encoding"), list(chinese()))
def test_the_encoding_is_what_the_bytes_say(raw: bytes, encoding: str) -> None:
    record = iso2709.parse(raw)
    assert record.encoding == encoding
    assert record.first("200", "a") in ("边城：沈从文小说选", "紅樓夢導讀")


def test_marc_8_is_read_when_the_record_claims_it() -> None:
    record = Marc("", (("001", "8"),), (Field("245", "10", (("a", "PLACE"),)),))
    raw = coded(record, "ascii").replace(b"PLACE", b"\xe2Ecole \xe2e")  # a combining acute stands before its letter
    found = iso2709.parse(raw)
    assert (found.encoding, found.first("245", "a")) == ("marc-8", "École é")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("shift_jis", "吾輩は猫である"),
        ("koi8-r", "Война и мир"),
        ("windows-1251", "Война и мир"),
        ("iso8859-7", "Οδύσσεια"),
    ],
)
@pytest.mark.parametrize("leader_9", ["a", " "])
def test_what_no_encoding_explains_is_refused_never_garbled(encoding: str, text: str, leader_9: str) -> None:
    record = Marc("", (("001", "x"),), (Field("200", "1 ", (("a", "PLACE"),)),))
    raw = coded(record, "ascii", leader_9=leader_9).replace(b"PLACE", text.encode(encoding))
    with pytest.raises(BadRecord) as caught:
        iso2709.parse(raw)
    assert caught.value.code == "encoding:200"


def test_marks_of_the_format_inside_a_text_do_not_break_the_record() -> None:
    hostile = cnmarc("H", title="a\x1db\x1ec\x1fd")
    raw = iso2709.serialise(hostile)
    assert raw.count(b"\x1d") == 1
    assert iso2709.parse(raw).first("200", "a") == "abcd"


LOOSE = st.binary(max_size=12).map(lambda b: b.translate(None, b"\x1d\x1e")) | st.sampled_from(
    [
        b"",
        b"1 ",
        b"1 \x1fa",
        b"1 \x1fa\x1fb2",
        b"\x1fax",
        "1 \x1fa书".encode(),
        "书 \x1fax".encode(),
        b"x1 \x1fay",
        b"plain",
    ]
)


def raw_of(bodies: list[bytes], leader_9: bytes = b"a") -> bytes:
    """Return a record of these fields as bytes, whatever they are, with a right directory."""
    entries, offset = [], 0
    for n, body in enumerate(bodies):
        entries.append(b"%03d%04d%05d" % (1 + 99 * n, len(body) + 1, offset))
        offset += len(body) + 1
    base = 24 + 12 * len(bodies) + 1
    head = b"%05dnam %b22%05d   4500" % (base + offset + 1, leader_9, base)
    return head + b"".join(entries) + b"\x1e" + b"".join(body + b"\x1e" for body in bodies) + b"\x1d"


@given(st.lists(LOOSE, min_size=1, max_size=9))
@settings(max_examples=400, deadline=None)
def test_what_is_kept_of_read_bytes_is_what_serialise_writes(bodies: list[bytes]) -> None:
    raw = raw_of(bodies)
    try:
        record, whole = iso2709.parse_and_serialise(raw)
    except BadRecord:
        return
    assert record == iso2709.parse(raw)
    assert whole == iso2709.serialise(record)


@given(RECORDS)
def test_what_is_in_order_is_kept_as_it_was_read(record: Marc) -> None:
    raw = iso2709.serialise(record)
    assert iso2709.parse_and_serialise(raw)[1] == raw
    assert iso2709.parse_and_serialise(raw[:-1] + b"\x1e\x1d\x1d")[1] == raw


def test_fields_are_found_by_tag_in_the_order_of_the_record() -> None:
    fields = tuple(Field(tag, "  ", (("a", tag + text),)) for tag, text in (("701", "1"), ("711", "2"), ("701", "3")))
    record = Marc("", (), fields)
    assert [f.get("a") for f in record.of("711", "701")] == ["7011", "7112", "7013"]
    assert [f.get("a") for f in record.of("701", "500")] == ["7011", "7013"]
    assert [*record.of("500")] == []
    assert record.first("711", "a") == "7112"
    changed = replace(record, fields=fields[:1])
    assert (changed.first("711", "a"), record.first("711", "a")) == ("", "7112")


def test_what_is_wrong_is_told_by_its_place_in_the_field() -> None:
    raw = raw_of([b"1", b"1 \x1fa" + "书名".encode() * 3 + b"\xff\xfe", b"1 \x1fb"])
    with pytest.raises(BadRecord, match=r"ff fe at byte 22 of the field"):
        iso2709.parse(raw)
