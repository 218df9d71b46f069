"""What was kept in Chinese is said in the viewer's language, names and numbers in their places."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from shushan.ui.retold import retold

pytestmark = pytest.mark.quick
KEPT = [
    ("没有条码为 B7 的馆藏", "B7"),
    ("读者证已于 2020-06-01 到期", "2020-06-01"),
    ("没有条码为 B7 的馆藏。请核对条码；新书要先登记馆藏", "B7"),
    ("最多同时借 10 册（本馆流通规则）。请先还一册", "10"),
    ("应还 2020-06-10，当时告诉读者 2020-06-12，请告知读者", "2020-06-12"),
]


@pytest.mark.parametrize(("kept", "value"), KEPT)
def test_a_kept_sentence_is_retold_with_what_stood_in_it(kept: str, value: str) -> None:
    with override("en"):
        told = retold(kept)
    assert value in told and not any("\u4e00" <= letter <= "\u9fff" for letter in told), told
    with override("zh-hans"):
        assert retold(kept) == kept


def test_what_nobody_knows_stays_as_it_was_kept() -> None:
    with override("en"):
        assert retold("读者说书在车上。没有条码为 B7 的馆藏").startswith("读者说书在车上. ")
        assert retold("") == "" and retold("（+*[") == "（+*["
