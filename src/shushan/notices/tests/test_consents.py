"""One-time consents of WeChat: asked on the page, one message each, refused there goes another way, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from shushan.kernel.actor import Actor, system
from shushan.kernel.errors import NotAllowed
from shushan.notices import ports
from shushan.notices import public as notices
from shushan.notices.errors import ConsentNotTaken, NoSuchKind
from shushan.notices.models import BadContact, Choice, Message, WechatBinding, WechatConsent
from shushan.notices.operations import consenting
from shushan.notices.policy import scene_of
from shushan.notices.registry import every_kind
from shushan.notices.states import MessageState
from shushan.notices.terms import Answer, ChannelCode, ConsentAsked, Outcome
from shushan.notices.tests.conftest import Recorder
from shushan.notices.tests.make import planned, send, tell
from shushan.people.public import ReaderValue
from shushan.people.tests.make import actor_of, make_reader, make_user, without_second_factor

pytestmark = pytest.mark.django_db
OPENID, KIND = "oWx-0123456789abcdef", "people.unfrozen"
PHONE = {"user-agent": "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50"}


class Asker:
    """WeChat's question as the port sees it."""

    def __init__(self) -> None:
        self.nonce, self.scene = "", -1

    def address(self, *, back: str, scene: int, nonce: str) -> str:
        """Return an address, and remember what goes along."""
        self.nonce, self.scene = nonce, scene
        return f"https://mp.weixin.qq.com/mp/subscribemsg?action=get_confirm&redirect_url={back}#wechat_redirect"

    def agreed(self, said: Mapping[str, str], *, scene: int) -> str:
        """Return who agreed."""
        if said.get("scene") != str(scene):
            raise ConsentNotTaken.stale()
        return said.get("openid", "") if said.get("action") == "confirm" else ""


@pytest.fixture
def asker() -> Iterator[Asker]:
    """Open the question."""
    made = Asker()
    ports.use_asker(made)
    yield made
    ports.use_asker(None)


@pytest.fixture
def wechat(email: Recorder, asker: Asker) -> Recorder:
    """Return the channel of WeChat beside e-mail; it sends only what was approved or agreed to."""
    recorder = Recorder(ChannelCode.WECHAT, needs_template=True)
    ports.use_channel(recorder)
    return recorder


@pytest.fixture
def bound(reader: ReaderValue, at: datetime) -> ReaderValue:
    """Return the reader with a WeChat."""
    WechatBinding.objects.create(reader_id=reader.id, openid=OPENID, bound_at=at)
    return reader


@pytest.fixture
def mine(bound: ReaderValue) -> Client:
    """Return the reader's browser."""
    without_second_factor()
    client = Client()
    client.force_login(make_user(bound.person_id))
    return client


def agree(me: Actor, reader: ReaderValue, at: datetime, *, nonce: str = "") -> int:
    return consenting.agree(
        actor=me, at=at, reader_id=reader.id, code=KIND, openid=OPENID, nonce=nonce or uuid4().hex
    )  # fmt: skip


def told_by() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("channel", "state"))


def test_one_consent_lets_one_message_through_and_the_next_goes_by_mail(
    wechat: Recorder, email: Recorder, bound: ReaderValue, me: Actor, at: datetime, centre: int
) -> None:
    agree(me, bound, at)
    for step in ("a", "b"):
        notices.plan([planned(bound.id, centre, step=step)], at=at)
        tell(at), send(at)
    assert told_by() == [("wechat", "handed"), ("email", "handed")]
    [letter] = wechat.letters
    assert letter.by_consent and letter.template == "" and letter.to == OPENID
    assert WechatConsent.objects.get().spent_for == letter.key


