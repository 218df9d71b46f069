"""Pages: the inbox, the wishes, the outbox, the texts; each refusal beside its success."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shushan.adapters.mail import Mail
from shushan.circulation.receipt_notices import LENT, RETURNED
from shushan.kernel.actor import Actor
from shushan.kernel.clock import now
from shushan.notices import ports
from shushan.notices import public as notices
from shushan.notices.models import Notice
from shushan.notices.tests.conftest import Recorder
from shushan.notices.tests.make import failed, make_message, planned, send, states, tell
from shushan.people import public as people
from shushan.people.models import Person, Reader
from shushan.people.tests.make import make_reader, make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db
SignIn = Callable[[int], Client]


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """Sign a person in."""
    without_second_factor()

    def signed_in(person_id: int, email: str = "") -> Client:
        client = Client()
        client.force_login(make_user(person_id, email=email))
        return client

    return signed_in


@pytest.fixture
def mine(sign_in: SignIn, reader: people.ReaderValue) -> Client:
    """Return the reader's browser."""
    return sign_in(reader.person_id)


@pytest.fixture
def leads(sign_in: SignIn, centre: int) -> Client:
    """Return the browser of one who may try again and write texts."""
    return sign_in(make_staff("director", site_id=None, name="周主管"), "zhou@example.org")


def _told(reader_id: int, site_id: int, n: int = 1) -> None:
    at = now()
    notices.plan([planned(reader_id, site_id, number=one) for one in range(n)], at=at)
    tell(at)


def test_the_inbox_counts_reads_and_puts_away(
    mine: Client, reader: people.ReaderValue, centre: int, email: Recorder
) -> None:
    assert "还没有通知" in mine.get("/my/notices/").content.decode()
    _told(reader.id, centre, 2)
    page = mine.get("/my/notices/").content.decode()
    assert page.count("您可以借书了") == 2
    assert 'class="count-badge">2' in page
    assert 'class="count-badge">2' in mine.get("/my/").content.decode()
    first, second = Notice.objects.order_by("pk")
    mine.post("/my/notices/read/", {"id": first.pk})
    assert 'class="count-badge">1' in mine.get("/my/notices/").content.decode()
    mine.post(f"/my/notices/{second.pk}/archive/")
    assert "count-badge" not in mine.get("/my/notices/").content.decode()
    assert mine.get("/my/notices/?shelf=archive").content.decode().count("放回收件箱") == 1
    mine.post(f"/my/notices/{second.pk}/archive/", {"out": "1"})
    assert mine.get("/my/notices/").content.decode().count('<article class="notice') == 2
    mine.post("/my/notices/read/")
    assert notices.count_unread(reader.person_id) == 0


def test_somebody_elses_notice_is_not_there(
    sign_in: SignIn, reader: people.ReaderValue, centre: int, email: Recorder
) -> None:
    _told(reader.id, centre)
    other = sign_in(make_reader(site_id=centre, name="钱二").person_id)
    number = Notice.objects.get().pk
    assert other.post(f"/my/notices/{number}/archive/").status_code == 404
    assert other.post("/my/notices/read/", {"id": number}).status_code == 404
    assert other.post("/my/notices/read/", {"id": "x" * 40}).status_code == 404
    assert Notice.objects.get().read_at is None


def test_what_a_text_says_is_escaped(mine: Client, reader: people.ReaderValue, centre: int, email: Recorder) -> None:
    said = {"title": "<script>alert(1)</script>{name}", "due": "2020-06-12", "site": ["中心馆", ""]}
    one = planned(reader.id, centre, kind="circulation.due-soon", subject="circulation.loan:9", values=said)
    notices.plan([one], at=now())
    Notice.objects.update(state="told", told_at=now(), told_to=reader.id, heading=said["title"], body=said["title"])
    page = mine.get("/my/notices/").content.decode()
    assert "<script>alert(1)" not in page
    assert "{name}" in page


