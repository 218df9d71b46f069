"""Empty records to begin with: the fields that a book, a serial, a picture book or a sound recording wants."""

from __future__ import annotations

from shushan.catalogue.marc.record import Field, Marc

KINDS = ("book", "serial", "picture-book", "audio")
# leader 6–7 (type and level of record) of both families
_LEADERS = {"book": "am", "serial": "as", "picture-book": "am", "audio": "jm"}
_CNMARC = {
    "book": "010ad 101a 102ab 105a 200aef 205a 210acd 215acd 225a 330a 606a 690a 701a4 702a4",
    "serial": "011ad 101a 102ab 110a 200aef 207a 210acd 215ad 326a 330a 606a 690a 711a4",
    "picture-book": "010ad 101a 102ab 105a 200aefg 210acd 215acd 225a 330a 333a 606a 690a 701a4 702a4",
    "audio": "010ad 016ad 101a 102ab 126a 200aef 210acd 215ad 327a 330a 606a 690a 701a4 702a4",
}
_MARC21 = {
    "book": "020ac 040ab 041a 093a 100a 245abc 250a 264abc 300abc 490a 520a 650a 700a",
    "serial": "022a 040ab 041a 093a 245abc 264abc 300ac 310a 362a 520a 650a 710a",
    "picture-book": "020ac 040ab 041a 093a 100a 245abc 264abc 300abc 490a 520a 521a 650a 700a",
    "audio": "020a 028ab 040ab 041a 093a 100a 245abc 264abc 300ae 505a 520a 650a 700a",
}
_INDICATORS = {
    "200": "1 ", "101": "0 ", "701": " 0", "702": " 0", "711": "02", "606": "0 ", "225": "2 ", "207": " 0", "327": "1 ",
    "100": "1 ", "245": "10", "264": " 1", "490": "0 ", "650": " 7", "700": "1 ", "710": "2 ", "028": "01", "505": "0 ",
    "362": "0 ",
}  # fmt: skip
# 008/18–34 of MARC 21: what each kind of material says of itself, ``#`` blank, ``|`` not said
_SPECIAL = {
    "book": "###########000#|#", "serial": "||#p#######0###e0", "picture-book": "####j######000#|#",
    "audio": "||||#############",
}  # fmt: skip


def empty(kind: str, format: str, *, day: str) -> Marc:
    """Return an empty record of one of ``KINDS``; ``day`` is today as YYYYMMDD. Its subfields are there to be filled.

    A serial is one that still appears: 008/06 ``c`` (MARC 21), 100 $a/8 ``a`` (CNMARC), its last year 9999.
    """
    is_cn = format == "cnmarc"
    wanted = (_CNMARC if is_cn else _MARC21)[kind]
    fields = [_field(part[:3], part[3:], is_cn) for part in wanted.split()]
    type_and_level = _LEADERS[kind]
    child = kind == "picture-book"
    is_serial, child = kind == "serial", kind == "picture-book"
    if is_cn:
        dates = f"a{'':4}9999" if is_serial else f"d{'':8}"
        general = f"{day}{dates}{'a' if child else 'm'}  y0chiy50      ea"
        fields.insert(next(n for n, f in enumerate(fields) if f.tag > "100"), Field("100", "  ", (("a", general),)))
        return Marc(f"00000n{type_and_level}0 2200000   450 ", (), tuple(fields))
    dates = f"c{'':4}9999" if is_serial else f"s{'':8}"
    fixed = f"{day[2:]}{dates}cc {_SPECIAL[kind].replace('#', ' ')}chi d"
    return Marc(f"00000n{type_and_level} a2200000   4500", (("008", fixed),), tuple(fields))


def _field(tag: str, codes: str, is_cn: bool) -> Field:
    marks = _INDICATORS.get(tag, "  ") if is_cn or tag not in ("101",) else "  "
    known = {"101": "chi", "102": "CN"} if is_cn else {"041": "chi"}
    return Field(tag, marks, tuple((code, known.get(tag, "") if code == "a" else "") for code in codes))
