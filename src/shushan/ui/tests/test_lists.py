"""The one list: addresses it cannot mean, saved views, files that no spreadsheet computes."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from shushan.kernel.actor import Actor, ActorKind
from shushan.kernel.errors import Invalid, NotFound
from shushan.ui.lists import Column, Filter, csv_response, safe_cell, xlsx_response
from shushan.ui.lists.columns import read
from shushan.ui.lists.saved import lasting, remove_view, save_view, saved_views

AT = datetime(2020, 7, 1, tzinfo=UTC)
ONE = Actor(kind=ActorKind.STAFF, id=1, name="甲")
OTHER = Actor(kind=ActorKind.STAFF, id=2, name="乙")
FILTERS = (Filter("q", "文字", kind="text"), Filter("site", "馆区", (("1", "中心馆"),)))
COLUMNS = (Column[str]("name", "姓名", str), Column[str]("secret", "密", str, is_only_in_files=True))


@pytest.mark.quick
@given(st.dictionaries(st.sampled_from(["q", "site", "sort", "col", "after", "x"]), st.text(max_size=200)))
def test_an_address_is_read_whatever_it_says(typed: dict[str, str]) -> None:
    query = QueryDict(mutable=True)
    query.update(typed)
    asked = read(query, filters=FILTERS, sorts=("name", "-name"), columns=COLUMNS)
    assert asked.sort in ("name", "-name") and asked["site"] in ("", "1") and len(asked["q"]) <= 100
    assert "\x00" not in asked["q"] and set(asked.columns) <= {"name"}


@pytest.mark.quick
@given(st.text())
def test_no_text_of_a_csv_file_begins_like_a_formula(text: str) -> None:
    assert not str(safe_cell(text)).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.quick
def test_numbers_stay_numbers_and_texts_stay_texts_in_both_files() -> None:
    rows = [[-5, "=1+1", datetime(2020, 6, 30, 20, tzinfo=UTC), None, "\x00坏"]]
    text = b"".join(csv_response("a.csv", ["甲"], rows).streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    assert text.splitlines()[1].startswith("-5,'=1+1,2020-07-01 04:00:00,,")
    sheet = load_workbook(io.BytesIO(xlsx_response("a.xlsx", ["甲"], rows, title="读者[1]").getvalue())).active
    cells = next(sheet.iter_rows(min_row=2))
    assert [cell.value for cell in cells] == [-5, "=1+1", datetime(2020, 7, 1, 4), None, "坏"]
    assert cells[1].data_type == "s" and sheet.title == "读者 1"


@pytest.mark.quick
def test_a_saved_query_leaves_the_moment_out() -> None:
    assert lasting("?q=%E6%9D%8E&after=50&format=csv&site=&col=name&col=card") == "q=%E6%9D%8E&col=name&col=card"


@pytest.mark.django_db
def test_a_view_is_its_owners_unless_shared_and_only_its_owner_removes_it() -> None:
    said = {"list_code": "people.readers", "query": "state=frozen&after=3", "at": AT}
    save_view(name=" 已冻结 ", is_shared=False, actor=ONE, **said)  # type: ignore[arg-type]
    assert [view.query for view in saved_views("people.readers", actor=ONE)] == ["state=frozen"]
    assert saved_views("people.readers", actor=OTHER) == [] and saved_views("jobs.jobs", actor=ONE) == []
    save_view(name="已冻结", is_shared=True, actor=ONE, **said)  # type: ignore[arg-type]
    [shared] = saved_views("people.readers", actor=OTHER)
    assert shared.is_shared and not shared.is_own
    with pytest.raises(NotFound):
        remove_view(view_id=shared.id, list_code="people.readers", actor=OTHER)
    remove_view(view_id=shared.id, list_code="people.readers", actor=ONE)
    assert saved_views("people.readers", actor=OTHER) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "query"), [("  ", "q=1"), ("长", "q=" + "x" * 1001)])
def test_a_view_without_a_name_or_too_long_is_refused(name: str, query: str) -> None:
    with pytest.raises(Invalid):
        save_view(list_code="a.b", name=name, query=query, is_shared=False, actor=ONE, at=AT)
