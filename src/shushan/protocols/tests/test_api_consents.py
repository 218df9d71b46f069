"""A reader's consent: PKCE, one code once, refresh once, theft ends all, children through their guardian, withdrawal."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from oauthlib.oauth2 import WebApplicationClient
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from shushan.audit import public as audit
from shushan.circulation.tests.make import make_site
from shushan.kernel.actor import system
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.people import public as people
from shushan.people.models import User
from shushan.people.tests.make import LONG_AGO, make_reader, make_user
from shushan.protocols.access import policy, queries
from shushan.protocols.access.errors import GuardianDecides, NoSuchConsent, OnlyNarrower
from shushan.protocols.access.models import Code, Consent, Token
from shushan.protocols.access.operations import consents, flow
from shushan.protocols.access.operations.flow import GrantRefused
from shushan.protocols.access.scopes import OF_READERS, Scope
from shushan.protocols.tests.callers import (
    BACK,
    CHALLENGE,
    TESTER,
    VERIFIER,
    Caller,
    agree,
    consented,
    make_application,
    redeem,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> int:
    return make_site()


@pytest.fixture
def reader(site: int) -> people.ReaderValue:
    return make_reader(site_id=site)


@pytest.fixture
def application() -> int:
    return make_application()


def make_child(site: int, guardian: people.ReaderValue, *, years: int) -> people.ReaderValue:
    """Register a reader of so many years under a guardian."""
    born = date(timezone.now().year - years, 1, 1)
    child_id = people.register_reader(
        actor=TESTER, at=LONG_AGO if years > 8 else timezone.now(), name="林小小", home_site_id=site, birth_on=born,
        guardian_id=guardian.id,
    )  # fmt: skip
    people.issue_card(actor=TESTER, at=timezone.now(), reader_id=child_id, site_id=site)
    return people.reader(child_id)


def test_a_code_gives_tokens_once_and_a_second_time_ends_everything(
    application: int, reader: people.ReaderValue
) -> None:
    code = agree(application, reader, [Scope.ME])
    pair = redeem(application, code)
    assert Caller(pair.access).get("me")[1]["name"] == reader.name
    with pytest.raises(GrantRefused):
        redeem(application, code)
    assert Caller(pair.access).get("me")[1]["code"] == "token-revoked"
    assert Consent.objects.get().ended_by == "theft"


@pytest.mark.parametrize(
    "wrong",
    [
        {"verifier": VERIFIER + "x"}, {"verifier": ""}, {"return_address": BACK + "x"}, {"client_id": "other"},
        {"verifier": "汉" * 43}, {"client_id": "\x00"},
    ],
)  # fmt: skip
def test_a_code_without_its_verifier_address_or_application_gives_nothing(
    application: int, reader: people.ReaderValue, wrong: dict[str, str]
) -> None:
    code = agree(application, reader, [Scope.ME])
    with pytest.raises(GrantRefused):
        redeem(application, code, **wrong)
    assert not Token.objects.exists()
    assert redeem(application, code).access, "the right one still may"


def test_a_code_is_good_for_two_minutes(application: int, reader: people.ReaderValue) -> None:
    code, now = agree(application, reader, [Scope.ME]), timezone.now()
    with pytest.raises(GrantRefused):
        redeem(application, code, at=now + policy.CODE_LIFE + timedelta(seconds=2))


def test_a_refresh_token_is_good_once_and_a_second_time_ends_everything(
    application: int, reader: people.ReaderValue
) -> None:
    pair, client_id = consented(application, reader, [Scope.ME, Scope.CARD]), queries.application(application).client_id
    now = timezone.now()
    with pytest.raises(GrantRefused):
        flow.refresh(at=now, client_id=client_id, token=pair.refresh, wanted=[Scope.LOANS])
    with pytest.raises(GrantRefused):
        flow.refresh(at=now, client_id="other", token=pair.refresh)
    with pytest.raises(GrantRefused):
        flow.refresh(at=now, client_id=client_id, token=pair.access)
    second = flow.refresh(at=now, client_id=client_id, token=pair.refresh, wanted=[Scope.ME])
    assert second.scopes == {Scope.ME}
    assert Caller(second.access).get("me")[0] == 200
    assert Caller(second.access).get("me/card")[0] == 403
    with pytest.raises(GrantRefused):
        flow.refresh(at=now, client_id=client_id, token=pair.refresh)
    for secret in (pair.access, second.access):
        assert Caller(secret).get("me")[1]["code"] == "token-revoked"
    with pytest.raises(GrantRefused):
        flow.refresh(at=now, client_id=client_id, token=second.refresh)


def test_a_refresh_token_opens_no_door(application: int, reader: people.ReaderValue) -> None:
    assert Caller(consented(application, reader, [Scope.ME]).refresh).get("me")[0] == 401


def test_a_consent_ends_with_its_day(application: int, reader: people.ReaderValue) -> None:
    pair, later = consented(application, reader, [Scope.ME]), timezone.now() + timedelta(days=181)
    client_id = queries.application(application).client_id
    with pytest.raises(GrantRefused):
        flow.refresh(at=later, client_id=client_id, token=pair.refresh)
    just = timezone.now() + timedelta(days=179, hours=23, minutes=50)
    last = flow.refresh(at=just, client_id=client_id, token=pair.refresh)
    assert last.seconds <= 600, "no access token outlives its consent"


def test_consent_is_narrowed_and_withdrawn_by_the_reader_and_by_nobody_else(
    application: int, reader: people.ReaderValue, site: int
) -> None:
    pair, at = consented(application, reader, [Scope.ME, Scope.CARD]), timezone.now()
    [line] = queries.consents_of([reader.id], me=reader.id)
    me = people.actor_of_person(reader.person_id, at=at)
    other = people.actor_of_person(make_reader(site_id=site, name="钱二").person_id, at=at)
    with pytest.raises(NoSuchConsent):
        consents.withdraw(actor=other, at=at, consent_id=line.id)
    with pytest.raises(NoSuchConsent):
        consents.narrow_consent(actor=other, at=at, consent_id=line.id, wanted=[])
    with pytest.raises(OnlyNarrower):
        consents.narrow_consent(actor=me, at=at, consent_id=line.id, wanted=[Scope.LOANS])
    consents.narrow_consent(actor=me, at=at, consent_id=line.id, wanted=[Scope.ME])
    assert (Caller(pair.access).get("me")[0], Caller(pair.access).get("me/card")[0]) == (200, 403)
    consents.withdraw(actor=me, at=at, consent_id=line.id)
    assert Caller(pair.access).get("me")[1]["code"] == "token-revoked"
    with pytest.raises(NoSuchConsent):
        consents.withdraw(actor=me, at=at, consent_id=line.id)
    looks = audit.looks(subject=consents.subject(line.id))
    assert [look.name for look in looks] == ["", "", ""], "for ever on record, so without a name"
    assert {look.actor for look in looks} == {"reader"}


def test_agreeing_anew_replaces_what_was_allowed(application: int, reader: people.ReaderValue) -> None:
    first = consented(application, reader, OF_READERS)
    second = consented(application, reader, [Scope.ME])
    assert Caller(first.access).get("me")[0] == 401
    assert Caller(second.access).get("me")[0] == 200
    assert Consent.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"wanted": []}, {"wanted": [Scope.CATALOGUE]}, {"return_address": "https://evil.example/back"},
        {"challenge": VERIFIER}, {"challenge": ""},
    ],
)  # fmt: skip
def test_a_consent_with_a_wrong_part_is_refused(
    application: int, reader: people.ReaderValue, wrong: dict[str, Any]
) -> None:
    said = {"wanted": [Scope.ME], "return_address": BACK, "challenge": CHALLENGE} | wrong
    actor = people.actor_of_person(reader.person_id, at=timezone.now())
    with pytest.raises(Invalid):
        consents.agree(actor=actor, at=timezone.now(), application_id=application, reader_id=reader.id, **said)
    assert not Code.objects.exists()


def test_nobody_consents_for_another_and_a_scope_that_the_application_may_not_ask_is_refused(
    reader: people.ReaderValue, site: int
) -> None:
    few, other = make_application("少", [Scope.ME]), make_reader(site_id=site, name="钱二")
    with pytest.raises(NotAllowed):
        agree(few, reader, [Scope.ME], by=other.person_id)
    with pytest.raises(Invalid):
        agree(few, reader, [Scope.LOANS])
    assert agree(few, reader, [Scope.ME])


def test_a_child_under_fourteen_cannot_agree_its_guardian_can(
    application: int, reader: people.ReaderValue, site: int
) -> None:
    child = make_child(site, reader, years=8)
    with pytest.raises(GuardianDecides):
        agree(application, child, [Scope.ME])
    pair = consented(application, child, [Scope.ME], by=reader.person_id)
    assert Caller(pair.access).get("me")[1]["name"] == child.name
    other = make_reader(site_id=site, name="钱二")
    with pytest.raises(NotAllowed):
        agree(application, child, [Scope.ME], by=other.person_id)
    people.withdraw_consent(
        actor=people.actor_of_person(reader.person_id, at=timezone.now()), at=timezone.now(), child_id=child.id
    )
    assert Caller(pair.access).get("me")[1]["code"] == "token-revoked", "whoever takes consent back takes this one too"


def test_a_guardians_consent_ends_when_the_child_is_grown_up(
    application: int, reader: people.ReaderValue, site: int
) -> None:
    child = make_child(site, reader, years=15)
    pair = consented(application, child, [Scope.ME], by=reader.person_id)
    assert Caller(pair.access).get("me")[0] == 200
    said = people.Particulars(name=child.name, birth_on=date(timezone.now().year - 19, 1, 1))
    people.edit_reader(actor=TESTER, at=timezone.now(), reader_id=child.id, said=said, home_site_id=site)
    assert Caller(pair.access).get("me")[1]["code"] == "token-revoked"
    assert consented(application, people.reader(child.id), [Scope.ME]).access, "from now on they agree by themselves"


def test_a_reader_of_fifteen_agrees_alone_and_the_guardian_may_take_it_back(
    application: int, reader: people.ReaderValue, site: int
) -> None:
    child = make_child(site, reader, years=15)
    pair = consented(application, child, [Scope.ME])
    [line] = queries.consents_of([child.id], me=reader.id)
    assert line.child == child.name
    guardian = people.actor_of_person(reader.person_id, at=timezone.now())
    consents.withdraw(actor=guardian, at=timezone.now(), consent_id=line.id)
    assert Consent.objects.get(pk=line.id).ended_by == "guardian"
    assert Caller(pair.access).get("me")[0] == 401


def test_an_erased_reader_and_a_closed_account_open_nothing(application: int, reader: people.ReaderValue) -> None:
    user = make_user(reader.person_id)
    pair = consented(application, reader, [Scope.ME])
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert Caller(pair.access).get("me")[1]["code"] == "token-revoked"
    User.objects.filter(pk=user.pk).update(is_active=True)
    assert Caller(pair.access).get("me")[0] == 200
    people.erase_person(actor=TESTER, at=timezone.now(), person_id=reader.person_id)
    assert Caller(pair.access).get("me")[0] == 401, "at once, before the worker has been here"
    assert consents.forget_reader(actor=system("test"), at=timezone.now(), reader_id=reader.id) == 1
    assert not Token.objects.exists()


def test_merged_readers_are_asked_anew(application: int, reader: people.ReaderValue, site: int) -> None:
    double = make_reader(site_id=site, name=reader.name)
    pair = consented(application, double, [Scope.ME])
    people.merge_readers(actor=TESTER, at=timezone.now(), kept_id=reader.id, gone_id=double.id)
    assert Caller(pair.access).get("me")[0] == 401


def test_a_client_that_others_wrote_goes_through_the_steps(
    application: int, reader: people.ReaderValue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """oauthlib makes the requests and reads the answers: the page of consent, the code, the token, the refresh."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # the test client speaks http
    make_user(reader.person_id)
    browser = Client()
    browser.force_login(User.objects.get(person=reader.person_id))
    known = Client().get("/.well-known/oauth-authorization-server").json()
    client = WebApplicationClient(queries.application(application).client_id)
    verifier = client.create_code_verifier(64)
    address = client.prepare_request_uri(
        known["authorization_endpoint"], redirect_uri=BACK, scope="me:read loans:read", state="s-1",
        code_challenge=client.create_code_challenge(verifier, "S256"), code_challenge_method="S256",
    )  # fmt: skip
    asked = address.removeprefix("http://testserver")
    assert browser.get(asked).status_code == 200
    back = browser.post(asked, {"answer": "agree", "reader": str(reader.id), "scopes": ["me:read", "loans:read"]})
    assert back.status_code == 302
    code = client.parse_request_uri_response(back.headers["Location"], state="s-1")["code"]
    body = client.prepare_request_body(code=code, redirect_uri=BACK, code_verifier=verifier)
    answer = Client().post("/api/v1/oauth/token", body, content_type="application/x-www-form-urlencoded")
    assert answer.headers["Cache-Control"] == "no-store"
    told = client.parse_request_body_response(answer.content.decode(), scope=["me:read", "loans:read"])
    assert Caller(told["access_token"]).get("me")[1]["name"] == reader.name
    again = client.prepare_refresh_body(refresh_token=told["refresh_token"], client_id=client.client_id)
    second = Client().post("/api/v1/oauth/token", again, content_type="application/x-www-form-urlencoded")
    fresh = client.parse_request_body_response(second.content.decode())
    _url, headers, body = client.prepare_token_revocation_request(
        "https://x/", fresh["refresh_token"], client_id=client.client_id
    )
    gone = Client().post(
        "/api/v1/oauth/revocation", f"{body}&client_id={client.client_id}", content_type=headers["Content-Type"]
    )
    assert gone.status_code == 200
    assert Caller(fresh["access_token"]).get("me")[0] == 401
    third = Client().post("/api/v1/oauth/token", again, content_type="application/x-www-form-urlencoded")
    assert third.status_code == 400
    with pytest.raises(OAuth2Error):
        client.parse_request_body_response(third.content.decode())


@pytest.mark.django_db(transaction=True)
def test_two_at_once_redeem_a_code_once(site: int) -> None:
    application, reader = make_application(), make_reader(site_id=site)
    code, got = agree(application, reader, [Scope.ME]), []

    def one() -> None:
        try:
            got.append(redeem(application, code).access)
        except GrantRefused:
            got.append("")
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(bool(x) for x in got) == 1


def test_an_application_gives_up_its_own_tokens_only(application: int, reader: people.ReaderValue) -> None:
    pair, now = consented(application, reader, [Scope.ME]), timezone.now()
    client_id = queries.application(application).client_id
    for other in ("", "\x00", "other"):
        flow.give_up(at=now, client_id=other, token=pair.access)
    flow.give_up(at=now, client_id=client_id, token="shu_unknown")
    assert Caller(pair.access).get("me")[0] == 200
    flow.give_up(at=now, client_id=client_id, token=pair.access)
    assert Caller(pair.access).get("me")[0] == 401
    assert flow.refresh(at=now, client_id=client_id, token=pair.refresh).access, "the consent itself stands"
