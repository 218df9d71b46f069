"""The pages of the organisation: the tree of a day, cases, posts, rosters with looks on record, one's own page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from shushan.audit import public as audit
from shushan.organisation import public as organisation
from shushan.organisation.tests.make import enrol, found, plan
from shushan.people.tests.make import client_of, make_staff
from shushan.units import public as units

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary() -> Client:
    return client_of("secretary")


@pytest.fixture
def branches() -> dict[str, int]:
    return found(plan("found", "Z", "general-branch"), plan("found", "A", parent="Z"), plan("found", "B", parent="Z"))


def _lines(**line: str) -> dict[str, str]:
    said = {"title": "设立第三支部", "reason": "工作需要", "body": "局党委", "wished_on": ""}
    return said | {f"line0-{name}": value for name, value in line.items()}


def test_a_case_is_drafted_submitted_and_nothing_changes_before_the_approval(
    secretary: Client, branches: dict[str, int]
) -> None:
    new = reverse("organisation:case-new")
    empty = secretary.post(new, _lines())
    assert empty.status_code == 422 and "至少写一项" in empty.content.decode()
    line = {"act": "found", "code": "C", "kind": "branch", "name": "第三支部", "parent_code": "Z"}
    made = secretary.post(new, _lines(**line))
    assert made.status_code == 302
    page = secretary.get(made.headers["Location"]).content.decode()
    assert "第三支部" in page and "批复之前不生效" in page
    case_id = organisation.cases()[0].id
    assert secretary.get(reverse("organisation:case-edit", args=[case_id])).status_code == 200
    secretary.post(reverse("organisation:case-edit", args=[case_id]), _lines(**(line | {"parent_code": "N"})))
    wrong = secretary.post(reverse("organisation:case-submission", args=[case_id]), follow=True).content.decode()
    assert "上级不存在" in wrong
    secretary.post(reverse("organisation:case-edit", args=[case_id]), _lines(**line))
    sent = secretary.post(reverse("organisation:case-submission", args=[case_id]), follow=True).content.decode()
    assert "已提交审批" in sent and "C" not in {
        value.code for value in units.tree(on=organisation.cases()[0].wished_on or _today())
    }
    assert "设立第三支部" in secretary.get(reverse("organisation:cases"), {"state": "asked"}).content.decode()
    assert secretary.post(reverse("organisation:case-withdrawal", args=[case_id])).status_code == 302


def test_the_tree_of_a_day_shows_posts_and_numbers(secretary: Client, branches: dict[str, int]) -> None:
    member = enrol(branches["A"], name="沈书记")
    person = organisation.history(member)[0].person_id
    form = {"kind": "1", "person": str(person), "since": "2019-08-01", "term_until": "2022-08-01", "basis": "选举大会"}
    address = reverse("organisation:posts", args=[branches["A"]])
    assert secretary.post(address, form | {"person": str(make_staff(name="群众"))}).status_code == 422
    assert secretary.post(address, form).status_code == 302
    taken = secretary.post(address, form | {"since": "2020-01-01"})
    assert taken.status_code == 422 and "已有人担任" in taken.content.decode()
    now = secretary.get(reverse("organisation:overview")).content.decode()
    assert "书记 沈书记" in now and "已于 2022-08-01 届满" in now
    assert "还没有党组织" in secretary.get(reverse("organisation:overview"), {"on": "2019-06-30"}).content.decode()
    post = organisation.posts()[0].id
    early = secretary.post(reverse("organisation:departure", args=[post]), {"until": "2019-01-01"}, follow=True)
    assert "离任日期要晚于任职日期" in early.content.decode()
    assert secretary.post(reverse("organisation:departure", args=[post]), {"until": "2020-01-01"}).status_code == 302
    assert "历任" in secretary.get(reverse("organisation:unit", args=[branches["A"]])).content.decode()


def test_a_roster_is_for_those_with_the_grant_and_each_look_is_on_record(
    secretary: Client, branches: dict[str, int]
) -> None:
    enrol(branches["A"], name="甲某")
    address = reverse("organisation:roster", args=[branches["A"]])
    assert client_of("inspector").get(address).status_code == 403
    assert client_of("desk").get(reverse("organisation:overview")).status_code == 403
    before = len(audit.looks())
    assert "甲某" in secretary.get(address).content.decode()
    assert "甲某" not in secretary.get(address, {"on": "2019-06-30"}).content.decode()
    assert "甲某" in secretary.get(address, {"format": "csv"}).getvalue().decode()
    looks = audit.looks()
    assert len(looks) == before + 3 and looks[0].subject == f"units.unit:{branches['A']}" and looks[0].note == "csv"


def test_a_roster_takes_a_fixed_number_of_queries(
    secretary: Client, branches: dict[str, int], django_assert_max_num_queries: object
) -> None:
    address = reverse("organisation:roster", args=[branches["A"]])
    seen = []
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for rows in (1, 3):
        while len(organisation.roster(on=_today(), unit_ids=[branches["A"]])) < rows:
            enrol(branches["A"])
        secretary.get(address)
        with CaptureQueriesContext(
            connection,
        ) as held:
            secretary.get(address)
        seen.append(len(held))
    assert seen[0] == seen[1]


def test_a_member_is_enrolled_changed_and_sent_by_letter(secretary: Client, branches: dict[str, int]) -> None:
    person = make_staff(name="新人")
    form = {"person": str(person), "came": "accepted", "kind": "probationary", "since": "2020-05-01", "basis": ""}
    new = reverse("organisation:member-new", args=[branches["A"]])
    bare = secretary.post(new, form)
    assert bare.status_code == 422 and "请写明依据" in bare.content.decode()
    made = secretary.post(new, form | {"basis": "支部大会"})
    assert made.status_code == 302
    member = organisation.member_of_person(person)
    assert member is not None

    def change(act: str, **said: str) -> int:
        return secretary.post(reverse("organisation:member-change", args=[member, act]), said).status_code

    assert change("confirmation", **{"confirm-since": "2020-01-01", "confirm-basis": "批准"}) == 422
    assert change("confirmation", **{"confirm-since": "2021-05-01", "confirm-basis": "批准"}) == 302
    assert change("vote", **{"vote-since": "2021-06-01", "vote-basis": "留党察看"}) == 302
    assert change("nonsense") == 404
    letter = {"letter-letter_number": "介1", "letter-letter_on": "2021-07-01"}
    assert change("letter", **letter) == 422
    assert change("letter", **(letter | {"letter-to_unit": str(branches["B"])})) == 302
    sent = organisation.transfers(member_id=member)[0].id
    receipt = reverse("organisation:transfer-receipt", args=[sent])
    assert secretary.post(receipt, {"received_on": "2020-01-01", "receipt": "回1"}).status_code == 422
    assert secretary.post(receipt, {"received_on": "2021-07-05", "receipt": "回1"}).status_code == 302
    assert organisation.history(member)[0].unit_id == branches["B"]
    assert change("end", **{"end-since": "2022-01-01", "end-basis": "去世"}) == 302
    page = secretary.get(reverse("organisation:member", args=[member])).content.decode()
    assert "不在册" in page and "介1" in page


def test_a_member_from_elsewhere_comes_with_a_letter(secretary: Client, branches: dict[str, int]) -> None:
    person = make_staff(name="来人")
    form = {"person": str(person), "came": "came-in", "kind": "full", "since": "2020-05-06", "basis": "介9"}
    new = reverse("organisation:member-new", args=[branches["A"]])
    assert secretary.post(new, form).status_code == 422
    whole = form | {"outside": "城区图书馆", "letter_on": "2020-05-01", "receipt": "回9"}
    assert secretary.post(new, whole).status_code == 302
    member = organisation.member_of_person(person)
    assert member is not None and organisation.transfers(member_id=member)[0].outside == "城区图书馆"


def test_my_branch_shows_my_own_and_nobody_elses(branches: dict[str, int]) -> None:
    person = make_staff("desk", name="我自己")
    enrol(branches["A"], person_id=person)
    enrol(branches["A"], name="别的人")
    mine = client_of(person_id=person).get(reverse("organisation:my")).content.decode()
    assert "A支部" in mine and "别的人" not in mine
    stranger = client_of("desk").get(reverse("organisation:my")).content.decode()
    assert "不在本馆任何支部" in stranger
    assert Client().get(reverse("organisation:my")).status_code == 302


def _today() -> object:
    from shushan.kernel.clock import now
    from shushan.ledger import public as ledger

    return ledger.local_day(now())
