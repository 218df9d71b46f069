"""What stands on a record page for programs keeps the rules of schema.org: its types, its properties, what may stand where.

The table holds the terms that we use, as https://schema.org says them (release 29): of each type what it is a kind of, of each
property which types may have it and what may be its value. A property that is new in our data needs a line here first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from shushan.catalogue.exchange import schema_org
from shushan.catalogue.models import BibRecord
from shushan.catalogue.terms import Audience, MarcFormat, RecordValue
from shushan.catalogue.tests.make import make_record

KINDS = {
    "Thing": "", "CreativeWork": "Thing", "Book": "CreativeWork", "CreativeWorkSeries": "CreativeWork",
    "BookSeries": "CreativeWorkSeries", "Periodical": "CreativeWorkSeries", "SheetMusic": "CreativeWork",
    "Map": "CreativeWork", "Person": "Thing", "Organization": "Thing", "Intangible": "Thing", "DefinedTerm": "Intangible",
    "Audience": "Intangible", "PeopleAudience": "Audience",
}  # fmt: skip
RULES = {  # property: (types that may have it, what may stand there)
    "name": (("Thing",), ("Text",)),
    "alternateName": (("Thing",), ("Text",)),
    "description": (("Thing",), ("Text",)),
    "url": (("Thing",), ("URL",)),
    "author": (("CreativeWork",), ("Organization", "Person")),
    "contributor": (("CreativeWork",), ("Organization", "Person")),
    "publisher": (("CreativeWork",), ("Organization", "Person")),
    "datePublished": (("CreativeWork",), ("Date",)),
    "inLanguage": (("CreativeWork",), ("Language", "Tag")),
    "about": (("CreativeWork",), ("Thing",)),
    "isPartOf": (("CreativeWork",), ("CreativeWork", "URL")),
    "audience": (("CreativeWork",), ("Audience",)),
    "isbn": (("Book",), ("Text",)),
    "suggestedMaxAge": (("PeopleAudience",), ("Number",)),
}
FULL = RecordValue(
    1, "边城", "The Border Town", "上册", "沈从文；某研究会", "傅雷", "人民文学出版社", "北京", 1988,
    ("9787020002207", "9787020008735"), "I246.5", "chi", Audience.CHILD, "CN", ("小说", "湘西"), "讲的是……", "200页", "文库", "local",
    "1", MarcFormat.CNMARC, b"", datetime(2020, 1, 1, tzinfo=UTC),
)  # fmt: skip


def wrong(node: dict[str, Any], wanted: tuple[str, ...] = ("Thing",)) -> Iterator[str]:
    """Yield what of a node breaks the rules."""
    kind = node.get("@type", "")
    if kind not in KINDS:
        yield f"{kind!r} is no type that we know"
        return
    if not set(_ancestors(kind)) & set(wanted):
        yield f"a {kind} stands where {wanted} is wanted"
    for name, value in node.items():
        if name in ("@type", "@context", "@id"):
            continue
        if name not in RULES:
            yield f"{name} is no property that we know"
            continue
        owners, ranges = RULES[name]
        if not set(_ancestors(kind)) & set(owners):
            yield f"a {kind} has no {name}"
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from wrong(one, ranges)
            elif not any(_is(one, wanted_kind) for wanted_kind in ranges):
                yield f"{name} is {one!r}, no {ranges}"


def _ancestors(kind: str) -> Iterator[str]:
    while kind:
        yield kind
        kind = KINDS[kind]


def _is(value: object, kind: str) -> bool:
    if kind == "Number":
        return isinstance(value, int)
    if not isinstance(value, str) or not value.strip():
        return False
    if kind == "Date":  # ISO 8601; a year alone is one
        return bool(re.fullmatch(r"\d{4}", value)) or bool(date.fromisoformat(value))
    patterns = {"URL": r"https?://\S+", "Tag": r"[a-z]{2,3}(-[A-Za-z0-9]+)*", "Text": r".+"}
    return kind in patterns and re.fullmatch(patterns[kind], value, re.DOTALL) is not None


@pytest.mark.quick
@pytest.mark.parametrize(
    ("leader", "kind"),
    [("", "Book"), ("00000nam0", "Book"), ("00000nas0", "Periodical"), ("00000ncm0", "SheetMusic"), ("00000nem0", "Map"),
     ("00000njm0", "CreativeWork"), ("00000ngm0", "CreativeWork")],
)  # fmt: skip
@pytest.mark.parametrize("is_bare", [False, True])
def test_every_kind_of_record_keeps_the_rules(leader: str, kind: str, is_bare: bool) -> None:
    bare = {
        "author": "", "contributor": "", "publisher": "", "year": None, "isbns": (), "language": "", "subjects": (),
        "summary": "", "series": "", "title_original": "", "title_part": "", "audience": Audience.ADULT,
    }  # fmt: skip
    found = replace(FULL, marc=leader.ljust(24).encode() if leader else b"", **(bare if is_bare else {}))  # type: ignore[arg-type]
    said = json.loads(schema_org.script(found, address="https://library.example/record/1/"))
    assert [*wrong(said)] == []
    assert (said["@context"], said["@type"]) == ("https://schema.org", kind)
    assert ("isbn" in said) is (kind == "Book" and not is_bare)


@pytest.mark.quick
@pytest.mark.parametrize(
    "broken",
    [{"@type": "Buch"}, {"@type": "Map", "isbn": "1"}, {"@type": "Book", "about": "小说"}, {"@type": "Book", "pages": 3},
     {"@type": "Book", "author": {"@type": "Map"}}, {"@type": "Book", "name": ""}, {"@type": "Book", "url": "record/1"},
     {"@type": "PeopleAudience", "suggestedMaxAge": "14"}],
)  # fmt: skip
def test_the_rules_find_what_breaks_them(broken: dict[str, Any]) -> None:
    assert [*wrong(broken)]


@pytest.mark.django_db
def test_the_page_of_a_record_keeps_the_rules(client: Client) -> None:
    pk = make_record("边城", isbn="7-02-000220-X")
    BibRecord.objects.filter(pk=pk).update(subjects=["小说"], series="文库", summary="一")
    page = client.get(f"/record/{pk}/").content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    assert [*wrong(json.loads(found[0]))] == []
