"""Notices to accounts without a reader's card: once, in the inbox, by e-mail when it was chosen; refusals beside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.circulation.tests.make import AT
from shushan.kernel.actor import ANONYMOUS, Actor, ActorKind, system
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.notices import public as notices
from shushan.notices import queries
from shushan.notices.models import AccountWish, Message, Notice
from shushan.notices.operations import choosing, reading
from shushan.notices.operations.forgetting import forget_reader
from shushan.notices.terms import CHINESE, Answer, Habit, Outcome
from shushan.notices.tests.conftest import Recorder
from shushan.notices.tests.make import send, states, tell
from shushan.people import public as people
from shushan.people.tests.make import actor_of, make_reader, make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db
KIND = "people.unfrozen"


def _plan(person_id: int, n: int = 1, *, step: str = "a") -> int:
    plans = [
        notices.Planned(KIND, f"people.reader:{one + 1}", None, {}, None, step=step, person_id=person_id)
        for one in range(n)
    ]
    return notices.plan(plans, at=AT)


@pytest.fixture
def colleague(centre: int) -> int:
    """Return a colleague with an account, an e-mail address and no reader's card."""
    person_id = make_staff("desk", site_id=centre, name="周子衡")
    make_user(person_id, email="zhou@example.org")
    return person_id


def _headings(person_id: int) -> list[str]:
    return [line.heading for line in queries.inbox(None, person_id=person_id)]


def test_an_account_is_told_once_in_its_inbox_and_nowhere_else(colleague: int, email: Recorder) -> None:
    assert (_plan(colleague), _plan(colleague)) == (1, 0)
    tell()
    send()
    assert _headings(colleague) == ["您可以借书了"] and email.letters == []
    assert queries.inbox(None, person_id=colleague)[0].body.startswith("周子衡：")
    assert (queries.count_unread(colleague), Notice.objects.get().person_id) == (1, colleague)
    facts = dict(ledger.each_sum(("notices.handed-over",)))
    assert [sum(one.values()) for one in facts.values()] == [1]


def test_who_has_neither_card_nor_account_is_told_nothing_and_counted_as_such(centre: int, colleague: int) -> None:
    nobody, closed = make_staff(name="没有账号"), make_staff(name="停用的账号")
    user = make_user(closed)
    user.is_active = False
    user.save()
    assert (_plan(nobody), _plan(closed), _plan(colleague)) == (0, 0, 1)
    reader = make_reader(site_id=centre)
    assert notices.reachable([nobody, closed, colleague, reader.person_id]) == {colleague, reader.person_id}


def test_by_email_only_when_it_was_chosen_and_then_once(colleague: int, email: Recorder) -> None:
    me = actor_of(colleague, at=AT)
    choosing.wish(actor=me, at=AT, by_email=True, habit=Habit(language="en"))
    _plan(colleague)
    tell()
    assert (send(), send()) == (1, 0)
    [letter] = email.letters
    assert (letter.to, letter.heading) == ("zhou@example.org", "You may borrow again")
    assert states() == ["handed"] and Message.objects.get().person_id == colleague


def test_an_address_that_does_not_work_is_marked_and_saved_again_it_is_tried_again(
    colleague: int, email: Recorder
) -> None:
    me = actor_of(colleague, at=AT)
    choosing.wish(actor=me, at=AT, by_email=True, habit=Habit(language="zh-hans"))
    email.answers.append(Answer(Outcome.BAD_ADDRESS, "550 no such user"))
    _plan(colleague)
    tell()
    send()
    assert states() == ["unreached"] and queries.wish_of(colleague).why_not == "550 no such user"
    _plan(colleague, step="b")
    tell()
    assert send() == 0 and len(_headings(colleague)) == 2
    choosing.wish(actor=me, at=AT, by_email=True, habit=Habit(language="zh-hans"))
    _plan(colleague, step="c")
    tell()
    assert send() == 1 and queries.wish_of(colleague).why_not == ""


