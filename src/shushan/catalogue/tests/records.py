"""MARC for tests: good records, and the damage that files in the wild have."""

from __future__ import annotations

from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.record import Field, Marc

GENERAL = "20040101d2002    em y0chiy50      ea"  # 100 $a of CNMARC


def cnmarc(
    number: str = "0001",
    title: str = "射雕英雄传",
    *,
    author: str = "金庸",
    isbn: str = "978-7-5462-0048-4 (平装) : CNY96.00",
    clc: str = "I247.4",
    barcodes: tuple[str, ...] = (),
    more: tuple[Field, ...] = (),
) -> Marc:
    """Return a Chinese record with one 905 per barcode."""
    fields = [
        Field("010", "  ", (("a", isbn), ("d", "CNY96.00 (全四册)"))),
        Field("100", "  ", (("a", GENERAL),)),
        Field("101", "0 ", (("a", "chi"),)),
        Field("200", "1 ", (("a", title), ("9", "she diao ying xiong zhuan"), ("f", f"{author}著"))),
        Field("210", "  ", (("a", "广州"), ("c", "广州出版社"), ("d", "2002"))),
        Field("690", "  ", (("a", clc),)),
        Field("701", " 0", (("a", author),)),
        *more,
        *(Field("905", "  ", (("a", "HCL"), ("b", code), ("d", clc), ("e", "12"))) for code in barcodes),
    ]
    return Marc("00000nam0 2200000   450 ", (("001", number), ("005", "20200101000000.0")), tuple(fields))


def marc21(number: str = "m1", title: str = "Walden /", *, author: str = "Thoreau, Henry David,") -> Marc:
    """Return an English record."""
    fields = (
        Field("020", "  ", (("a", "9780691096124 (pbk.)"),)),
        Field("100", "1 ", (("a", author), ("d", "1817-1862."))),
        Field("245", "10", (("a", title), ("c", "Henry D. Thoreau."))),
        Field("264", " 1", (("a", "Princeton :"), ("b", "Princeton University Press,"), ("c", "[2004]"))),
        Field("650", " 0", (("a", "Solitude."),)),
    )
    fixed = "040101s2004    nju           000 0 eng d"
    return Marc("00000nam a2200000   4500", (("001", number), ("008", fixed)), fields)


def coded(record: Marc, encoding: str, *, leader_9: str = " ") -> bytes:
    """Return the record in another encoding, lengths counted in its bytes, with leader 9 as said."""
    directory, data = b"", b""
    bodies = [(tag, text) for tag, text in record.controls]
    bodies += [(f.tag, f.indicators + "".join(f"\x1f{c}{t}" for c, t in f.subfields)) for f in record.fields]
    for tag, text in bodies:
        body = text.encode(encoding) + iso2709.FIELD_END
        directory += f"{tag}{len(body):04d}{len(data):05d}".encode()
        data += body
    base = 24 + len(directory) + 1
    leader = f"{base + len(data) + 1:05d}nam0{leader_9}22{base:05d}   450 "
    leader = leader[:9] + leader_9 + leader[10:]
    return leader.encode() + directory + iso2709.FIELD_END + data + iso2709.RECORD_END
