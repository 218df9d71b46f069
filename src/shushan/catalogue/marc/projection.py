"""From a MARC record to the columns of the catalogue, for both families."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from shushan.catalogue.marc.holdings import ProjectedItem, copies
from shushan.catalogue.marc.isbn import normalise
from shushan.catalogue.marc.record import BadRecord, Marc

TITLE_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Projected:
    """What the catalogue keeps in columns. Unknown is empty or None, never guessed."""

    format: str
    control_number: str
    title: str
    title_original: str = ""
    title_part: str = ""
    author: str = ""
    contributor: str = ""
    publisher: str = ""
    place: str = ""
    year: int | None = None
    isbns: tuple[str, ...] = ()
    clc: str = ""
    language: str = ""
    audience: str = "adult"
    country: str = ""
    subjects: tuple[str, ...] = ()
    summary: str = ""
    extent: str = ""
    series: str = ""
    issn: str = ""
    items: tuple[ProjectedItem, ...] = ()


def _control_number(r: Marc) -> str:
    """Return the control number: field 001, where some families (danMARC) give it a subfield, else 035 $a."""
    return (r.control("001") or r.first("001", "a") or r.first("035", "a")).strip()[:60]


def format_of(record: Marc) -> str:
    """Say which family a record belongs to: CNMARC (UNIMARC) has its title in 200, MARC 21 in 245."""
    is_21, is_cn = any(record.of("245")), any(record.of("200"))
    if is_cn and not is_21:
        return "cnmarc"
    if is_cn and is_21:
        return "cnmarc" if any(record.of("100", "210", "905")) and not record.control("008") else "marc21"
    return "marc21"


def says_for_whom(record: Marc) -> bool:
    """Say whether 008/22 of MARC 21 tells for whom it is; in serials, maps and mixed material it tells something else."""
    return record.leader[7:8] not in ("b", "i", "s") and record.leader[6:7] not in ("e", "f", "p")


def project(record: Marc) -> Projected:
    """Return the columns of a record.

    :raises BadRecord: there is no title.
    """
    return _from_cnmarc(record) if format_of(record) == "cnmarc" else _from_marc21(record)


def _from_cnmarc(r: Marc) -> Projected:
    general = r.first("100", "a")
    title = _joined(r.first("200", "a"), r.first("200", "e"))
    agents = [f.get("a") for f in r.of("701", "711")]
    return Projected(
        format="cnmarc",
        control_number=_control_number(r),
        title=_title(title),
        title_original=r.first("200", "d") or r.first("510", "a"),
        title_part=" ".join(p for p in (r.first("200", "h"), r.first("200", "i")) if p)[:300],
        author=(_agents(agents) or _responsibility(r.first("200", "f")))[:300],
        contributor=(_agents(f.get("a") for f in r.of("702", "712")) or _responsibility(r.first("200", "g")))[:300],
        publisher=_trim(r.first("210", "c"))[:200],
        place=_trim(r.first("210", "a"))[:100],
        year=_year(r.first("210", "d")) or _year(general[9:13]),
        isbns=_isbns([*(f.get("az") for f in r.of("010"))]),
        clc=_clc(text for f in r.of("690") for text in f.all("a")),
        language=r.first("101", "a")[:3].lower(),
        audience="child" if general[17:18] in ("a", "b", "c", "d") and general[17:18] != "k" else "adult",
        country=r.first("102", "a")[:40],
        subjects=tuple(
            dict.fromkeys(text for f in r.of("600", "601", "605", "606", "607", "610") if (text := f.get("a")))
        ),
        summary=r.first("330", "a"),
        extent=_joined(r.first("215", "a"), r.first("215", "d"))[:200],
        series=r.first("225", "a")[:300],
        issn=_issn(r, "011"),
        items=tuple(copies(r)),
    )


def _from_marc21(r: Marc) -> Projected:
    fixed = r.control("008")
    title = _joined(_trim(r.first("245", "a")), _trim(r.first("245", "b")))
    vernacular = next((f for f in r.of("880") if f.get("6").startswith("245")), None)
    parallel = _joined(_trim(vernacular.get("a")), _trim(vernacular.get("b"))) if vernacular else ""
    agents = [_trim(f.get("a")) for f in r.of("100", "110", "111")]
    return Projected(
        format="marc21",
        control_number=_control_number(r),
        title=_title(title),
        title_original=parallel or _trim(r.first("240", "a")),
        title_part=" ".join(p for p in (_trim(r.first("245", "n")), _trim(r.first("245", "p"))) if p)[:300],
        author=(_agents(agents) or _responsibility(r.first("245", "c")))[:300],
        contributor=_agents(_trim(f.get("a")) for f in r.of("700", "710"))[:300],
        publisher=_trim(r.first("264", "b") or r.first("260", "b"))[:200],
        place=_trim(r.first("264", "a") or r.first("260", "a"))[:100],
        year=_year(fixed[7:11]) or _year(r.first("264", "c") or r.first("260", "c")),
        isbns=_isbns([text for f in r.of("020") for text in f.all("az")]),
        clc=_clc(
            text
            for f in (*r.of("093"), *(f for f in r.of("084") if "clc" in f.get("2").lower()))
            for text in f.all("a")
        ),
        language=(fixed[35:38].strip() or r.first("041", "a")[:3]).lower()
        if (fixed[35:38].strip("| ") or r.first("041", "a"))
        else "",
        audience="child" if fixed[22:23] in ("a", "b", "c", "j") and says_for_whom(r) else "adult",
        country=fixed[15:18].strip(" |#"),
        subjects=tuple(
            dict.fromkeys(
                " -- ".join(_trim(t) for t in f.all("abvxyz"))
                for f in r.of("600", "610", "611", "630", "650", "651", "653")
            )
        ),
        summary=r.first("520", "a"),
        extent=_trim(r.first("300", "a"))[:200],
        series=_trim(r.first("490", "a"))[:300],
        issn=_issn(r, "022"),
        items=tuple(copies(r)),
    )


# letters, figures and signs of the 中图法, a language by its letters (TP312C++), a class that another is joined to (H319.4:I)
_CLASS = re.compile(
    r"[A-KN-VXZ][A-Z]?(?:\d|-\d)[\d.]*(?:[A-Z]{1,2}(?![A-Za-z\d])\+*)?[\d./\-():=\"<>+]*(?:(?<=:)[A-KN-VXZ][A-Z]?[\d.\-]*)?|"
    r"(?<![A-Za-z])[A-KN-VXZ](?![A-Za-z])"
)
_SMALL = re.compile(r"[a-z]{1,2}(?=\d)")
_APART = re.compile(r"(?<![A-Z])([A-Z]{1,2})\s+(?=\d)")


def _clc(texts: Iterable[str]) -> str:
    """Return the first class of the 中图法 in these texts; a subfield may hold two."""
    for text in texts:
        plain = text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()
        if not plain.isalnum() or not plain.isupper():
            plain = _APART.sub(r"\1", _SMALL.sub(lambda m: m[0].upper(), plain, count=1))
        found = _CLASS.search(plain)
        if found:
            clc = found.group().rstrip("/:=(")
            return (clc if clc.count("(") >= clc.count(")") else clc.rstrip(")"))[:40]
    return ""


def _isbns(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(isbn for text in texts if text and (isbn := normalise(text))))


_ISSN = re.compile(r"(?<!\d)(\d{4})-?(\d{3}[\dXx])(?![\dXx])")


def _issn(record: Marc, tag: str) -> str:
    """Return the first ISSN of a record with its hyphen; one with a wrong check digit stays, as it is printed."""
    found = next((m for field in record.of(tag) for text in field.all("a") if (m := _ISSN.search(text))), None)
    return f"{found[1]}-{found[2].upper()}" if found else ""


_YEAR = re.compile(r"(?<!\d)(1[0-9]\d{2}|20\d{2})(?!\d)")


def _year(text: str) -> int | None:
    found = _YEAR.search(text)
    return int(found.group()) if found else None


def _title(text: str) -> str:
    if not text.strip():
        raise BadRecord("no-title", "the record has no title (200 or 245)")
    return text.strip()[:TITLE_LONGEST]


def _joined(first: str, second: str) -> str:
    return f"{first}：{second}" if first and second and _is_han(first) else " : ".join(p for p in (first, second) if p)


_HAN = re.compile("[\u3400-\u9fff]")


def _is_han(text: str) -> bool:
    return _HAN.search(text) is not None


_ISBD = re.compile(r"(?<=\w)\s*[/:;,=]\s*$|(?<=[^\s.]{3})\.\s*$|\s+[/:;,=.]\s*$")
_ROLE = re.compile(r"(?<=[\u4e00-\u9fff])(?:编著|主编|著|撰|编|译|绘|作)$")


def _trim(text: str) -> str:
    """Drop the punctuation that ISBD puts at the end of a subfield."""
    bare = text.strip()
    return (_ISBD.sub("", bare) if bare[-1:] in _MARKS else bare).strip("[] ")


_MARKS = frozenset("/:;,=.")


def _responsibility(text: str) -> str:
    return _ROLE.sub("", _trim(text)).strip()


def _agents(names: Iterable[str]) -> str:
    return "；".join(dict.fromkeys(n.rstrip(",， ") for n in names if n.strip()))
