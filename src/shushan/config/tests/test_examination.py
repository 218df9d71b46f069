"""The examination of the house: asked at night, told in the job's log and among the director's alerts, done anew on demand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shushan.config import jobs as examination
from shushan.jobs import checks as of_the_jobs
from shushan.jobs import public as jobs
from shushan.jobs import registry, worker
from shushan.jobs.models import Night
from shushan.kernel.clock import now
from shushan.people.tests.make import make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 21, tzinfo=UTC)
WRONG: list[dict[str, Any]] = [
    {"check": "ledger.seals", "where": "ledger entry 7, seal 1", "what": "changed", "remedy": "restore", "severity": "error"},
    {"check": "ledger.seals", "where": "ledger entry 9, seal 1", "what": "missing", "remedy": "", "severity": "error"},
    {"check": "jobs.nights", "where": "nightly backup", "what": "no room", "remedy": "", "severity": "warning"},
]  # fmt: skip


def examined(monkeypatch: pytest.MonkeyPatch, findings: list[dict[str, Any]]) -> int:
    """Let the night's examination find these things, and return the job."""
    told = registry.Kind(jobs.EXAMINATION, "体检", lambda work: examination.tell(work, findings), True)
    monkeypatch.setitem(registry._kinds, jobs.EXAMINATION, told)
    examination.start_examination(AT)
    assert worker.do_one_job("test")
    return jobs.jobs()[0].id


def director() -> Client:
    """Return a signed-in director."""
    without_second_factor()
    client = Client()
    client.force_login(make_user(make_staff("director")))
    return client


def test_what_is_found_stands_in_the_log_and_among_the_directors_alerts(monkeypatch: pytest.MonkeyPatch) -> None:
    client = director()
    assert "体检" not in client.get(reverse("indicators:cockpit")).content.decode(), "nothing was examined yet"
    job_id = examined(monkeypatch, WRONG)
    found = jobs.examination()
    assert found is not None and (found.job_id, found.wrong) == (job_id, 2), "two questions, three findings"
    assert found.asked == len(examination.every_check())
    page = client.get(reverse("indicators:cockpit")).content.decode()
    assert "体检查出的问题" in page and f'href="{reverse("jobs:job", args=[job_id])}"' in page
    said = client.get(reverse("jobs:job", args=[job_id])).content.decode()
    assert "封存的记录没有被改动、增加或删除 · ledger entry 7, seal 1: changed → restore" in said and "no room" in said


def test_it_is_done_anew_from_its_page_once_at_a_time_and_a_clean_house_is_said_to_be_clean(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client, job_id = director(), examined(monkeypatch, WRONG)
    address = reverse("jobs:repeat", args=[job_id])
    assert address in client.get(reverse("jobs:job", args=[job_id])).content.decode()
    again = client.post(address)
    assert again.status_code == 302
    assert client.post(address).status_code == 409, "one waits already"
    monkeypatch.setitem(
        registry._kinds, jobs.EXAMINATION, registry.Kind(jobs.EXAMINATION, "体检", lambda work: examination.tell(work, []), True)
    )  # fmt: skip
    assert worker.do_one_job("test")
    last = jobs.examination()
    assert last is not None and last.wrong == 0 and last.job_id != job_id
    assert "没有查出不对的地方" in client.get(again["Location"]).content.decode()


def test_other_work_is_not_repeated_from_its_page() -> None:
    @jobs.declare("test.once", title="once")
    def once(work: jobs.Work) -> None:
        work.log("done")

    from shushan.kernel.actor import system

    made = jobs.start("test.once", {}, actor=system("test"), at=AT)
    assert worker.do_one_job("test")
    client, address = director(), reverse("jobs:repeat", args=[made])
    assert address not in client.get(reverse("jobs:job", args=[made])).content.decode()
    assert client.post(address).status_code == 409 and len(jobs.jobs()) == 1


def test_a_night_that_failed_is_found_until_it_went_well() -> None:
    today = now()
    Night.objects.create(code="backup", day=today.date(), taken_at=today, error="Traceback\nOSError: no room\n")
    [check] = of_the_jobs.checks()
    [finding] = check.run()
    assert "backup" in finding.where and finding.what == "OSError: no room"
    Night.objects.update(error="")
    assert list(check.run()) == []
