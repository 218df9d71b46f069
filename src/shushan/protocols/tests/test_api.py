"""The HTTP API: a gate reports with its own token, anybody may read a figure."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shushan.kernel.actor import system
from shushan.people import public as people
from shushan.places.tests.make import make_site

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
NOW = timezone.now()
AN_HOUR_AGO = (NOW - timedelta(hours=1)).isoformat()


def gate() -> str:
    site = make_site()
    device = people.make_device(actor=SYSTEM, at=NOW - timedelta(days=1), name="东门", kind="gate", site_id=site)
    return device.token


def post(client: Client, token: str, body: object) -> tuple[int, Any]:
    answer = client.post(
        "/api/v1/gates/counts", json.dumps(body), content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )  # fmt: skip
    return answer.status_code, answer.json()


def counts(entered: int, sequence: int = 1, since: str = AN_HOUR_AGO) -> dict[str, object]:
    return {"counts": [{"sequence": sequence, "since": since, "entered": entered, "left": 1}]}


def test_a_report_again_gets_the_same_answer_and_counts_once(client: Client) -> None:
    token = gate()
    status, first = post(client, token, counts(5))
    again_status, again = post(client, token, counts(5))
    assert (status, again_status) == (200, 200)
    assert (first[0]["was_known"], again[0]["was_known"]) == (False, True)
    assert first[0]["reading"] == again[0]["reading"]
    found = client.get("/api/v1/figures/V01").json()
    assert (found["quantity"], found["entries"], found["unit"]) == (5, 1, "人次")


def test_other_numbers_under_the_same_sequence_are_a_conflict(client: Client) -> None:
    token = gate()
    post(client, token, counts(5))
    status, answer = post(client, token, counts(6))
    assert (status, answer["code"]) == (409, "visits.sequence-conflict")
    assert answer["remedy"]


def test_what_cannot_be_taken_is_refused(client: Client) -> None:
    token = gate()
    future = (NOW + timedelta(days=1)).isoformat()
    assert post(client, token, counts(5, since=future))[1]["code"] == "visits.count-in-future"
    assert post(client, token, counts(5, since="2020-06-30T09:00:00"))[0] == 422
    assert post(client, token, {"counts": []})[0] == 422
    assert post(client, "somebody-else", counts(5))[0] == 401
    assert client.get("/api/v1/figures/NONE").status_code == 404
