"""The pages of approvals: what waits for me, deciding with refusals at the field, delegation."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shushan.approvals import public as approvals
from shushan.kernel.clock import now
from shushan.organisation import public as organisation
from shushan.organisation.tests.make import plan
from shushan.people.tests.make import actor_of, make_staff, make_user, without_second_factor
from shushan.units import public as units

pytestmark = pytest.mark.django_db


def _client(person_id: int, username: str = "") -> Client:
    client = Client()
    client.force_login(make_user(person_id, username=username))
    return client


@pytest.fixture
def asked() -> tuple[int, Client, Client]:
    """A case that a secretary submitted: its request, the secretary's browser and the director's."""
    without_second_factor()
    secretary, director = make_staff("secretary", name="书记"), make_staff("director", name="馆长")
    actor = actor_of(secretary, at=now())
    case_id = organisation.draft_case(
        actor=actor, at=now(), title="设立第一支部", reason="工作需要", body="局党委", lines=[plan("found", "A")]
    )
    request_id = organisation.submit_case(actor=actor, at=now(), today=now().date(), case_id=case_id)
    return request_id, _client(secretary), _client(director, "guanzhang")


def _decide(client: Client, request_id: int, **said: object) -> object:
    step = approvals.page(request_id).next_step
    assert step is not None
    return client.post(
        reverse("approvals:decisions", args=[request_id]), {"step": step.id, "decision": "agree", **said}
    )


def test_a_request_waits_for_those_who_may_and_is_decided_with_its_document(asked: tuple[int, Client, Client]) -> None:
    request_id, secretary, director = asked
    address = reverse("approvals:request", args=[request_id])
    assert "设立第一支部" in director.get(reverse("approvals:list")).content.decode()
    assert "没有等您办理" in secretary.get(reverse("approvals:list")).content.decode()
    assert "办理：" not in secretary.get(address).content.decode()
    assert _decide(director, request_id).status_code == 302
    short = _decide(secretary, request_id, body="局党委", number="", dated_on="")
    assert short.status_code == 422 and "文号" in short.content.decode()
    scan = SimpleUploadedFile("批复.pdf", b"%PDF-1.4")
    done = _decide(secretary, request_id, body="局党委", number="2020-3", dated_on="2020-03-09", file=scan)
    assert done.status_code == 302
    page = secretary.get(address).content.decode()
    assert "已批准" in page and "2020-3" in page and "下载" in page
    assert [value.code for value in units.tree(on=date(2020, 3, 9))] == ["A"]
    assert "设立第一支部" in secretary.get(reverse("approvals:list"), {"state": "approved"}).content.decode()


def test_sending_back_needs_a_reason_and_the_asker_asks_again(asked: tuple[int, Client, Client]) -> None:
    request_id, secretary, director = asked
    bare = _decide(director, request_id, decision="return")
    assert bare.status_code == 422 and "请写明原因" in bare.content.decode()
    assert _decide(director, request_id, decision="return", note="名称要改").status_code == 302
    assert "名称要改" in secretary.get(reverse("approvals:request", args=[request_id])).content.decode()
    assert director.post(reverse("approvals:renewal", args=[request_id])).status_code == 403
    assert secretary.post(reverse("approvals:withdrawal", args=[request_id])).status_code == 302
    assert approvals.page(request_id).line.state is approvals.RequestState.WITHDRAWN


def test_two_deciders_at_once_one_wins(asked: tuple[int, Client, Client]) -> None:
    request_id, _secretary, director = asked
    step = approvals.page(request_id).next_step
    assert step is not None
    said = {"step": step.id, "decision": "agree"}
    assert director.post(reverse("approvals:decisions", args=[request_id]), said).status_code == 302
    late = director.post(reverse("approvals:decisions", args=[request_id]), said)
    assert late.status_code in (409, 422)
    assert len([line for line in approvals.page(request_id).trail if line.act == "agree"]) == 1


def test_a_colleague_decides_in_ones_place(asked: tuple[int, Client, Client]) -> None:
    request_id, _secretary, director = asked
    desk = make_staff("inspector", name="替办")
    stand_in = _client(desk, "tiban")
    said = {"taker": "nobody", "verb": "organisation.decide-structure", "since": "2020-01-01", "until": "2099-01-01"}
    assert director.post(reverse("approvals:delegations"), said).status_code == 422
    assert director.post(reverse("approvals:delegations"), said | {"taker": "guanzhang"}).status_code == 422
    assert director.post(reverse("approvals:delegations"), said | {"taker": "tiban"}).status_code == 302
    assert "设立第一支部" in stand_in.get(reverse("approvals:list")).content.decode()
    assert _decide(stand_in, request_id).status_code == 302
    held = approvals.delegations()[0]
    assert director.post(reverse("approvals:delegation-end", args=[held.id])).status_code == 302
    assert director.post(reverse("approvals:delegation-end", args=[held.id])).status_code == 404