def test_a_wish_for_email_without_an_address_or_a_strange_language_is_refused(centre: int, colleague: int) -> None:
    silent = make_staff(name="没有邮箱")
    make_user(silent)
    with pytest.raises(notices.NoSuchKind):
        choosing.wish(actor=actor_of(colleague, at=AT), at=AT, by_email=True, habit=Habit(), inbox_only=["no.such"])
    for person_id, wanted, language in ((silent, True, "en"), (colleague, True, "fr")):
        with pytest.raises(Invalid):
            choosing.wish(actor=actor_of(person_id, at=AT), at=AT, by_email=wanted, habit=Habit(language=language))
    for nobody in (ANONYMOUS, system("x"), Actor(ActorKind.DEVICE, colleague, "门")):
        with pytest.raises(NotAllowed):
            choosing.wish(actor=nobody, at=AT, by_email=False, habit=Habit(language="en"))
    choosing.wish(actor=actor_of(silent, at=AT), at=AT, by_email=False, habit=Habit(language="en"))
    assert AccountWish.objects.get().person_id == silent


def test_a_person_who_is_a_reader_is_told_as_a_reader_and_not_again_after_getting_a_card(
    centre: int, colleague: int, email: Recorder
) -> None:
    assert _plan(colleague) == 1
    tell()
    reader_id = people.make_reader_of(actor=system("test"), at=AT, person_id=colleague, home_site_id=centre)
    assert (_plan(colleague), _plan(colleague, step="b")) == (0, 1)
    tell()
    assert Notice.objects.order_by("pk")[1].reader_id == reader_id
    assert len(queries.inbox(reader_id, person_id=colleague)) == queries.count_unread(colleague) == 2
    me = actor_of(colleague, at=AT)
    assert notices.mark_read(actor=me, at=AT) == 2
    forget_reader(actor=system("test"), at=AT, reader_id=reader_id)
    assert not Notice.objects.exists()


