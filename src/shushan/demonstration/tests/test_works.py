"""The works of the demonstration: real ones; what is unknown stays blank."""

from __future__ import annotations

import re

import pytest

from shushan.catalogue.marc.isbn import normalise
from shushan.demonstration.works import works

pytestmark = pytest.mark.quick


def test_there_are_enough_works_and_none_twice() -> None:
    table = works()
    assert len(table) >= 1200
    assert len({(w.title, w.author) for w in table}) == len(table)
    assert sum(w.language == "chi" for w in table) > len(table) / 2
    assert sum(w.audience == "child" for w in table) >= 200


def test_every_work_has_a_class_and_what_stands_is_well_formed() -> None:
    for work in works():
        assert work.title.strip() == work.title != ""
        assert re.fullmatch(r"[A-KN-VXZ][A-Z]?\d*(\.\d+)?(-\d+)?", work.clc), work
        assert work.year is None or 1400 < work.year <= 2020, work
        assert not work.isbn or normalise(work.isbn) == work.isbn, work
        assert work.audience in ("adult", "child")
