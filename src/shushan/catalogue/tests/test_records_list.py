"""The staff's list of records: filters in the address, files, saved views, paging by key."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from shushan.catalogue.models import BibRecord
from shushan.catalogue.tests.make import make_item, make_record
from shushan.people.tests.make import make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db
LIST = "/staff/catalogue/"


@pytest.fixture
def cataloguer(client: Client) -> Client:
    without_second_factor()
    client.force_login(make_user(make_staff("cataloguer")))
    return client


def _titles(client: Client, query: str = "") -> set[str]:
    text = client.get(f"{LIST}?format=csv{query}").getvalue().decode("utf-8-sig")
    return {row["题名"] for row in csv.DictReader(io.StringIO(text))}


def test_each_filter_stands_in_the_address(cataloguer: Client, centre: int, estuary: int) -> None:
    held = make_record("边城", clc="I246.5")
    make_item(site_id=centre, record_id=held, barcode="B1")
    child = make_record("安徒生童话", author="安徒生", clc="I534.88")
    BibRecord.objects.filter(pk=child).update(audience="child")
    make_record("数学分析", author="陈纪修", clc="O17")
    assert _titles(cataloguer) == {"边城", "安徒生童话", "数学分析"}
    assert _titles(cataloguer, "&class=I") == {"边城", "安徒生童话"}
    assert _titles(cataloguer, "&audience=child") == {"安徒生童话"}
    assert _titles(cataloguer, "&held=none") == {"安徒生童话", "数学分析"}
    assert _titles(cataloguer, f"&site={centre}") == {"边城"} and _titles(cataloguer, f"&site={estuary}") == set()
    assert _titles(cataloguer, f"&site={estuary}&held=none") == {"边城", "安徒生童话", "数学分析"}
    assert _titles(cataloguer, "&q=B1") == {"边城"} and _titles(cataloguer, "&q=陈纪修") == {"数学分析"}
    assert _titles(cataloguer, "&class=nonsense&after=rubbish") == {"边城", "安徒生童话", "数学分析"}


def test_a_hidden_record_says_so_in_the_list_and_in_the_file(cataloguer: Client) -> None:
    make_record("边城")
    BibRecord.objects.filter(pk=make_record("家")).update(is_suppressed=True)
    page = cataloguer.get(LIST).content.decode()
    assert page.count('<span class="chip">隐藏的</span>') == 1
    text = cataloguer.get(f"{LIST}?format=csv").getvalue().decode("utf-8-sig")
    assert {row["题名"]: row["公开"] for row in csv.DictReader(io.StringIO(text))} == {"边城": "公开的", "家": "隐藏的"}
    assert _titles(cataloguer, "&hidden=yes") == {"家"} and _titles(cataloguer, "&hidden=no") == {"边城"}


def test_the_list_goes_on_after_fifty(cataloguer: Client, centre: int) -> None:
    for n in range(53):
        make_record(f"书{n:02}")
    first = cataloguer.get(LIST).content.decode()
    assert first.count('<th scope="row"') == 50
    link = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert cataloguer.get(link).content.decode().count('<th scope="row"') == 3


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(
    cataloguer: Client, centre: int, n: int, django_assert_max_num_queries: object
) -> None:
    for number in range(n):
        make_item(site_id=centre, record_id=make_record(f"书{number}"))
    cataloguer.get(LIST)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        cataloguer.get(LIST)


def test_readers_do_not_see_it(client: Client) -> None:
    assert client.get(LIST).status_code == 302
