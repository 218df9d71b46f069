"""The pages of the demonstration: home and two articles, one with the report's sentence."""

from __future__ import annotations

import json
from datetime import date, timedelta

from shushan.demonstration.build import pictures
from shushan.demonstration.plan.numbers import REPORT_DAY
from shushan.newsroom import public as newsroom

SLUG = "work-report-2020"
SENTENCE = "自恢复开馆以来共接待读者{V01}人次，完成借还量{L01}册次。"
SENTENCE_EN = "Since reopening we have received {V01} readers and completed {L01} issues and returns."
LAST_DAY = REPORT_DAY - timedelta(days=1)


def build_pages() -> None:
    """Make the home page and the articles."""
    home = newsroom.ensure_home("首页", "书山有路，读者有座", "A path through the mountain of books")
    newsroom.add_article(
        home,
        slug=SLUG,
        title="以记录说话：恢复开馆以来的服务",
        title_en="Told by records: our service since reopening",
        published_on=REPORT_DAY,
        summary="两个大数，点开就是一条条记录。",
        summary_en="Two large figures that open down to the very records.",
        body=_body(
            ("sentence", {"sentence": SENTENCE, "last_day": LAST_DAY.isoformat(), "known_on": LAST_DAY.isoformat()}),
            (
                "paragraph",
                "<p>中心馆三月二十三日恢复开馆，河口、盐湾两个馆区三月二十八日恢复开馆，各馆区从各自的日子起计。</p>",
            ),
        ),
        body_en=_body(
            ("sentence", {"sentence": SENTENCE_EN, "last_day": LAST_DAY.isoformat(), "known_on": LAST_DAY.isoformat()}),
            (
                "paragraph",
                "<p>The centre reopened on 23 March, the branches Hekou and Yanwan on 28 March; each counts from its own day.</p>",
            ),
        ),
    )
    hall = newsroom.add_picture("恢复开放的中心馆（示意图）", pictures.hall(), name="hall.png")
    newsroom.add_article(
        home,
        slug="reopening-2020",
        title="三个馆区恢复开放",
        title_en="Three sites open again",
        published_on=date(2020, 3, 28),
        summary="预约不用，戴口罩、测体温即可入馆。",
        summary_en="No booking needed: wear a mask and have your temperature taken.",
        body=_body(
            ("image", {"image": hall, "decorative": False, "alt_text": "层层升起的书架和台阶上的读者（示意图）"}),
            ("paragraph", "<p>各馆区开放时间见“开放时间”页。馆内人多不多，首页随时可看。</p>"),
        ),
        body_en=_body(
            ("paragraph", "<p>See the opening hours of each site; how full it is stands on the home page.</p>")
        ),
    )


def _body(*blocks: tuple[str, object]) -> str:
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks], ensure_ascii=False)