def test_the_database_refuses_a_notice_for_two_and_for_nobody(colleague: int, reader: people.ReaderValue) -> None:
    for whom in ({}, {"reader_id": reader.id, "person_id": colleague}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.create(kind=KIND, subject="x:1", made_at=AT, not_before=AT, **whom)
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.create(key="0" * 32, channel="email", kind=KIND, language="en", heading="x", made_at=AT,
                                   not_before=AT, **whom)  # fmt: skip
    Notice.objects.create(kind=KIND, subject="x:1", made_at=AT, not_before=AT, person_id=colleague)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(kind=KIND, subject="x:1", made_at=AT, not_before=AT, person_id=colleague)


def test_nobody_reads_or_puts_away_what_was_told_to_another_account(centre: int, colleague: int) -> None:
    _plan(colleague)
    tell()
    other = actor_of(make_staff("desk", site_id=centre, name="别人"), at=AT)
    [line] = queries.inbox(None, person_id=colleague)
    for act in (reading.put_away, reading.take_out):
        with pytest.raises(notices.NoSuchNotice):
            act(actor=other, at=AT, notice_id=line.id)
    with pytest.raises(notices.NoSuchNotice):
        reading.mark_read(actor=other, at=AT, notice_ids=[line.id])
    reading.put_away(actor=actor_of(colleague, at=AT), at=AT, notice_id=line.id)
    assert queries.count_unread(colleague) == 0
    assert len(queries.inbox(None, person_id=colleague, shelf="archive")) == 1


def test_the_inbox_takes_a_fixed_number_of_queries(colleague: int) -> None:
    counts = []
    for n in (1, 3):
        _plan(colleague, n, step=str(n))
        tell()
        with CaptureQueriesContext(connection, ) as asked:  # fmt: skip
            queries.inbox(None, person_id=colleague)
            queries.count_unread(colleague)
        counts.append(len(asked))
    assert counts == [2, 2]


@pytest.fixture
def mine(colleague: int) -> Client:
    without_second_factor()
    client = Client()
    client.force_login(people_user(colleague))
    return client


def people_user(person_id: int) -> object:
    from shushan.people.models import User

    return User.objects.get(person=person_id)


def test_a_colleague_sees_a_badge_reads_and_chooses_on_pages(mine: Client, colleague: int) -> None:
    assert "count-badge" not in mine.get(reverse("staff:home")).text
    notices.plan([notices.Planned(KIND, "people.reader:9", None, {}, None, person_id=colleague)], at=AT)
    tell(AT + timedelta(minutes=1))
    home = mine.get(reverse("staff:home")).text
    assert "count-badge" in home and "您有 1 条通知没看" in home
    assert "您可以借书了" in mine.get(reverse("people:my")).text
    assert "您可以借书了" in mine.get(reverse("notices:inbox")).text
    assert mine.post(reverse("notices:read"), {}).status_code == 302
    assert "count-badge" not in mine.get(reverse("staff:home")).text
    page = mine.get(reverse("notices:choices")).text
    assert "也用邮件告诉我" in page and "z***@example.org" in page and "会议通知" in page and "读者证快到期" not in page
    choices = {
        "by_email": "1",
        "kind:meetings.convened": "email",
        "quiet_from": "21",
        "quiet_until": "8",
        "language": "en",
    }
    for wrong in ({"language": "xx"}, {"quiet_until": ""}, {"quiet_from": "24"}):
        assert mine.post(reverse("notices:choices"), choices | wrong).status_code == 422
    assert mine.post(reverse("notices:choices"), choices).status_code == 302
    wish = queries.wish_of(colleague)
    assert wish.by_email and (wish.quiet_from, wish.quiet_until, wish.language) == (21, 8, "en")
    assert "meetings.task-set" in wish.inbox_only and "meetings.convened" not in wish.inbox_only
    page = mine.get(reverse("notices:choices")).text
    assert 'name="kind:meetings.convened" value="email" checked' in page
    assert 'name="kind:meetings.task-set" value="email" checked' not in page
    assert '<option value="21" selected' in page


def test_mail_carries_the_kinds_that_were_chosen_and_waits_for_the_quiet_hours_to_end(
    colleague: int, email: Recorder
) -> None:
    me, hour = actor_of(colleague, at=AT), AT.astimezone(ledger.zone()).hour
    quiet = Habit(quiet_from=hour, quiet_until=(hour + 2) % 24)
    choosing.wish(actor=me, at=AT, by_email=True, habit=quiet, inbox_only=[KIND])
    _plan(colleague)
    tell()
    assert states() == [] and len(_headings(colleague)) == 1
    choosing.wish(actor=me, at=AT, by_email=True, habit=quiet)
    _plan(colleague, step="b")
    tell()
    waits = Message.objects.get().not_before - AT
    assert timedelta(hours=1) < waits <= timedelta(hours=2) and email.letters == []


def test_a_reader_is_asked_about_work_only_when_it_concerns_them(centre: int, colleague: int) -> None:
    without_second_factor()
    reader = make_reader(site_id=centre)
    client = Client()
    client.force_login(make_user(reader.person_id))
    page = client.get(reverse("notices:choices")).text
    assert "读者证快到期" in page and "会议通知" not in page and "每周责任摘要" not in page
    assert client.post(reverse("notices:choices"), {"language": CHINESE}).status_code == 302
    assert not [code for code in queries.choices_of(reader.id) if code.startswith("meetings.")]
    said = {"title": "支部大会", "when": "今天", "where": "中心馆"}
    notices.plan([notices.Planned("meetings.convened", "meetings.meeting:1", reader.id, said, None, step="x")], at=AT)
    assert "会议通知" in client.get(reverse("notices:choices")).text
    people.make_reader_of(actor=system("test"), at=AT, person_id=colleague, home_site_id=centre)
    works = Client()
    works.force_login(people_user(colleague))
    assert "会议通知" in works.get(reverse("notices:choices")).text


def test_the_outbox_names_the_colleague_and_a_failed_message_goes_again(colleague: int, email: Recorder) -> None:
    without_second_factor()
    choosing.wish(actor=actor_of(colleague, at=AT), at=AT, by_email=True, habit=Habit(language="zh-hans"))
    email.answers.append(Answer(Outcome.BAD_ADDRESS, "550"))
    _plan(colleague)
    tell()
    send()
    lead = Client()
    lead.force_login(make_user(make_staff("director", name="馆长")))
    assert "周子衡" in lead.get(reverse("notices:outbox")).text
    message = Message.objects.get()
    assert "周子衡" in lead.get(reverse("notices:message", args=[message.pk])).text
    assert lead.post(reverse("notices:retry", args=[message.pk]), {"act": "retry"}).status_code == 302
    assert states() == ["waiting"] and queries.wish_of(colleague).why_not == ""
