"""The pages of the dues: collector, member, superior; off and on; looks on record; nothing typed is kept by the calculator."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.audit import public as audit
from shushan.dues import public as dues
from shushan.dues.models import Amount, Payment
from shushan.dues.tests.make import BOSS, FEN, Branch, fix, turn_on
from shushan.kernel.clock import now
from shushan.ledger import public as ledger
from shushan.organisation import public as organisation
from shushan.organisation.tests.make import WRITER, enrol
from shushan.people.tests.make import client_of

pytestmark = pytest.mark.django_db


def _today() -> date:
    return ledger.local_day(now())


def _this() -> date:
    return _today().replace(day=1)


@pytest.fixture
def branch() -> Branch:
    turn_on()
    found = Branch(fixed=False)
    _fix(found, found.members)
    return found


def _fix(found: Branch, members: list[int]) -> None:
    fix(found.id, dict.fromkeys(members, FEN), year=_today().year, today=_today())


def _call() -> None:
    dues.call_month(actor=BOSS, at=now(), today=_today(), month=_this())


def _key(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found[1]


def _taking(page: str) -> dict[str, str]:
    return {"taken_on": _today().isoformat(), "way": "cash", "note": "", "key": _key(page)}


def test_off_the_menu_says_nothing_and_the_pages_say_how_to_turn_it_on() -> None:
    secretary = client_of("secretary")
    page = secretary.get(reverse("dues:overview"))
    assert page.status_code == 409 and "没有启用党费登记" in page.content.decode()
    assert secretary.get(reverse("dues:my")).status_code == 409
    assert secretary.get(reverse("dues:calculator")).status_code == 409
    assert 'href="/staff/dues/"' not in secretary.get(reverse("organisation:overview")).content.decode()
    turn_on()
    assert 'href="/staff/dues/"' in secretary.get(reverse("organisation:overview")).content.decode()
    assert secretary.get(reverse("dues:overview")).status_code == 200


def test_a_month_is_collected_by_ticking_names(branch: Branch) -> None:
    secretary = client_of("secretary")
    address = reverse("dues:unit", args=[branch.id])
    before = len(audit.looks())
    page = secretary.get(address).content.decode()
    assert "A00" in page and "没有交清" in page and len(audit.looks()) == before + 1
    act = reverse("dues:collection", args=[branch.id])
    said = _taking(page) | {"month": f"{_this():%Y-%m}"}
    none = secretary.post(act, said)
    assert none.status_code == 422 and "至少选一名" in none.content.decode()
    first, second, third = (str(member) for member in branch.members)
    done = secretary.post(act, said | {"member": [first, second]}, follow=True).content.decode()
    assert "已登记 2 人交纳" in done and Payment.objects.count() == 2
    secretary.post(act, said | {"member": [first, second]})  # the same form again
    assert Payment.objects.count() == 2
    other = secretary.post(act, said | {"key": "00000000-0000-0000-0000-000000000009", "member": [first, third]})
    assert other.status_code == 422 and "已经交清" in other.content.decode() and Payment.objects.count() == 2
    strange = secretary.post(act, said | {"key": "x", "member": ["1" * 40, "-1", "²"]})
    assert strange.status_code == 422


def test_a_member_pays_a_part_and_months_ahead_and_the_receipt_is_printed_and_reversed(branch: Branch) -> None:
    secretary, member = client_of("secretary"), branch.members[0]
    address = reverse("dues:member", args=[branch.id, member])
    page = secretary.get(address).content.decode()
    field = f"m{_this():%Y-%m}"
    assert f'name="{field}"' in page and 'value="30.00"' in page
    act = reverse("dues:payment", args=[branch.id, member])
    for wrong in ("0", "-5", "1e9", "30.001", "三十", "31"):
        refused = secretary.post(act, _taking(page) | {field: wrong})
        assert refused.status_code == 422, wrong
    made = secretary.post(act, _taking(page) | {field: "12.50"}, follow=True).content.decode()
    assert "¥12.50" in made and "党费收据" in made
    [paper] = dues.payments(member_id=member)
    assert "交了一部分" in secretary.get(address).content.decode()
    back = reverse("dues:reversal", args=[paper.id])
    assert secretary.post(back, {"why": " "}).status_code == 422
    assert "已冲正" in secretary.post(back, {"why": "记错"}, follow=True).content.decode()
    again = secretary.post(back, {"why": "记错"})
    assert again.status_code == 422 and "已经冲正过" in again.content.decode()


def test_amounts_are_fixed_on_one_page_and_changed_with_a_reason(branch: Branch) -> None:
    secretary = client_of("secretary")
    late = enrol(branch.id, name="丁")
    address = reverse("dues:amounts", args=[branch.id])
    page = secretary.get(address).content.decode()
    assert f'name="m{late}"' in page and f'name="m{branch.members[0]}"' not in page
    assert secretary.post(address, {f"m{late}": "0"}).status_code == 422
    assert secretary.post(address, {f"m{late}": "99999999"}).status_code == 422
    assert secretary.post(address, {}).status_code == 422
    assert secretary.post(address, {f"m{late}": "21.5"}).status_code == 302
    assert Amount.objects.get(member=late).fen == 2_150
    act = reverse("dues:amount", args=[branch.id, late])
    said = {"month": f"{_this():%Y-%m}", "amount": "30", "reason": "调整"}
    assert secretary.post(act, said | {"reason": ""}).status_code == 422
    assert secretary.post(act, said | {"month": "2020-13"}).status_code == 422
    assert secretary.post(act, said).status_code == 302
    assert secretary.get(reverse("dues:member", args=[branch.id, 10**9])).status_code == 404


def test_who_holds_the_post_collects_without_any_role_and_nobody_else_sees_names(branch: Branch) -> None:
    person = organisation.history(branch.members[1])[0].person_id
    collector = client_of(person_id=person)
    address = reverse("dues:unit", args=[branch.id])
    assert collector.get(address).status_code == 403
    organisation.fill_post(
        actor=WRITER, at=datetime(2020, 6, 1, tzinfo=ledger.zone()), unit_id=branch.id, basis="选举",
        kind=organisation.PostKind.ORGANISATION_MEMBER, person_id=person, since=date(2020, 6, 1),
    )  # fmt: skip
    assert address in collector.get(reverse("dues:my")).content.decode()
    page = collector.get(address)
    assert page.status_code == 200
    said = _taking(page.content.decode()) | {"month": f"{_this():%Y-%m}", "member": [str(branch.members[0])]}
    assert collector.post(reverse("dues:collection", args=[branch.id]), said).status_code == 302
    other = Branch(code="B", fixed=False)
    assert collector.get(reverse("dues:unit", args=[other.id])).status_code == 403
    assert collector.post(reverse("dues:amounts", args=[branch.id]), {f"m{branch.members[0]}": "1"}).status_code in (
        403,
        422,
    )
    inspector = client_of("inspector")
    overview = inspector.get(reverse("dues:overview")).content.decode()
    assert "A00" not in overview and "A支部" in overview
    assert inspector.get(address).status_code == 403


def test_a_member_sees_their_own_months_receipts_and_the_sheet_and_nobody_elses(branch: Branch) -> None:
    _call()
    first, second = branch.members[:2]
    [paid] = dues.collect(
        actor=BOSS, at=now(), today=_today(), unit_id=branch.id, handed=[dues.Handed(first, {_this(): None})],
        taken_on=_today(), way=dues.Way.CASH,
    )  # fmt: skip
    mine, theirs = (client_of(person_id=organisation.history(member)[0].person_id) for member in (first, second))
    page = mine.get(reverse("dues:my")).content.decode()
    assert f"{_this():%Y-%m}" in page and "¥30.00" in page and "收党费" not in page
    assert mine.get(reverse("dues:my-receipt", args=[paid])).status_code == 200
    assert theirs.get(reverse("dues:my-receipt", args=[paid])).status_code == 404
    assert mine.get(reverse("dues:receipt", args=[paid])).status_code == 403
    assert "我的党费" in mine.get(reverse("people:my")).content.decode()
    stranger = client_of("desk")
    assert "不在本馆任何支部的名册上" in stranger.get(reverse("dues:my")).content.decode()


def test_the_calculator_answers_at_once_and_keeps_nothing(branch: Branch) -> None:
    client, address = client_of("desk"), reverse("dues:calculator")

    def asked(**said: str) -> str:
        return client.post(address, said).content.decode()

    assert "¥75.02" in asked(kind="salary", base="5001") and "¥25.00" in asked(kind="retired", base="5000")
    assert "¥0.20" in asked(kind="student") and "请填写计算基数" in asked(kind="salary", base="")
    for wrong in ("-1", "0", "1e40", "abc", "1" * 400):
        assert client.post(address, {"kind": "salary", "base": wrong}).status_code == 422
    assert client.post(address, {"kind": "x"}).status_code == 422
    with CaptureQueriesContext(connection) as held:
        answer = client.post(address, {"kind": "salary", "base": "8765.43"})
    assert answer["Cache-Control"].find("no-store") >= 0
    assert not any("8765" in query["sql"] or "876543" in query["sql"] for query in held)


def test_the_desk_and_the_overview_of_duties_show_the_dues(branch: Branch) -> None:
    _call()
    secretary = client_of("secretary")
    desk = secretary.get(reverse("regulations:desk", args=[branch.id])).content.decode()
    assert "还有 3 人没有交清" in desk and reverse("dues:unit", args=[branch.id]) in desk
    assert "0 / 3 人" in secretary.get(reverse("regulations:overview")).content.decode()
    rows = secretary.get("/figures/G07/")
    assert rows.status_code == 200 and "党费按月交纳率" in rows.content.decode()
    due = dues.dues(since=_this(), until=date(_today().year + 1, 1, 1))[0]
    lead = secretary.get(reverse("dues:due", args=[due.id]))
    assert lead.status_code == 302 and f"/members/{due.member_id}/" in lead.headers["Location"]


def test_a_year_is_published_from_its_page(branch: Branch) -> None:
    secretary, address = client_of("secretary"), reverse("dues:sheets", args=[branch.id])
    assert secretary.get(address).status_code == 200
    empty = secretary.post(address, {"year": "2019", "reason": ""})
    assert empty.status_code == 422 and "没有可公布的" in empty.content.decode()
    assert secretary.post(address, {"year": "x"}).status_code == 422
    fix(branch.id, dict.fromkeys(branch.members, FEN), year=2020)
    dues.call_month(actor=BOSS, at=now(), today=_today(), month=date(2020, 6, 1))
    made = secretary.post(address, {"year": "2020", "reason": ""}, follow=True).content.decode()
    assert "A00" in made and "支部共收 ¥0.00" in made
    sheet = dues.sheets(unit_ids=[branch.id])[0]
    member = client_of(person_id=organisation.history(branch.members[0])[0].person_id)
    assert "A01" in member.get(reverse("dues:my-sheet", args=[sheet.id])).content.decode()
    outsider = client_of("desk")
    assert outsider.get(reverse("dues:my-sheet", args=[sheet.id])).status_code == 404


@pytest.mark.parametrize("name", ["dues:unit", "dues:receipts", "dues:amounts", "dues:overview"])
def test_lists_take_a_fixed_number_of_queries(name: str) -> None:
    turn_on()
    branch = Branch(members=1, fixed=False)
    _fix(branch, branch.members)
    secretary, seen = client_of("secretary"), []
    address = reverse(name, args=[] if name == "dues:overview" else [branch.id])
    for rows in (1, 3):
        while len(branch.members) <= rows:
            branch.members.append(enrol(branch.id))
            _fix(branch, branch.members[-1:])
        _call()
        for member in branch.members[:rows]:
            if not dues.payments(member_id=member):
                dues.collect(
                    actor=BOSS, at=now(), today=_today(), unit_id=branch.id, taken_on=_today(), way=dues.Way.CASH,
                    handed=[dues.Handed(member, {_this(): None})],
                )  # fmt: skip
        counts = []
        for _turn in range(3):  # what is cached for some seconds elsewhere may be asked again in one of them
            with CaptureQueriesContext(connection) as held:
                assert secretary.get(address).status_code == 200
            counts.append(len(held))
        seen.append(min(counts))
    assert seen[0] == seen[1]
