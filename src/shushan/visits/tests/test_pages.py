"""The pages of the visits: lists, gates, and a file that is looked at before it is taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.jobs import public as jobs
from shushan.jobs.models import Job
from shushan.jobs.worker import do_one_job
from shushan.kernel.actor import system
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.places.tests.make import make_site
from shushan.visits import public as visits
from shushan.visits.models import Gate, Reading
from shushan.visits.terms import Side
from shushan.visits.tests.make import make_gate

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
AT = datetime(2020, 6, 30, 8, tzinfo=UTC)
NINE = datetime(2020, 6, 30, 1, tzinfo=UTC)
HEAD = "馆区,门禁,时间,进,出\n"


@pytest.fixture
def site() -> int:
    return make_site()


def signed_in(role: str = "desk-lead", site_id: int | None = None) -> Client:
    without_second_factor()
    client = Client()
    client.force_login(make_user(make_staff(role, site_id=site_id)))
    return client


def hour(site_id: int, n: int = 0, gate: str = "") -> None:
    visits.take_hour(
        actor=SYSTEM, at=AT, site_id=site_id, gate=gate, since=NINE - timedelta(hours=n), entered=7 + n, left=0
    )  # fmt: skip


def asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def upload(client: Client, text: str) -> str:
    answer = client.post(reverse("visits:upload"), {"file": SimpleUploadedFile("6月.csv", text.encode())})
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_the_list_of_counts_asks_the_same_number_of_queries_whatever_its_length(site: int) -> None:
    client = signed_in()
    hour(site)
    client.get(reverse("visits:readings"))
    one = asked(client, reverse("visits:readings"))
    hour(site, 1), hour(site, 2)
    assert asked(client, reverse("visits:readings")) == one
    make_gate(site, "东门")
    gates = asked(client, reverse("visits:gates"))
    make_gate(site, "西门"), make_gate(site, "北门")
    assert asked(client, reverse("visits:gates")) == gates


def test_counts_are_filtered_in_the_address_and_exported(site: int) -> None:
    client = signed_in()
    make_gate(site, "东门")
    hour(site, 0, "东门"), hour(site, 30)
    visits.count_by_hand(actor=SYSTEM, at=AT, site_id=site, entered=41)
    address = reverse("visits:readings")

    def rows(**query: str) -> list[str]:
        answer = client.get(address, {"format": "csv", **query})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        return text.splitlines()[1:]

    assert len(rows()) == 3 and len(rows(gate="东门")) == 1 and len(rows(way="desk")) == 1
    assert len(rows(**{"from": "2020-06-30"})) == 2 and len(rows(to="2020-06-29")) == 1
    assert rows(state="reversed") == [] and len(rows(site="C")) == 3
    elsewhere = signed_in("desk-lead", make_site("S", "南馆"))
    assert "41" not in elsewhere.get(address).content.decode()


def test_chosen_counts_are_reversed_after_a_page_that_says_how_many(site: int) -> None:
    client, clerk = signed_in(), signed_in("desk")
    hour(site), hour(site, 1)
    ids = [str(one.pk) for one in Reading.objects.all()]
    said = {"act": "reverse", "id": ids}
    assert clerk.post(reverse("visits:readings"), said).status_code == 403
    asking = client.post(reverse("visits:readings"), said)
    assert asking.status_code == 200 and "15" in asking.content.decode()
    assert Reading.objects.filter(reversed_at=None).count() == 2
    done = client.post(reverse("visits:readings"), said | {"confirmed": "1", "reason": "门禁坏了"})
    assert done.status_code == 302 and not Reading.objects.filter(reversed_at=None).exists()


def test_a_gate_is_added_corrected_and_closed_on_its_pages(site: int) -> None:
    client = signed_in(site_id=site)
    said = {"site": str(site), "name": "东门", "side": "in", "since": "2020-06-01", "until": "", "device": ""}
    assert client.post(reverse("visits:new-gate"), said).status_code == 302
    gate = Gate.objects.get()
    assert "东门" in client.get(reverse("visits:gates")).content.decode()
    again = client.post(reverse("visits:new-gate"), said)
    assert again.status_code == 422 and "已经有" in again.content.decode()
    address = reverse("visits:gate", args=[gate.pk])
    wrong = client.post(address, said | {"until": "2020-05-01"})
    assert wrong.status_code == 422 and "必须晚于" in wrong.content.decode()
    assert client.post(address, said | {"side": "both", "until": "2020-07-01"}).status_code == 302
    gate.refresh_from_db()
    assert gate.side == Side.BOTH and "东门" not in client.get(reverse("visits:gates")).content.decode()
    assert "东门" in client.get(reverse("visits:gates"), {"state": "all"}).content.decode()
    elsewhere = signed_in("desk-lead", make_site("S", "南馆"))
    assert elsewhere.get(address).status_code == 404
    assert elsewhere.post(reverse("visits:new-gate"), said | {"name": "西门"}).status_code == 422
    assert signed_in("desk").get(address).status_code == 403


def test_a_file_is_studied_first_and_only_what_can_be_taken_is_written(site: int) -> None:
    client = signed_in()
    make_gate(site, "东门")
    make_gate(site, "出口", side=Side.OUT)
    hour(site, 0, "东门"), hour(site, 1, "东门")
    text = HEAD + (
        "C,东门,2020-06-30 09:00,7,0\n"  # the same as before
        "中心馆,东门,2020-06-30 08:00,10,2\n"  # other numbers
        "C,东门,2020-06-30 10:00,30,4\n"  # new
        "C,东门,2020-06-30 10:30,31,4\n"  # the same hour again
        "C,南门,2020-06-30 10:00,3,0\n"
        "C,出口,2020-06-30 10:00,3,1\n"
        "X,东门,2020-06-30 10:00,3,1\n"
        "C,东门,2999-06-30 10:00,3,1\n"
        "C,东门,昨天,3,1\n"
        "C,东门,2020-06-30 11:00,900000,1\n"
    )
    address = upload(client, text)
    page = client.get(address).content.decode()
    for said in ("与第 4 行", "南门", "出口", "没有馆区", "还没有到", "看不懂时间", "不可能有这么多人", "写入 2 行"):
        assert said in page, said
    assert Reading.objects.count() == 2 and not Job.objects.exists()
    started = client.post(address)
    assert started.status_code == 302 and started.headers["Location"].startswith("/staff/jobs/")
    do_one_job("test")
    job = jobs.job(Job.objects.get().pk)
    assert job.is_over and not job.error
    standing = Reading.objects.filter(reversed_at=None).values_list("entered", "left")
    assert sorted(standing) == [(7, 0), (10, 2), (30, 4)]
    assert "第 5 行" in "".join(jobs.log_of(job.id)) and "收下 2 行" in "".join(jobs.log_of(job.id))
    assert "没有一行可以写入" in client.get(address).content.decode()
    assert client.post(address).status_code == 409 and Job.objects.count() == 1


def test_a_job_that_begins_again_counts_nothing_twice(site: int) -> None:
    client = signed_in()
    make_gate(site, "东门")
    lines = "".join(f"C,东门,2020-06-{day:02} {n:02}:00,{n},0\n" for day in (1, 2, 3) for n in range(9, 18))
    address = upload(client, HEAD + lines)
    client.post(address)
    do_one_job("test")
    Job.objects.update(state="queued", checkpoint={})
    do_one_job("test")
    assert Reading.objects.count() == 27 and not Reading.objects.exclude(reversed_at=None).exists()


def test_what_is_no_file_of_hours_is_refused_on_the_page(site: int) -> None:
    client = signed_in()
    address = reverse("visits:upload")
    for sent in (b"", b"\xff\xff\x80\x81,;", "甲,乙\n1,2\n".encode(), b"x" * 5_000_001):
        answer = client.post(address, {"file": SimpleUploadedFile("x.csv", sent)})
        assert answer.status_code == 422, sent[:10]
    assert client.post(address).status_code == 422
    nothing = reverse("visits:study", args=["01890000-0000-7000-8000-000000000000"])
    assert client.get(nothing).status_code == 404
    assert signed_in("desk").get(address).status_code == 403
