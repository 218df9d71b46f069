"""The pages of own indicators, as who defines, who checks and a stranger use them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shushan.figures import public as figures
from shushan.figures.tests.make import ring
from shushan.figures.verify_rows import check
from shushan.indicators import public as indicators
from shushan.indicators.tests.make import make_site
from shushan.indicators.tests.make_own import PLANS, drafted_own, written
from shushan.ledger import public as ledger
from shushan.people.tests.make import client_of

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {
    "code": "Z01", "name": "铃", "name_en": "Bells", "unit": "次", "unit_en": "times", "definition": "铃响的次数",
    "definition_en": "How often a bell rang", "source": "本馆", "valid_from": "2020-01-01", "rule": "sum",
    "whole": "sites", "facts": ["test.bell-rung"], "base": "1", "decimals": "0", "is_internal": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def north() -> figures.SiteName:
    site = figures.SiteName(make_site("N", name="北馆"), "N", "", "", date(2020, 3, 23))
    from shushan.kernel.clock import now

    last_month = ledger.local_day(now()).replace(day=1).toordinal() - 3
    ring(5, site=site, on=date.fromordinal(last_month))
    return site


def test_one_colleague_defines_another_puts_in_use_and_a_third_opens_card_rows_and_file(tmp_path: Any) -> None:
    maker, checker = client_of("director"), client_of("system-admin")
    assert reverse("indicators:own-new") in maker.get(reverse("indicators:own")).content.decode()
    tried = maker.post(reverse("indicators:own-new"), SAID | {"try": "1", "code": "", "name": ""}).content.decode()
    assert 'class="figure__number">5<' in tried and indicators.own_lines() == []
    made = maker.post(reverse("indicators:own-new"), SAID)
    assert made.status_code == 302
    [line] = indicators.own_lines()
    page = maker.get(made.url).content.decode()
    assert "核对并启用" not in page and 'class="figure__number">5<' in page
    rows = maker.get(reverse("indicators:own-draft-rows", args=[line.draft_id])).content.decode()
    assert "test.bell:" in rows
    act = reverse("indicators:own-act", args=[line.draft_id, "use"])
    assert "写过这份草稿的人不能自己核对" in maker.post(act, follow=True).content.decode()
    assert "核对并启用" in checker.get(made.url).content.decode()
    assert "核对通过" in checker.post(act, {"note": "对"}, follow=True).content.decode()
    assert "Z01" in checker.get(reverse("figures:list")).content.decode()
    day = date.fromisoformat(_last_day())
    query = f"?period=month&month={day:%Y-%m}"
    card = checker.get(reverse("figures:card", args=["Z01"]) + query).content.decode()
    digest = re.findall(r'<code class="hash">([0-9a-f]{64})</code>', card)[0]
    assert 'data-figure="Z01">5<' in card and "只供馆内使用" in card
    version = checker.get(reverse("indicators:own-code", args=["Z01"])).content.decode()
    assert '<small class="code">test.bell-rung</small>' in version
    file = tmp_path / "rows.csv"
    answer = checker.get(reverse("figures:rows-csv", args=["Z01"]) + query)
    file.write_bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    assert check(str(file))[:2] == (digest, {"test.bell-rung": 5})
    english = checker.get(reverse("figures:card", args=["Z01"]) + query, headers={"accept-language": "en"}).content
    assert english
    assert "Z01" in checker.get(reverse("indicators:value-new")).content.decode()
    assert "Z01" in checker.get(reverse("indicators:catalogue")).content.decode()


def _last_day() -> str:
    [proof] = indicators.versions("Z01")[0].proofs
    return proof.since.isoformat()


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays() -> None:
    maker = client_of("director")
    answer = maker.post(reverse("indicators:own-new"), SAID | {"code": "V01", "name_en": ""})
    page = answer.content.decode()
    assert answer.status_code == 422 and "铃响的次数" in page and indicators.own_lines() == []
    answer = maker.post(reverse("indicators:own-new"), SAID | {"code": "V01"})
    assert answer.status_code == 422 and "编号以 Z 开头" in answer.content.decode()
    answer = maker.post(reverse("indicators:own-new"), SAID | {"facts": ["no.such"], "rule": "nonsense"})
    assert answer.status_code == 422
    faulty = maker.post(reverse("indicators:own-new"), SAID | {"facts": [], "try": "1"})
    assert faulty.status_code == 200 and "请至少选一种事实" in faulty.content.decode()
    hostile = maker.post(
        reverse("indicators:own-new"), SAID | {"name": "<script>alert(1)</script>", "filter_tone": "'; DROP TABLE x"}
    )
    assert hostile.status_code == 302 and "<script>alert" not in maker.get(hostile.url).content.decode()


def test_strangers_see_an_open_own_figure_and_no_internal_one() -> None:
    written(PLANS["Z01"])
    written(PLANS["Z10"].after(date(2020, 1, 1)))
    stranger = Client()
    assert stranger.get(reverse("figures:card", args=["Z01"])).status_code in (302, 403)
    assert "Z01" not in stranger.get(reverse("figures:list")).content.decode()
    assert "Z01" not in stranger.get(reverse("indicators:catalogue")).content.decode()
    for name in ("rows", "days-csv"):
        assert stranger.get(reverse(f"figures:{name}", args=["Z01"])).status_code in (302, 403)
    assert stranger.get("/api/v1/figures/Z01").status_code == 404


def test_the_next_version_is_drafted_and_a_code_retired_on_its_page() -> None:
    written(PLANS["Z01"])
    maker = client_of("director")
    page = reverse("indicators:own-code", args=["Z01"])
    made = maker.post(reverse("indicators:own-next", args=["Z01"]))
    assert made.status_code == 302 and indicators.own_lines()[0].draft_id
    assert maker.post(page, {"on": "2020-06-30", "reason": ""}).status_code == 422
    shown = maker.post(page, {"on": "2020-06-30", "reason": "改用别的"}, follow=True).content.decode()
    assert "改用别的" in shown and "2020-06-30" in shown
    assert "已停用" in maker.get(reverse("figures:card", args=["Z01"])).content.decode()


def test_the_list_asks_as_often_for_three_as_for_one(
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    client = client_of("director")
    written(PLANS["Z01"])
    drafted_own(code="Z51")
    client.get(reverse("indicators:own"))
    with django_assert_max_num_queries(60) as one:
        client.get(reverse("indicators:own"))
    written(PLANS["Z02"])
    written(PLANS["Z03"])
    drafted_own(code="Z52")
    with django_assert_max_num_queries(60) as three:
        assert "Z52" in client.get(reverse("indicators:own")).content.decode()
    assert len(three) == len(one)
