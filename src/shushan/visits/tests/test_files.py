"""The vendor's file: every usual shape is read, everything else is refused with its line."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shushan.visits import files
from shushan.visits.errors import FileNotUnderstood

pytestmark = pytest.mark.quick
ZONE = ZoneInfo("Asia/Shanghai")
TEXT = "馆区,门禁,时间,进,出\n中心馆,东门,2020-06-30 09:00,37,12\nH,,2020/6/30 10:00-11:00,5,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_usual_encodings_are_read(encoding: str) -> None:
    found = files.read(TEXT.encode(encoding), ZONE)
    assert [(one.line, one.site, one.gate, one.entered, one.left) for one in found.lines] == [
        (2, "中心馆", "东门", 37, 12),
        (3, "H", "", 5, 0),
    ]
    assert found.lines[0].since == datetime(2020, 6, 30, 9, tzinfo=ZONE) and not found.refused


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "缺少列"),
        ("馆区,门禁,时间\nC,东,2020-06-30 09:00\n", "缺少列"),
        ("site,hour,in\n", "没有数据行"),
        ("site,hour,in\n" + "x" * 200_000 + ",2020-06-30 09:00,3\n", "不是 CSV"),
    ],
)
def test_what_is_no_such_file_is_refused_whole(text: str, told: str) -> None:
    with pytest.raises(FileNotUnderstood) as refused:
        files.read(text.encode(), ZONE)
    assert told in refused.value.message


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ("C,yesterday,3", "看不懂时间"),
        ("C,2020-06-31 09:00,3", "没有这个时间"),
        ("C,2020-06-30 09:00,-3", "不是人次"),
        ("C,2020-06-30 09:00,", "不是人次"),
        ("C,2020-06-30 09:00," + "9" * 5000, "不是人次"),
        ("C", "看不懂时间"),
    ],
)
def test_a_line_that_cannot_be_read_is_kept_with_its_reason_and_the_others_stay(cells: str, told: str) -> None:
    found = files.read(f"site,hour,in\n{cells}\n\nC,2020-06-30 10:00,4\n".encode(), ZONE)
    assert [(one.line, one.entered) for one in found.lines] == [(4, 4)]
    assert [one.line for one in found.refused] == [2] and told in found.refused[0].reason
    assert len(found.refused[0].text) <= 80
