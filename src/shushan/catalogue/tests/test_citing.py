"""Citations and schema.org: what stands on the record page for people and for programs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from shushan.catalogue.exchange import citing, schema_org
from shushan.catalogue.terms import Audience, MarcFormat, RecordValue
from shushan.catalogue.tests.make import make_record

BOOK = RecordValue(
    1, "边城", "", "", "沈从文", "", "人民文学出版社", "北京", 1988, ("9787020002207",), "I246.5", "chi", Audience.ADULT,
    "CN", ("小说",), "", "", "", "local", "1", MarcFormat.CNMARC, b"", datetime(2020, 1, 1, tzinfo=UTC),
)  # fmt: skip


@pytest.mark.quick
@pytest.mark.parametrize(
    ("changes", "gbt", "apa"),
    [
        ({}, "沈从文. 边城[M]. 北京: 人民文学出版社, 1988.", "沈从文. (1988). 边城. 人民文学出版社."),
        ({"marc": b"00000nas0".ljust(24)}, "沈从文. 边城[J]. 北京: 人民文学出版社, 1988.", "沈从文. (1988). 边城. 人民文学出版社."),
        ({"marc": b"00000njm0".ljust(24)}, "沈从文. 边城[Z]. 北京: 人民文学出版社, 1988.", "沈从文. (1988). 边城. 人民文学出版社."),
        ({"author": ""}, "边城[M]. 北京: 人民文学出版社, 1988.", "边城. (1988). 人民文学出版社."),
        ({"year": None, "place": ""}, "沈从文. 边城[M]. 人民文学出版社.", "沈从文. (n.d.). 边城. 人民文学出版社."),
        ({"title": "红楼梦：汇校本", "title_part": "上册"}, "沈从文. 红楼梦: 汇校本: 上册[M]. 北京: 人民文学出版社, 1988.",
         "沈从文. (1988). 红楼梦: 汇校本 上册. 人民文学出版社."),
        ({"author": "甲；乙；丙；丁"}, "甲, 乙, 丙, 等. 边城[M]. 北京: 人民文学出版社, 1988.",
         "甲, 乙, 丙, & 丁. (1988). 边城. 人民文学出版社."),
        ({"contributor": "傅雷"}, "沈从文. 边城[M]. 傅雷, 译编. 北京: 人民文学出版社, 1988.",
         "沈从文. (1988). 边城. 人民文学出版社."),
        ({"title": "Walden", "author": "Thoreau, Henry David；Emerson, R. W.", "place": "Princeton",
          "publisher": "Princeton University Press", "year": 2004},
         "THOREAU H D, EMERSON R W. Walden[M]. Princeton: Princeton University Press, 2004.",
         "Thoreau, H. D., & Emerson, R. W. (2004). Walden. Princeton University Press."),
        ({"author": "金庸, 1924-2018"}, "金庸. 边城[M]. 北京: 人民文学出版社, 1988.",
         "金庸. (1988). 边城. 人民文学出版社."),
    ],
)  # fmt: skip
def test_a_record_is_cited_as_the_rules_say(changes: dict[str, object], gbt: str, apa: str) -> None:
    found = replace(BOOK, **changes)  # type: ignore[arg-type]
    assert citing.gbt7714(found) == gbt
    assert citing.apa(found).replace("., ", "., ") == apa


@pytest.mark.quick
def test_no_title_can_end_the_script() -> None:
    text = schema_org.script(replace(BOOK, title="</script><b>&"), address="http://x/record/1/")
    assert "<" not in text
    assert json.loads(text)["name"] == "</script><b>&"


@pytest.mark.django_db
def test_the_page_holds_data_for_programs(client: Client) -> None:
    pk = make_record("边城", isbn="7-02-000220-X")
    page = client.get(reverse("catalogue:record", args=[pk])).content.decode()
    said = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert said is not None
    told = json.loads(said[1])
    assert (told["@type"], told["name"], told["isbn"], told["inLanguage"]) == ("Book", "边城", "9787020002207", "zh")
    for shown in ('rel="alternate"', 'rel="unapi-server"', f'title="record/{pk}"', "沈从文. 边城[M]."):
        assert shown in page


@pytest.mark.django_db
def test_unapi_answers_as_it_should(client: Client) -> None:
    pk = make_record("边城")
    for asked, status in [
        ({}, 200),
        ({"id": f"record/{pk}"}, 300),
        ({"id": f"record/{pk}", "format": "mods"}, 200),
        ({"id": f"record/{pk}", "format": "pdf"}, 406),
        ({"id": "record/999"}, 404),
        ({"id": "x"}, 404),
    ]:
        assert client.get("/unapi", asked).status_code == status, asked
    assert "边城" in client.get("/unapi", {"id": f"record/{pk}", "format": "marcxml"}).content.decode()
