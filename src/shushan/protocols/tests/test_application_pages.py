"""Pages: staff run applications, readers agree and take back, developers read how."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shushan.circulation.tests.make import make_site
from shushan.people import public as people
from shushan.people.tests.make import TESTER, make_reader, make_staff, make_user, without_second_factor
from shushan.protocols.access import queries
from shushan.protocols.access.models import Code, Consent
from shushan.protocols.access.scopes import PUBLIC, Scope
from shushan.protocols.tests.callers import (
    BACK,
    CHALLENGE,
    Caller,
    agree,
    consented,
    make_application,
    make_token,
    redeem,
)

pytestmark = pytest.mark.django_db
ASK = "/my/applications/authorization/"


@pytest.fixture
def site() -> int:
    return make_site()


@pytest.fixture
def reader(site: int) -> people.ReaderValue:
    return make_reader(site_id=site)


@pytest.fixture
def mine(reader: people.ReaderValue) -> Client:
    return browser(reader.person_id)


@pytest.fixture
def director() -> Client:
    without_second_factor()
    return browser(make_staff("director"))


def browser(person_id: int) -> Client:
    client = Client()
    client.force_login(make_user(person_id))
    return client


def asking(application: int, **change: str) -> str:
    said = {
        "response_type": "code", "client_id": queries.application(application).client_id, "redirect_uri": BACK,
        "scope": "me:read loans:renew", "state": "s 1&x", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    } | change  # fmt: skip
    return f"{ASK}?{urlencode(said)}"


def told(answer: Any) -> dict[str, str]:
    """Return what stands in the address that a reader is led back to."""
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(BACK + "?")
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def test_staff_register_an_application_issue_narrow_and_revoke_a_token(director: Client) -> None:
    said = {
        "name": "发现系统", "contact": "某公司", "per_minute": "60", "scopes": ["catalogue:read", "library:read"],
        "return_addresses": "", "origins": "https://a.example\n",
    }  # fmt: skip
    page = director.post("/staff/applications/new/", said, follow=True)
    assert "发现系统" in page.content.decode()
    [line] = queries.applications(at=timezone.now())
    application = line.application.id
    until = (date.today() + timedelta(days=10)).isoformat()
    wish = {"note": "每夜", "scopes": ["catalogue:read", "library:read"], "until": until, "per_minute": "5"}
    made = director.post(f"/staff/applications/{application}/tokens/", wish)
    secret = made.content.decode().split('<code class="hash">shu_')[1].split("</code>")[0]
    assert Caller("shu_" + secret).get("sites")[0] == 200
    assert "no-store" in made.headers["Cache-Control"]
    assert secret not in director.get(f"/staff/applications/{application}/").content.decode(), "shown once"
    [token] = queries.tokens_of(application)
    page = f"/staff/applications/tokens/{token.id}/"
    wider = director.post(page, wish | {"per_minute": "6"})
    assert wider.status_code == 422
    assert "只能收窄" in wider.content.decode()
    director.post(page, wish | {"scopes": ["library:read"]})
    assert queries.token(token.id).scopes == {Scope.LIBRARY}
    assert queries.token(token.id).expires_at == token.expires_at
    assert "不能恢复" in director.post(f"{page}revocation/").content.decode()
    assert queries.token(token.id).revoked_at is None, "a page asks first"
    director.post(f"{page}revocation/", {"confirmed": "1"})
    assert Caller("shu_" + secret).get("sites")[0] == 401


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"return_addresses": "http://x.example/"}, "不能回到这个地址"), ({"origins": "x"}, "这不是网页来源"),
        ({"name": "海川阅读"}, "已有同名的应用"), ({"per_minute": "0"}, "1"), ({"scopes": ["all"]}, "all"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_beside_the_field_and_nothing_typed_is_lost(
    director: Client, change: dict[str, Any], word: str
) -> None:
    make_application()
    page = director.post(
        "/staff/applications/new/", {"name": "新的", "contact": "联系人甲", "per_minute": "60"} | change
    )
    assert page.status_code == 422
    assert word in page.content.decode()
    assert "联系人甲" in page.content.decode()


def test_closing_says_what_ends_and_then_it_ends(director: Client, reader: people.ReaderValue) -> None:
    application = make_application()
    secret, pair = make_token(application).secret, consented(application, reader, [Scope.ME])
    asked = director.post(f"/staff/applications/{application}/closing/").content.decode()
    assert "海川阅读" in asked
    assert Caller(secret).get("sites")[0] == 200
    director.post(f"/staff/applications/{application}/closing/", {"confirmed": "1"})
    assert [Caller(one).get("sites")[0] for one in (secret, pair.access)] == [401, 401]
    assert (
        director.post(
            f"/staff/applications/{application}/edit/", {"name": "x", "contact": "x", "per_minute": 1}
        ).status_code
        == 422
    )
    assert "发新令牌" not in director.get(f"/staff/applications/{application}/").content.decode()


def test_the_list_costs_the_same_for_one_and_three(director: Client, reader: people.ReaderValue) -> None:
    counts = []
    for n in range(3):
        application = make_application(f"应用{n}")
        make_token(application)
        make_token(application)
        consented(application, reader, [Scope.ME])
        director.get("/staff/applications/")
        with CaptureQueriesContext(connection) as asked:
            page = director.get("/staff/applications/").content.decode()
        counts.append(len(asked))
    assert len(set(counts)) == 1
    assert "3 个应用" in page
    lines = queries.applications(at=timezone.now())
    assert [(one.tokens, one.consents) for one in lines] == [(2, 1)] * 3
    assert "应用0" not in director.get("/staff/applications/?q=应用1").content.decode()


def test_a_desk_librarian_sees_no_applications(site: int) -> None:
    application = make_application()
    desk = browser(make_staff("desk", site_id=site))
    for path in ("", "new/", f"{application}/", f"{application}/edit/", f"{application}/tokens/"):
        assert desk.get(f"/staff/applications/{path}").status_code == 403


def test_a_reader_agrees_to_part_of_it_and_the_application_gets_just_that(
    mine: Client, reader: people.ReaderValue
) -> None:
    application = make_application()
    page = mine.get(asking(application))
    assert "海川阅读" in page.content.decode()
    assert "替您续借" in page.content.decode()
    assert "看不到您的密码" in page.content.decode()
    assert "form-action 'self' https://app.example.org" in page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    answer = mine.post(asking(application), {"answer": "agree", "scopes": ["me:read", "card:read"]})
    said = told(answer)
    assert (said["state"], said["iss"]) == ("s 1&x", "http://testserver")
    pair = redeem(application, said["code"])
    assert pair.scopes == {Scope.ME}, "neither what was unticked nor what was not asked for"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_reader_who_does_not_agree_is_led_back_with_a_no(mine: Client) -> None:
    said = told(mine.post(asking(make_application()), {"answer": "refuse", "scopes": ["me:read"]}))
    assert (said["error"], said["state"]) == ("access_denied", "s 1&x")
    assert not Consent.objects.exists()


def test_agreeing_to_nothing_is_asked_again(mine: Client) -> None:
    page = mine.post(asking(make_application()), {"answer": "agree"})
    assert page.status_code == 422
    assert "请至少勾选一项" in page.content.decode()
    assert not Code.objects.exists()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"), ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"), ({"scope": "catalogue:read"}, "invalid_scope"),
        ({"scope": "everything"}, "invalid_scope"), ({"state": "x" * 501}, "invalid_request"),
    ],
)  # fmt: skip
def test_a_wrong_wish_of_a_known_application_goes_back_to_it(mine: Client, change: dict[str, str], error: str) -> None:
    assert told(mine.get(asking(make_application(), **change)))["error"] == error


@pytest.mark.parametrize(
    "change", [{"redirect_uri": "https://evil.example/"}, {"client_id": "x"}, {"client_id": "\x00"}]
)
def test_a_stranger_or_an_unknown_address_is_led_nowhere(mine: Client, change: dict[str, str]) -> None:
    for answer in (mine.get(asking(make_application(), **change)), mine.post(asking(make_application("二"), **change))):
        assert answer.status_code in (404, 422)
        assert "Location" not in answer.headers


def test_whoever_is_not_signed_in_comes_back_to_the_question() -> None:
    answer = Client().get(asking(make_application()))
    assert answer.status_code == 302
    assert "next=/my/applications/authorization/%3F" in answer.headers["Location"]


def test_a_guardian_chooses_for_whom_and_a_child_is_told_to_ask(
    mine: Client, reader: people.ReaderValue, site: int
) -> None:
    now = timezone.now()
    child_id = people.register_reader(
        actor=TESTER, at=now, name="林小小", home_site_id=site, birth_on=date(now.year - 8, 1, 1), guardian_id=reader.id
    )
    child, application = people.reader(child_id), make_application()
    assert "林小小" in mine.get(asking(application)).content.decode()
    said = told(mine.post(asking(application), {"answer": "agree", "reader": child_id, "scopes": ["me:read"]}))
    assert Caller(redeem(application, said["code"]).access).get("me")[1]["name"] == "林小小"
    page = mine.get("/my/applications/").content.decode()
    assert "海川阅读" in page
    assert "林小小" in page
    young = browser(child.person_id)
    assert "请监护人登录" in young.get(asking(application)).content.decode()
    refused = young.post(asking(application), {"answer": "agree", "reader": child_id, "scopes": ["me:read"]})
    assert (refused.status_code, "请监护人登录" in refused.content.decode()) == (403, True)
    stranger = mine.post(
        asking(application),
        {"answer": "agree", "reader": make_reader(site_id=site, name="钱二").id, "scopes": ["me:read"]},
    )
    assert stranger.status_code == 403


def test_my_applications_are_narrowed_and_taken_back(mine: Client, reader: people.ReaderValue, site: int) -> None:
    assert "没有应用可以替您办事" in mine.get("/my/applications/").content.decode()
    assert "授权的应用" not in mine.get("/my/").content.decode()
    pair = consented(make_application(), reader, [Scope.ME, Scope.CARD])
    assert "海川阅读" in mine.get("/my/").content.decode()
    assert "海川阅读" in mine.get("/my/privacy/").content.decode()
    consent = Consent.objects.get().pk
    other = browser(make_reader(site_id=site, name="钱二").person_id)
    for act in ("narrowing", "withdrawal"):
        assert other.post(f"/my/applications/{consent}/{act}/").status_code == 404
    mine.post(f"/my/applications/{consent}/narrowing/", {"scopes": ["me:read"]})
    assert [Caller(pair.access).get(path)[0] for path in ("me", "me/card")] == [200, 403]
    mine.post(f"/my/applications/{consent}/withdrawal/")
    assert Caller(pair.access).get("me")[0] == 401
    agree(make_application("二"), reader, [Scope.ME])
    mine.post(f"/my/applications/{Consent.objects.get(ended_at=None).pk}/narrowing/")
    assert not Consent.objects.filter(ended_at=None).exists()


def test_the_developers_page_names_every_scope_and_stands_in_the_footer() -> None:
    page = Client().get("/developers/").content.decode()
    assert all(scope.value in page for scope in Scope)
    assert "/api/v1/me/holds" in page
    assert 'href="/developers/"' in Client().get("/sites/").content.decode()
    assert PUBLIC
    english = Client().get("/en/developers/").content.decode()
    assert "For developers" in english
