"""Components draw themselves, menus show what one may do, and the chosen face is remembered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils.translation import override

import shushan.frontend
import shushan.ui
from shushan.kernel.actor import ANONYMOUS
from shushan.ui import menu
from shushan.ui.components import Alert, Crumbs, Empty, Progress
from shushan.ui.templatetags.look import called, icon

PACKAGE = Path(shushan.ui.__file__).parent.parent


class Named:
    """A thing with both names."""

    name = "中心馆"
    name_en = "Central Library"


def test_a_component_draws_itself_and_escapes_what_it_is_told() -> None:
    drawn = str(Alert("<b>迟了</b>", tone="bad", rule="规则"))
    assert "alert--bad" in drawn and "&lt;b&gt;" in drawn and "规则" in drawn


def test_a_component_refuses_an_unknown_property() -> None:
    with pytest.raises(TypeError):
        Empty("空", colour="red")  # type: ignore[call-arg]


def test_progress_without_a_total_claims_none() -> None:
    assert "max=" not in str(Progress("导入", 3))
    assert 'max="10" value="3"' in str(Progress("导入", 3, 10))


def test_the_last_crumb_is_the_page_itself() -> None:
    drawn = str(Crumbs([("读者", "/staff/readers/"), ("林晨曦", "")]))
    assert drawn.count("<a ") == 1 and 'aria-current="page">林晨曦' in drawn


def test_an_icon_is_decoration_unless_it_is_labelled() -> None:
    assert 'aria-hidden="true"' in icon("book")
    assert 'aria-label="书"' in icon("book", "书") and "aria-hidden" not in icon("book", "书")


def test_a_thing_is_called_in_the_language_of_the_page() -> None:
    with override("en"):
        assert called(Named()) == "Central Library"
    with override("zh-hans"):
        assert called(Named()) == "中心馆"


@pytest.mark.parametrize(("language", "drawn"), [("en", "Next: a (3)"), ("zh-hans", "Next：a（3）")])
def test_colon_and_brackets_are_those_of_the_language_of_the_page(language: str, drawn: str) -> None:
    with override(language):
        template = Template("{% load look %}Next{% colon %}a{% bracketed n %}")
        assert template.render(Context({"n": 3})) == drawn


def test_no_template_sets_a_chinese_colon_outside_its_words() -> None:
    words = re.compile(r"\{%\s*blocktrans.*?endblocktrans(?:late)?\s*%\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
    found = [
        path.name for path in PACKAGE.glob("*/templates/**/*.html") if "：" in words.sub("", path.read_text("utf-8"))
    ]
    assert found == [], "English pages would show it: {% colon %}"


def test_the_menu_is_empty_for_whoever_may_do_nothing() -> None:
    may_be_seen_by_all = [entry for entry in menu._entries.values() if not entry.verb]
    shown = [line for _, lines in menu.lines(ANONYMOUS) for line in lines]
    assert len(shown) == len(may_be_seen_by_all)


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    listed = (Path(shushan.frontend.__file__).parent / "icons.txt").read_text(encoding="utf-8").split()
    known = {name.split("=")[0] for name in listed}
    named = set()
    for template in PACKAGE.glob("*/templates/**/*.html"):
        named |= set(re.findall(r'\{% icon "([\w-]+)"', template.read_text(encoding="utf-8")))
    named |= {entry.icon for entry in menu._entries.values()}
    assert named <= known


def test_no_template_carries_inline_style_or_script() -> None:
    forbidden = re.compile(r"\sstyle=|\son\w+=\"|<style|<script>")
    guilty = [p for p in PACKAGE.glob("*/templates/**/*.html") if forbidden.search(p.read_text(encoding="utf-8"))]
    assert guilty == []


def test_the_face_is_remembered_and_the_page_kept(client: Client) -> None:
    answer = client.post("/face/", {"face": "elder", "next": "/search/?q=书"})
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/search/")
    assert answer.cookies["face"].value == "elder"


def test_the_face_is_not_remembered_when_it_does_not_exist(client: Client) -> None:
    answer = client.post("/face/", {"face": "<script>", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/" and "face" not in answer.cookies


def test_the_choice_of_face_needs_a_post(rf: RequestFactory, client: Client) -> None:
    assert client.get("/face/").status_code == 405


@pytest.mark.parametrize(("address", "status"), [("/nowhere/", 404), ("/en/nowhere/", 404)])
@pytest.mark.django_db
def test_a_refusal_is_a_designed_page_with_one_heading(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == status and text.count("<h1") == 1 and 'role="alert"' in text


@pytest.mark.django_db
def test_too_many_attempts_are_told_when_to_come_back(rf: RequestFactory) -> None:
    from django.contrib.auth.models import AnonymousUser

    from shushan.ui.errors import too_many

    request = rf.get("/account/login/")
    request.user = AnonymousUser()
    answer = too_many(request)
    assert answer.status_code == 429 and answer.headers["Retry-After"] == "300"


def test_the_page_of_a_crash_needs_neither_template_nor_database(rf: RequestFactory) -> None:
    from shushan.ui.errors import server_error

    answer = server_error(rf.get("/"))
    assert answer.status_code == 500 and "系统出错了" in answer.content.decode()