def test_two_at_once_with_one_consent_each_arrive_once(
    wechat: Recorder, email: Recorder, bound: ReaderValue, me: Actor, at: datetime, centre: int
) -> None:
    agree(me, bound, at)
    for step in ("a", "b"):  # both are made for WeChat before the first takes the consent
        notices.plan([planned(bound.id, centre, step=step)], at=at)
        tell(at)
    send(at), send(at)
    assert len(wechat.letters) == 1 and len(email.letters) == 1
    assert told_by() == [("wechat", "handed"), ("wechat", "unreached"), ("email", "handed")]
    assert not BadContact.objects.exists()


def test_what_wechat_does_not_know_goes_another_way_and_is_no_bad_address(
    wechat: Recorder, email: Recorder, bound: ReaderValue, me: Actor, at: datetime, centre: int
) -> None:
    agree(me, bound, at), agree(me, bound, at)
    wechat.answers = [Answer(Outcome.NO_CONSENT, "43101: user refuse to accept the msg")]
    notices.plan([planned(bound.id, centre)], at=at)
    tell(at), send(at), send(at)
    assert told_by() == [("wechat", "unreached"), ("email", "handed")]
    assert not BadContact.objects.exists()
    assert not WechatConsent.objects.filter(void_at=None).exists()
    notices.plan([planned(bound.id, centre, step="b")], at=at)
    tell(at), send(at)
    assert told_by()[2:] == [("email", "handed")] and len(wechat.letters) == 1


def test_what_has_to_wait_keeps_its_consent_and_goes_once(
    wechat: Recorder, bound: ReaderValue, me: Actor, at: datetime, centre: int
) -> None:
    agree(me, bound, at)
    wechat.answers = [Answer(Outcome.LATER, "45009", wait_seconds=60)]
    notices.plan([planned(bound.id, centre)], at=at)
    tell(at), send(at)
    assert told_by() == [("wechat", "waiting")]
    send(at + timedelta(hours=1))
    assert told_by() == [("wechat", "handed")]
    assert wechat.letters[0].key == wechat.letters[1].key == WechatConsent.objects.get().spent_for


def test_a_worker_that_dies_with_it_spends_it_and_sends_nothing_again(
    wechat: Recorder, bound: ReaderValue, me: Actor, at: datetime, centre: int
) -> None:
    agree(me, bound, at)
    wechat.dies = True
    notices.plan([planned(bound.id, centre)], at=at)
    tell(at), send(at)
    assert told_by() == [("wechat", MessageState.UNSURE)]
    wechat.dies = False
    send(at + timedelta(hours=1))
    assert len(wechat.letters) == 1 and WechatConsent.objects.get().spent_for is not None


def test_a_template_of_the_kind_needs_no_consent_and_spends_none(
    wechat: Recorder, bound: ReaderValue, me: Actor, at: datetime, centre: int
) -> None:
    agree(me, bound, at)
    own = notices.Wording(KIND, "zh-hans", 0, "您可以借书了", "{name}", wechat_template="TM9")
    notices.write_text(actor=system("tests"), at=at, code=KIND, language="zh-hans", said=own)
    notices.plan([planned(bound.id, centre)], at=at)
    tell(at), send(at)
    assert [(one.template, one.by_consent) for one in wechat.letters] == [("TM9", False)]
    assert WechatConsent.objects.get().spent_for is None


def test_the_same_answer_counts_once_and_enough_is_enough(bound: ReaderValue, me: Actor, at: datetime) -> None:
    assert agree(me, bound, at, nonce="n1") == agree(me, bound, at, nonce="n1") == 1
    for n in range(2, consenting.MOST + 1):
        assert agree(me, bound, at) == n
    with pytest.raises(ConsentNotTaken):
        agree(me, bound, at)


def test_only_the_reader_s_own_wechat_and_a_known_kind(
    bound: ReaderValue, me: Actor, at: datetime, centre: int
) -> None:
    with pytest.raises(ConsentNotTaken):
        consenting.agree(actor=me, at=at, reader_id=bound.id, code=KIND, openid="oWx-of-somebody-else", nonce="n")
    with pytest.raises(NoSuchKind):
        consenting.agree(actor=me, at=at, reader_id=bound.id, code="no.such", openid=OPENID, nonce="n")
    other = make_reader(site_id=centre, name="钱二")
    with pytest.raises(NotAllowed):
        agree(actor_of(other.person_id, at=at), bound, at)
    assert not WechatConsent.objects.exists()


