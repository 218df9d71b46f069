"""The pages of the rules: the table, the form with its preview, versions, ends, and the rules in plain words."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.circulation import public as circulation
from shushan.circulation.models import LendingRuleVersion
from shushan.circulation.rules.policy import Row, Scope, Terms
from shushan.circulation.rules.preview import preview
from shushan.circulation.tests.make import AT, add_rule, days, make_item, make_loan, set_rule
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.people.tests.make import make_reader, make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db

SAID: dict[str, Any] = {
    "name": "期刊", "name_en": "Serials", "loan_length": "14", "loan_unit": "days", "most_items": "2",
    "most_renewals": "1", "renewal_length": "14", "renewal_base": "due", "overdue_allowed": "0", "fine_fen": "0.10",
    "grace": "2", "grace_reading": "forgives", "suspend_days": "1", "suspend_grace": "0", "may_hold": "on",
    "deposit": "none", "note": "新规定",
}  # fmt: skip


@pytest.fixture
def lead(client: Client) -> Client:
    without_second_factor()
    client.force_login(make_user(make_staff("director", site_id=None)))
    return client


def test_a_rule_is_added_after_its_effect_was_shown_and_not_before(lead: Client, centre: int) -> None:
    said = SAID | {"category": "", "kind": "serial", "shelf": "", "site": ""}
    page = lead.post(reverse("circulation:new-rule"), said)
    assert "看过的借阅" in page.content.decode()
    assert not LendingRuleVersion.objects.filter(name="期刊").exists()
    done = lead.post(reverse("circulation:new-rule"), said | {"confirmed": "1"})
    assert done.status_code == 302
    row = circulation.table().at(now())[0]
    assert (row.name, row.scope.kind, row.terms.fine_fen, row.terms.most_items) == ("期刊", "serial", 10, 2)
    twice = lead.post(reverse("circulation:new-rule"), said | {"confirmed": "1"})
    assert twice.status_code == 422
    assert "这个范围已经有" in twice.content.decode()


def test_a_bad_value_is_told_at_its_field_and_what_was_typed_stays(lead: Client) -> None:
    address = reverse("circulation:rule", args=[1])
    for change, told in (
        ({"loan_length": "x"}, 'name="loan_length" value="x"'),
        ({"loan_length": "900"}, "要在 1 和 730 之间"),
        ({"valid_from": "2019-01-01T00:00"}, "生效时刻不能早于现在"),
        ({"on_site": "on"}, "馆内阅览不能续借"),
        ({"most_items": ""}, "基本规则要写总的册数上限"),
        ({"note": ""}, "field__error"),
    ):
        answer = lead.post(address, SAID | change)
        assert answer.status_code == 422
        assert told in answer.content.decode(), change


def test_a_change_leaves_the_old_version_to_be_read(lead: Client) -> None:
    address = reverse("circulation:rule", args=[1])
    assert lead.post(address, SAID | {"confirmed": "1"}).status_code == 302
    page = lead.get(address).content.decode()
    for told in ("30 → 14", "10 → 2", "0.00 → 0.10", "新规定", "一开始"):
        assert told in page
    assert circulation.table().at(AT)[-1].terms.loan_length == 30


def test_a_rule_ends_after_one_step_and_the_ground_never(lead: Client) -> None:
    address = reverse("circulation:rule-ends", args=[2])
    assert "停用第 2 号规则" in lead.post(address).content.decode()
    assert lead.post(address, {"confirmed": "1"}).status_code == 422
    assert lead.post(address, {"confirmed": "1", "note": "不再用"}).status_code == 302
    assert 2 not in [row.number for row in circulation.table().at(now())]
    refused = lead.post(reverse("circulation:rule-ends", args=[1]), {"confirmed": "1", "note": "不再用"})
    assert refused.status_code == 422
    assert lead.get(reverse("circulation:rule", args=[99])).status_code == 404


def test_the_desk_reads_and_does_not_write(client: Client, centre: int) -> None:
    without_second_factor()
    client.force_login(make_user(make_staff("desk", site_id=centre)))
    assert client.get(reverse("circulation:rules")).status_code == 200
    assert "看影响" not in client.get(reverse("circulation:rule", args=[1])).content.decode()
    assert client.post(reverse("circulation:rule", args=[1]), SAID | {"confirmed": "1"}).status_code == 403
    assert client.get(reverse("circulation:new-rule")).status_code == 403


def test_a_lead_of_a_site_writes_its_rows_only(client: Client, centre: int, branch: int) -> None:
    without_second_factor()
    client.force_login(make_user(make_staff("desk-lead", site_id=centre)))
    said = SAID | {"category": "", "kind": "", "shelf": "", "confirmed": "1"}
    for site, status in ((str(branch), 422), ("", 422), (str(centre), 302)):
        assert client.post(reverse("circulation:new-rule"), said | {"site": site}).status_code == status


def test_the_table_asks_a_fixed_number_of_queries(lead: Client, centre: int) -> None:
    counts = []
    for n in (1, 3):
        while len(circulation.table().at(now())) < n + 3:
            add_rule(name=f"架{n}", scope={"shelf": f"{len(circulation.table().rows)}F"})
        lead.get(reverse("circulation:rules"))
        with CaptureQueriesContext(connection) as asked:
            page = lead.get(reverse("circulation:rules"))
        assert page.status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_filters_and_the_file(lead: Client, centre: int) -> None:
    add_rule(name="期刊", scope={"kind": "serial"})
    page = lead.get(reverse("circulation:rules"), {"kind": "serial"}).content.decode()
    assert "期刊" in page and "少儿读者" not in page
    assert "少儿读者" in lead.get(reverse("circulation:rules"), {"category": "child"}).content.decode()
    file = lead.get(reverse("circulation:rules"), {"format": "csv"})
    assert "基本规则" in b"".join(file).decode("utf-8-sig")  # type: ignore[arg-type]


def test_everybody_reads_the_rules_in_plain_words(client: Client) -> None:
    set_rule(number=3, suspend_days=1, suspend_cap=30)
    page = client.get(reverse("circulation:lending-rules")).content.decode()
    for told in ("成人读者", "同时最多借 10 册", "60 天", "每逾期一天停借 1 天", "第 3 号规则"):
        assert told in page
    english = client.get("/en" + reverse("circulation:lending-rules")).content.decode()
    assert "At most 5 items at once" in english


def test_the_preview_counts_what_would_have_gone_otherwise(centre: int, reader: people.ReaderValue) -> None:
    child = make_reader(site_id=centre, name="小小", birth_on=None, category="child")
    for n in range(3):
        make_loan(item_id=make_item(site_id=centre).id, reader_id=reader.id, site_id=centre, at=AT + days(n))
    make_loan(item_id=make_item(site_id=centre).id, reader_id=child.id, site_id=centre, at=AT)

    def asked(**terms: Any) -> tuple[int, int, int, int]:
        row = Row(1, 0, "基本规则", "", Scope(), Terms(**({"most_items": 10} | terms)), AT)
        found = preview(row, at=AT + days(3))
        return found.loans, found.touched, found.other_day, found.refused

    assert asked() == (4, 4, 0, 0)
    assert asked(loan_length=7) == (4, 4, 3, 0)  # the child's own row speaks for the child
    assert asked(most_items=2) == (4, 4, 0, 1)
    assert preview(Row(9, 0, "书架", "", Scope(shelf="9F"), Terms(), AT), at=AT + days(3)).touched == 0
    later = preview(Row(1, 0, "基本规则", "", Scope(), Terms(loan_length=7, most_items=10), AT), at=AT + days(400))
    assert (later.loans, later.other_day, len(later.examples)) == (4, 3, 3)
    assert circulation.table().at(AT + days(3))[-1].terms.loan_length == 30
