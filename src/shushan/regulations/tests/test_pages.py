"""The pages: rule book, trial, overview, a unit's year, the desk, a duty with its records, one's own duties."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.audit import public as audit
from shushan.kernel.actor import system
from shushan.kernel.periods import Period
from shushan.organisation import public as organisation
from shushan.organisation.tests.make import enrol, found, plan
from shushan.people.tests.make import client_of, make_staff
from shushan.regulations import public as regulations
from shushan.regulations.models import ReasonGiven, RuleCode, RuleVersion
from shushan.regulations.tests.offering import BRANCH, Above, above

pytestmark = pytest.mark.django_db
__all__ = ["above"]


@pytest.fixture
def secretary() -> Client:
    return client_of("secretary")


@pytest.fixture
def units() -> dict[str, int]:
    return found(plan("found", "Z", "general-branch"), plan("found", "A", parent="Z"), plan("found", "B", parent="Z"))


def text(client: Client, name: str, *args: object, **asked: str) -> str:
    response = client.get(reverse(f"regulations:{name}", args=args), asked)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_rule_book_shows_source_and_marks_as_of_a_day(secretary: Client) -> None:
    book = text(secretary, "rules", on="2020-07-01")
    assert "DEV-02" in book and "DEV-13" not in book and "✔" in book and "◐" in book
    assert "DEV-13" in text(secretary, "rules", on="2026-06-01", q="宣誓")
    page = text(secretary, "rule", "ORG-11", on="2020-07-01")
    assert "超过应到会人数的五分之四" in page and "待与正式文本核对" in page
    due = text(secretary, "rules", on="2020-07-01", q="交纳党费")
    assert "DUE-01" in due and "只列出" in due, "nobody takes a rule that is never judged for one that waits"
    assert "Listed, not judged" in secretary.get("/en" + reverse("regulations:rule", args=["EDU-07"])).content.decode()
    assert secretary.get(reverse("regulations:rule", args=["NO-1"])).status_code == 404
    code = RuleCode.objects.get(code="DUE-03")
    coming = RuleVersion.objects.filter(rule=code).order_by("-number")[0]
    RuleVersion.objects.filter(rule=code, valid_until=None).update(valid_until=date(2035, 1, 1))
    coming.pk, coming.number, coming.valid_from, coming.text = None, coming.number + 1, date(2035, 1, 1), "将来的条文"
    coming.save(force_insert=True)
    shown = secretary.get(reverse("regulations:rule", args=["DUE-03"]), {"on": "2035-01-01"})
    assert shown.context["rule"].text == "将来的条文", "a version that is approved and to come can be read"


def test_a_draft_goes_from_form_to_trial_to_approval(secretary: Client, above: Above) -> None:
    above.facts = {1: BRANCH}
    above.hold(1, date(2020, 2, 2))
    address = reverse("regulations:draft-of", args=["MTG-01"])
    shown = secretary.get(address)
    form = shown.context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    said |= {"why": "上级通知", "valid_from": "2030-01-01", "threshold": "2"}
    wrong = secretary.post(address, said | {"applies_if": "colour = red"})
    assert wrong.status_code == 422 and "colour" in wrong.content.decode()
    made = secretary.post(address, said)
    assert made.status_code == 302
    draft_id = regulations.drafts()[0].id
    refused = secretary.post(reverse("regulations:draft-submission", args=[draft_id]), follow=True).content.decode()
    assert "还没有用过去的记录试过" in refused
    trial = reverse("regulations:draft-trial", args=[draft_id])
    assert secretary.post(trial, {"since": "2020-06-30", "until": "2020-01-01"}).status_code == 422
    tried = secretary.post(trial, {"since": "2020-01-01", "until": "2020-06-30"}, follow=True).content.decode()
    assert "其中 1 项会与现在不同" in tried and "未达到" in tried and "支部1" in tried
    sent = secretary.post(reverse("regulations:draft-submission", args=[draft_id]), follow=True).content.decode()
    assert "原来的规则照旧" in sent
    assert "待第二人审定" in text(secretary, "rules")
    assert secretary.get(reverse("regulations:draft-edit", args=[draft_id])).status_code == 200
    assert secretary.post(reverse("regulations:draft-withdrawal", args=[draft_id])).status_code == 302


def test_the_desk_says_what_is_due_missing_and_done_with_the_act(
    secretary: Client, above: Above, units: dict[str, int]
) -> None:
    above.facts = {units["A"]: BRANCH}
    above.hold(units["A"], date(2020, 5, 6))
    page = text(secretary, "desk", units["A"], on="2020-05-20")
    assert f"/convene/{units['A']}/2020-05-01/" in page and "召集会议" in page
    assert "MTG-07" in page and "2020-05-31 前" in page
    acts, _mark, watched = page.partition("办事时要守的，和一直要保持的")
    assert "ORG-01" not in acts and "ORG-01" in watched and "MTG-07" in acts, "what asks for no act stands apart"
    assert "违反“必须”" in page and "缺：请说明理由" in page and "本期已办" in page
    assert "MTG-01" in page and "说明理由" in page
    only = secretary.get(reverse("regulations:desks"))
    assert only.headers["Location"] == reverse("regulations:desk", args=[units["A"]])
    above.facts[units["B"]] = BRANCH
    assert text(secretary, "desks").count("/desk/") == 2


def test_a_duty_opens_to_its_records_and_takes_a_reason(secretary: Client, above: Above, units: dict[str, int]) -> None:
    above.facts = {units["A"]: BRANCH}
    above.hold(units["A"], date(2020, 2, 6))
    met = text(secretary, "duty", f"MTG-01.unit.{units['A']}.2020-01-01")
    assert "/meeting/1/" in met and "达到" in met and "记录理由" not in met
    path = f"MTG-03.unit.{units['A']}.2020-02-01"
    assert "记录理由" in text(secretary, "duty", path)
    reason = reverse("regulations:reason", args=[path])
    assert secretary.post(reason, {"text": ""}).status_code == 422
    assert secretary.post(reason, {"text": "闭馆"}).status_code == 302
    assert "已说明理由" in text(secretary, "duty", path) and ReasonGiven.objects.get().text == "闭馆"
    must = secretary.post(reverse("regulations:reason", args=[f"MTG-07.unit.{units['A']}.2020-02-01"]), {"text": "忙"})
    assert must.status_code == 422 and "不收理由" in must.content.decode()
    for nonsense in ("x", "MTG-01.unit.x.2020-01-01", "MTG-01.unit.1.2020-13-01", "MTG-01.unit.99999.2020-01-01"):
        assert secretary.get(reverse("regulations:duty", args=[nonsense])).status_code == 404
    inspector = client_of("inspector")
    assert inspector.get(reverse("regulations:duty", args=[path])).status_code == 200
    assert inspector.post(reason, {"text": "x"}).status_code == 403


def test_a_year_and_the_overview_come_from_the_same_records(
    secretary: Client, above: Above, units: dict[str, int]
) -> None:
    above.facts = {units["A"]: BRANCH, units["B"]: BRANCH}
    above.hold(units["A"], date(2020, 2, 6))
    regulations.rebuild(
        actor=system("test"), at=datetime(2020, 7, 1, 2, tzinfo=UTC), window=regulations_year(), today=date(2020, 7, 1)
    )
    page = text(secretary, "overview", since="2020-01", until="2020-12")
    kept = regulations.kept(window=regulations_year(), unit_ids=[units["A"]])
    total = regulations.compliance(kept)
    assert "支部" in page and f'<td class="number">{total.applicable}</td>' in page
    year = text(secretary, "unit", units["A"], year="2020", on="2020-07-01")
    assert f"适用 {total.applicable} 项，达到 {total.met} 项" in year
    assert f"MTG-01.unit.{units['A']}.2020-01-01" in year
    assert secretary.post(reverse("regulations:rebuilding")).status_code == 403
    assert client_of("director").post(reverse("regulations:rebuilding")).status_code == 302


def regulations_year() -> Period:

    return Period.year(2020)


def test_the_overview_takes_a_fixed_number_of_queries(above: Above, units: dict[str, int]) -> None:
    director = client_of("director")

    def asked() -> int:
        at = datetime(2020, 7, 1, 2, tzinfo=UTC)
        regulations.rebuild(actor=system("t"), at=at, window=regulations_year(), today=date(2020, 7, 1))
        text(director, "overview", since="2020-01", until="2020-06")
        with CaptureQueriesContext(connection) as said:
            text(director, "overview", since="2020-01", until="2020-06")
        return len(said)

    above.facts = {units["A"]: BRANCH}
    one = asked()
    above.facts = {units[code]: BRANCH for code in "ABZ"}
    assert asked() == one


def test_members_are_counted_for_all_and_named_only_with_a_look_on_record(
    secretary: Client, above: Above, units: dict[str, int]
) -> None:
    above.facts = {units["A"]: BRANCH}
    above.members = {71: {"unit_id": units["A"]}}
    assert "EDU-01" in text(secretary, "unit", units["A"], year="2020") and "党员71" not in text(
        secretary, "unit", units["A"], year="2020"
    )
    before = len(audit.looks())
    named = text(secretary, "members", units["A"], year="2020")
    assert "党员71" in named and len(audit.looks()) == before + 1
    inspector = client_of("inspector")
    assert inspector.get(reverse("regulations:members", args=[units["A"]])).status_code == 403
    path = "EDU-01.member.71.2020-01-01"
    assert inspector.get(reverse("regulations:duty", args=[path])).status_code == 403
    assert secretary.get(reverse("regulations:duty", args=[path])).status_code == 200
    assert len(audit.looks()) == before + 2


def test_my_own_duties_stand_on_my_own_page(units: dict[str, int]) -> None:
    person = make_staff(name="某甲")
    enrol(units["A"], person_id=person, since=date(2020, 1, 1))
    page = client_of(person_id=person).get(reverse("organisation:my"))
    assert page.status_code == 200 and organisation.member_of_person(person)
    assert page.text.count("0 / 32 学时") == 1 and reverse("meetings:my") in page.text
    assert reverse("learning:staff-hours") not in page.text, "what only staff may open is not offered to members"
    assert {one.act_address for one in page.context["duties"] if one.result.rule.code.startswith("EDU")} == {
        reverse("learning:my")
    }
    codes = [one.result.rule.code for one in page.context["duties"]]
    assert len(codes) == len(set(codes)) and "DUE-04" not in codes, "one line a rule, and nothing that nothing asks for"
