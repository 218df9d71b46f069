"""What is kept of a person's study is named in the language of who reads it."""

from __future__ import annotations

import pytest
from django.utils import translation

from shushan.learning import public as learning
from shushan.learning.models import StudyRecord
from shushan.learning.queries.own import kept_of
from shushan.learning.tests.make import AT, ORGANISER, person
from shushan.learning.words import deed_in_words

pytestmark = pytest.mark.django_db


def test_what_is_kept_is_named_in_the_readers_language() -> None:
    channel = learning.save_channel(actor=ORGANISER, code="xuexi", name="学习强国")
    me = person("甲").id
    StudyRecord.objects.create(person_id=me, channel_id=channel, day=AT.date(), title="文章", quantity=600, made_at=AT)
    day = AT.date().isoformat()
    assert list(kept_of(me)) == [{"在别处学习": "文章", "经由": "学习强国", "日子": day}]
    with translation.override("en"):
        assert [sorted(row) for row in kept_of(me)] == [["By way of", "Day", "Study elsewhere"]]


def test_what_a_package_said_reads_as_words() -> None:
    verb = "http://adlnet.gov/expapi/verbs/answered"
    named = {"definition": {"name": {"en-US": "Question 3", "zh-CN": "第三题"}}}
    assert deed_in_words({"verb": {"id": verb}, "object": named}) == "回答 第三题"
    with translation.override("en"):
        assert deed_in_words({"verb": {"id": verb}, "object": named}) == "answered Question 3"
    assert deed_in_words({"verb": {"id": "https://x.org/leapt", "display": {"fr": "a sauté"}}}) == "a sauté"
    assert deed_in_words({"verb": {"id": "https://x.org/leapt/"}, "object": {}}) == "leapt" and deed_in_words({}) == ""
    assert deed_in_words({"verb": "x", "object": {"definition": "y"}}) == ""