def test_whoever_agrees_wishes_it_by_wechat(bound: ReaderValue, me: Actor, at: datetime) -> None:
    Choice.objects.create(reader_id=bound.id, kind=KIND, channels="email")
    agree(me, bound, at)
    assert Choice.objects.get().channels == "email,wechat"


def test_unbound_or_bound_anew_no_consent_is_left(bound: ReaderValue, me: Actor, at: datetime) -> None:
    agree(me, bound, at)
    notices.bind_wechat(actor=me, at=at, reader_id=bound.id, openid="oWx-another-phone-1")
    assert not WechatConsent.objects.exists()


def test_the_database_gives_one_message_one_consent(bound: ReaderValue, me: Actor, at: datetime) -> None:
    agree(me, bound, at), agree(me, bound, at)
    key = uuid4()
    assert consenting.reserve([ConsentAsked(key, OPENID, KIND)]) == {key}
    assert consenting.reserve([ConsentAsked(key, OPENID, KIND)]) == {key}
    assert WechatConsent.objects.filter(spent_for=key).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        WechatConsent.objects.update(spent_for=key)


def test_asked_and_answered_on_the_page(mine: Client, asker: Asker, wechat: Recorder) -> None:
    shown = mine.get("/my/notices/wechat/", headers=PHONE).content.decode()
    assert f"/my/notices/wechat/consents/{KIND}/" in shown
    gone = mine.get(f"/my/notices/wechat/consents/{KIND}/")
    assert gone.status_code == 302 and gone["Location"].startswith("https://mp.weixin.qq.com/mp/subscribemsg?")
    said = {"openid": OPENID, "action": "confirm", "scene": asker.scene, "reserved": asker.nonce}
    assert mine.get("/my/notices/wechat/consents/", said).status_code == 302
    assert WechatConsent.objects.get().kind == KIND
    assert "还能发 1 次" in mine.get("/my/notices/wechat/", headers=PHONE).content.decode()
    assert mine.get("/my/notices/wechat/consents/", said).status_code == 409  # once
    mine.get(f"/my/notices/wechat/consents/{KIND}/")
    said |= {"reserved": asker.nonce, "action": "cancel"}
    assert "您没有同意" in mine.get("/my/notices/wechat/consents/", said, follow=True).content.decode()
    assert WechatConsent.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"reserved": "forged"}, {"scene": "1"}, {"openid": "oWx-of-somebody-else"}])
def test_what_was_not_begun_here_or_is_another_s_is_refused(
    wrong: dict[str, str], mine: Client, asker: Asker, wechat: Recorder
) -> None:
    mine.get(f"/my/notices/wechat/consents/{KIND}/")
    said = {"openid": OPENID, "action": "confirm", "scene": str(asker.scene), "reserved": asker.nonce} | wrong
    assert mine.get("/my/notices/wechat/consents/", said).status_code == 409
    assert not WechatConsent.objects.exists()


def test_without_a_bound_wechat_or_an_account_it_is_said(mine: Client, asker: Asker) -> None:
    WechatBinding.objects.all().delete()
    assert mine.get(f"/my/notices/wechat/consents/{KIND}/").status_code == 409
    assert mine.get("/my/notices/wechat/consents/no.such/").status_code == 404
    ports.use_asker(None)
    assert mine.get(f"/my/notices/wechat/consents/{KIND}/").status_code == 409


def test_every_kind_has_a_scene_of_its_own() -> None:
    scenes = [scene_of(one.code) for one in every_kind()]
    assert len(scenes) == len(set(scenes)) and all(0 <= one <= 10_000 for one in scenes)