def test_a_reader_chooses_and_the_choice_is_kept(
    mine: Client, reader: people.ReaderValue, centre: int, email: Recorder
) -> None:
    assert "x***@example.org" in mine.get("/my/notices/choices/").content.decode()
    posted = {
        "kind:circulation.due-soon": ["sms"],
        "quiet_from": "22",
        "quiet_until": "7",
        "digest": "1",
        "language": "en",
    }
    assert mine.post("/my/notices/choices/", posted).status_code == 302
    page = mine.get("/my/notices/choices/").content.decode()
    assert 'name="kind:circulation.due-soon" value="sms" checked' in page
    assert 'name="kind:circulation.due-soon" value="email" checked' not in page
    assert '<option value="22" selected' in page
    assert notices.inbox(reader.id) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"quiet_from": "22"}, "一起填"),
        ({"quiet_from": "99", "quiet_until": "7"}, "0 到 23"),
        ({"quiet_from": "-1", "quiet_until": "7"}, "0 到 23"),
        ({"language": "xx"}, "没有这种语言"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_in_words(
    typed: dict[str, str], said: str, mine: Client, reader: people.ReaderValue, email: Recorder
) -> None:
    answer = mine.post("/my/notices/choices/", typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_elder_gets_sms_only(
    mine: Client, reader: people.ReaderValue, centre: int, email: Recorder, sms: Recorder, desk: Actor, at: datetime
) -> None:
    wanted = {kind.code: ("sms",) for kind in notices.every_kind()}
    notices.choose(actor=desk, at=at, reader_id=reader.id, channels=wanted, habit=notices.Habit())
    make_message(reader.id, centre)
    send()
    assert (len(email.letters), len(sms.letters)) == (0, 1)


def test_a_guardian_chooses_for_a_child_and_nobody_else_does(
    sign_in: SignIn, mine: Client, reader: people.ReaderValue, centre: int, email: Recorder
) -> None:
    from datetime import date

    child = make_reader(site_id=centre, name="李小小")
    address = f"/my/notices/choices/{child.id}/"
    assert mine.get(address).status_code == 403
    Reader.objects.filter(pk=child.id).update(guardian=reader.id)
    Person.objects.filter(pk=child.person_id).update(birth_on=date(now().year - 10, 1, 1))
    assert "发给监护人" in mine.get(address).content.decode()
    assert mine.post(address, {"language": "zh-hans"}).status_code == 302
    stranger = sign_in(make_reader(site_id=centre, name="钱二").person_id)
    assert stranger.post(address, {"language": "zh-hans"}).status_code == 403


def test_the_desk_sets_it_at_its_own_site_only(
    sign_in: SignIn, reader: people.ReaderValue, centre: int, email: Recorder
) -> None:
    from shushan.circulation.tests.make import make_site

    here = sign_in(make_staff("desk", site_id=centre))
    there = sign_in(make_staff("desk", site_id=make_site("H", "河口馆区"), name="别处"))
    address = f"/staff/readers/{reader.id}/notices/"
    assert address in here.get(f"/staff/readers/{reader.id}/").content.decode()
    assert here.post(address, {"language": "en"}).status_code == 302
    assert there.get(address).status_code == 403
    assert there.post(address, {"language": "zh-hans"}).status_code == 403


def test_the_outbox_shows_filters_and_tries_again(
    leads: Client, reader: people.ReaderValue, centre: int, email: Recorder
) -> None:
    message = failed(reader.id, centre)
    page = leads.get("/staff/notices/?state=trouble").content.decode()
    assert "没发成" in page
    assert "xiaoman@" not in page
    one = leads.get(f"/staff/notices/{message.pk}/").content.decode()
    assert "重发" in one
    assert leads.post(f"/staff/notices/{message.pk}/retries/", {"act": "retry"}).status_code == 302
    assert states() == ["waiting"]
    assert leads.post(f"/staff/notices/{message.pk}/retries/", {"act": "retry"}).status_code == 409
    asked = leads.post("/staff/notices/", {"act": "give-up", "id": [str(message.pk)]}).content.decode()
    assert "不再发" in asked
    leads.post("/staff/notices/", {"act": "give-up", "id": [str(message.pk)], "confirmed": "1"})
    assert states() == ["dropped"]
    assert b"".join(leads.get("/staff/notices/?format=csv")).decode("utf-8-sig").count("恢复借书") == 1


def test_the_outbox_asks_as_often_for_three_rows_as_for_one(
    leads: Client, reader: people.ReaderValue, centre: int, email: Recorder
) -> None:
    counts = []
    for n in (1, 2, 3):
        make_message(reader.id, centre, number=n)
        leads.get("/staff/notices/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            leads.get("/staff/notices/")
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_the_inbox_asks_as_often_for_three_rows_as_for_one(
    mine: Client, reader: people.ReaderValue, centre: int, email: Recorder
) -> None:
    counts = []
    for n in (1, 2, 3):
        notices.plan([planned(reader.id, centre, number=n)], at=now())
        tell(now())
        mine.get("/my/notices/")
        with CaptureQueriesContext(connection) as asked:
            mine.get("/my/notices/")
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_a_text_is_written_seen_and_restored(
    leads: Client, reader: people.ReaderValue, centre: int, email: Recorder
) -> None:
    address = "/staff/notices/texts/people.unfrozen/zh-hans/"
    assert "您可以借书了" in leads.get("/staff/notices/texts/").content.decode()
    posted = {"heading": "欢迎回来", "body": "{name}，又可以借书了。", "version": "0"}
    seen = leads.post(address, {**posted, "act": "preview"}).content.decode()
    assert "林晨曦，又可以借书了。" in seen
    assert notices.wording("people.unfrozen", "zh-hans").version == 0
    assert leads.post(address, posted).status_code == 302
    assert notices.wording("people.unfrozen", "zh-hans").version == 1
    _told(reader.id, centre)
    assert notices.inbox(reader.id)[0].heading == "欢迎回来"
    assert leads.post(address, {**posted, "heading": "别的"}).status_code == 409  # another had written meanwhile
    assert leads.post(f"{address}restorations/").status_code == 302
    assert notices.wording("people.unfrozen", "zh-hans").heading == "您可以借书了"
    assert len(notices.versions_of("people.unfrozen", "zh-hans")) == 2


@pytest.mark.parametrize(
    ("heading", "body", "said"),
    [
        ("好", "{nobody}", "没有 {nobody}"),
        ("好 {name.__class__}", "好", "没有 {name.__class__}"),
        ("好", "{% load i18n %}", "没有 {% load i18n %}"),
        ("好", "半个 { 括号", "没有 {{}"),
        ("", "好", "不能空着"),
        ("x" * 61, "好", "最多 60 个字"),
        ("两\n行", "好", "只有一行"),
    ],
)
def test_a_text_that_cannot_be_is_refused_at_its_field(
    heading: str, body: str, said: str, leads: Client, email: Recorder
) -> None:
    answer = leads.post("/staff/notices/texts/people.unfrozen/zh-hans/", {"heading": heading, "body": body})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert notices.wording("people.unfrozen", "zh-hans").version == 0


def test_a_trial_goes_to_oneself_only(leads: Client, reader: people.ReaderValue, centre: int, email: Recorder) -> None:
    ports.use_channel(Mail())
    said = {"heading": "试", "body": "{name} 好"}
    assert leads.post("/staff/notices/texts/people.unfrozen/zh-hans/trials/", said).status_code == 200
    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["zhou@example.org"], "试", "林晨曦 好")
    assert states() == []


def test_a_trial_without_an_address_is_refused(sign_in: SignIn, centre: int, email: Recorder) -> None:
    lead = sign_in(make_staff("director", site_id=None))
    answer = lead.post("/staff/notices/texts/people.unfrozen/zh-hans/trials/", {"heading": "试", "body": "好"})
    assert answer.status_code == 422
    assert "没有登记邮箱" in answer.content.decode()


def test_there_is_no_such_text(leads: Client) -> None:
    assert leads.get("/staff/notices/texts/nothing/zh-hans/").status_code == 404
    assert leads.get("/staff/notices/texts/people.unfrozen/fr/").status_code == 404


@pytest.mark.parametrize("address", ["/en/my/notices/", "/en/my/notices/choices/", "/en/my/notices/?shelf=archive"])
def test_readers_pages_in_english(address: str, mine: Client, email: Recorder) -> None:
    answer = mine.get(address)
    assert answer.status_code == 200
    assert 'lang="en"' in answer.content.decode()


def test_the_page_offers_slips_apart_and_keeps_the_wish(
    mine: Client, reader: people.ReaderValue, email: Recorder
) -> None:
    page = mine.get("/my/notices/choices/").content.decode()
    assert "要了才发" in page
    assert "借书凭条" in page.split("要了才发", 1)[1]
    mine.post("/my/notices/choices/", {f"kind:{LENT.code}": ["inbox", "email"], "language": "zh-hans"})
    assert notices.who_asked([LENT.code, RETURNED.code]) == {LENT.code: {reader.id}}
    mine.post("/my/notices/choices/", {"language": "zh-hans"})
    assert notices.who_asked([LENT.code]) == {}
