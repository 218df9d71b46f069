"""Tokens: only digests are kept, each door needs its scope, what is expired, revoked or too often asked is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shushan.audit import public as audit
from shushan.circulation.tests.make import make_charge, make_hold, make_item, make_loan, make_site
from shushan.kernel.actor import Actor, ActorKind
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.kernel.tokens import token_digest
from shushan.people import public as people
from shushan.people.tests.make import LONG_AGO, make_reader, make_staff
from shushan.protocols.access import queries
from shushan.protocols.access.errors import NameTaken, NoSuchApplication, NoSuchToken, OnlyNarrower
from shushan.protocols.access.limits import Counters
from shushan.protocols.access.models import Application, Consent, Token
from shushan.protocols.access.operations import applications, tokens
from shushan.protocols.access.scopes import OF_READERS, PUBLIC, Scope
from shushan.protocols.access.terms import Particulars
from shushan.protocols.api import api
from shushan.protocols.tests.callers import TESTER, Caller, agree, consented, make_application, make_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> int:
    return make_site()


@pytest.fixture
def reader(site: int) -> people.ReaderValue:
    return make_reader(site_id=site)


def doors() -> list[tuple[str, str, Scope]]:
    """Return method, address and scope of every door that needs one, from the document."""
    found = []
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, door in methods.items():
            if "x-scope" in door:
                filled = path.replace("{suffix}", "mrc").replace("{code}", "C")
                for name in ("record_id", "loan_id", "hold_id", "notice_id", "barcode", "value_id"):
                    filled = filled.replace("{" + name + "}", "1")
                found.append((method.upper(), filled.removeprefix("/api/v1/"), Scope(door["x-scope"])))
    return found


def test_every_scope_has_a_door() -> None:
    assert {scope for _method, _path, scope in doors()} == set(Scope)


def test_only_digests_are_kept(reader: people.ReaderValue) -> None:
    application = make_application()
    own = make_token(application).secret
    code = agree(application, reader, [Scope.LOANS])
    pair = consented(application, reader, [Scope.LOANS])
    kept = json.dumps(
        [list(model.objects.values_list()) for model in (Application, Consent, Token)], default=str, ensure_ascii=False
    )
    for secret in (own, code, pair.access, pair.refresh):
        assert secret not in kept
        assert secret.startswith("shu_")
    assert token_digest(own) in kept


def test_each_door_refuses_each_token_without_its_scope(reader: people.ReaderValue) -> None:
    """Door × missing scope: a token that is good for everything else is refused with 403 and the name of the scope."""
    application = make_application()
    for method, path, scope in doors():
        if scope in PUBLIC:
            secret = make_token(application, PUBLIC - {scope}).secret
        else:
            secret = consented(application, reader, set(OF_READERS) - {scope}).access
        answer = Caller(secret).ask(method, path, {} if method == "POST" else None)
        told = json.loads(answer.content)
        assert (answer.status_code, told["code"], told.get("scope")) == (403, "scope-missing", scope), path
        assert f'scope="{scope}"' in answer.headers["WWW-Authenticate"]
        assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_each_door_lets_in_the_token_with_just_its_scope(reader: people.ReaderValue) -> None:
    application = make_application()
    for method, path, scope in doors():
        secret = (
            make_token(application, {scope}).secret
            if scope in PUBLIC
            else consented(application, reader, {scope}).access
        )
        answer = Caller(secret).ask(method, path, {} if method == "POST" else None)
        assert answer.status_code in (200, 404, 422), (path, answer.status_code, answer.content)


def test_a_readers_doors_are_closed_to_an_applications_own_token_and_to_nobody(reader: people.ReaderValue) -> None:
    own = Caller(make_token(make_application()).secret)
    for method, path, scope in doors():
        if scope in PUBLIC:
            continue
        assert own.ask(method, path).status_code == 403
        answer = Caller().ask(method, path)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="shushan"'
        assert json.loads(answer.content)["code"] == "token-needed"


def test_what_is_unknown_expired_or_revoked_opens_nothing() -> None:
    application = make_application()
    good, old, gone = (make_token(application) for _n in range(3))
    Token.objects.filter(pk=old.id).update(made_at=LONG_AGO, expires_at=timezone.now() - timedelta(seconds=1))
    assert Caller(good.secret).get("sites")[0] == 200
    tokens.revoke_token(actor=TESTER, at=timezone.now(), token_id=gone.id)
    for secret, code in (
        (old.secret, "token-expired"), (gone.secret, "token-revoked"), ("shu_" + "x" * 43, "token-unknown"),
        ("nonsense", "token-unknown"), ("x" * 5000, "token-unknown"), ("汉字\x00", "token-unknown"),
    ):  # fmt: skip
        answer = Client().get("/api/v1/sites", headers={"Authorization": f"Bearer {secret}".encode().decode("latin-1")})
        assert (answer.status_code, answer.json()["code"]) == (401, code)
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    for said in ("Basic abc", "Bearer", "Bearer  "):
        answer = Client().get("/api/v1/sites", headers={"Authorization": said})
        assert (answer.status_code, answer.json()["code"]) == (401, "token-unknown")


def test_a_closed_application_takes_its_tokens_and_consents_with_it(reader: people.ReaderValue) -> None:
    application = make_application()
    own, pair = make_token(application).secret, consented(application, reader, [Scope.ME])
    applications.close_application(actor=TESTER, at=timezone.now(), application_id=application)
    for secret, path in ((own, "sites"), (pair.access, "me")):
        assert Caller(secret).get(path)[1]["code"] == "token-revoked"
    with pytest.raises(NoSuchApplication):
        make_token(application)
    with pytest.raises(NoSuchApplication):
        agree(application, reader, [Scope.ME])


def test_a_scope_that_an_application_loses_is_gone_from_its_tokens_at_once(reader: people.ReaderValue) -> None:
    application = make_application()
    pair = consented(application, reader, [Scope.ME, Scope.CARD])
    said = queries.application(application).said
    less = Particulars(**{**{f: getattr(said, f) for f in said.__slots__}, "scopes": said.scopes - {Scope.CARD}})
    applications.change_application(actor=TESTER, at=timezone.now(), application_id=application, said=less)
    assert Caller(pair.access).get("me")[0] == 200
    assert Caller(pair.access).get("me/card")[0] == 403


def test_a_token_can_be_narrowed_never_widened() -> None:
    made = make_token(make_application(), PUBLIC, per_minute=50)
    line, at = queries.token(made.id), timezone.now()
    for wanted, until, per_minute in (
        (PUBLIC, line.expires_at + timedelta(days=1), 50), (PUBLIC, line.expires_at, 51), (PUBLIC | {Scope.ME}, line.expires_at, 50),
    ):  # fmt: skip
        with pytest.raises(OnlyNarrower):
            tokens.narrow_token(
                actor=TESTER, at=at, token_id=made.id, wanted=wanted, expires_at=until, per_minute=per_minute
            )
    with pytest.raises(Invalid):
        tokens.narrow_token(actor=TESTER, at=at, token_id=made.id, wanted=[], expires_at=line.expires_at, per_minute=5)
    tokens.narrow_token(
        actor=TESTER, at=at, token_id=made.id, wanted=[Scope.LIBRARY], expires_at=at + timedelta(days=1), per_minute=5
    )
    assert Caller(made.secret).get("sites")[0] == 200
    assert Caller(made.secret).get("search?q=x")[0] == 403
    assert queries.token(made.id).per_minute == 5


def test_too_many_requests_are_told_to_wait_and_the_next_minute_begins_anew() -> None:
    caller = Caller(make_token(make_application(), per_minute=3).secret)
    left = [caller.ask("GET", "articles").headers["RateLimit-Remaining"] for _n in range(3)]
    answer = caller.ask("GET", "articles")
    if left == ["2", "1", "0"]:  # else a minute ended in between
        assert answer.status_code == 429
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        assert json.loads(answer.content)["code"] == "too-often"
        assert Caller().get("articles")[0] == 200, "others are not held up"


def test_the_counters_are_shared_and_begin_anew_each_minute(tmp_path: Any) -> None:
    at = timezone.now()
    one, two = Counters(tmp_path / "limits"), Counters(tmp_path / "limits")
    assert [c.take("a", 2, at).passes for c in (one, two, one)] == [True, True, False]
    assert two.take("b", 2, at).passes
    assert one.take("a", 2, at + timedelta(minutes=1)).passes
    for n in range(20_000):  # more keys than places: nobody is refused who asks once
        assert one.take(f"k{n}", 1, at + timedelta(minutes=2)).passes


def test_only_whoever_holds_the_grant_runs_applications(site: int) -> None:
    application, at = make_application(), timezone.now()
    made = make_token(application)
    desk = people.actor_of_person(make_staff("desk", site_id=site), at=at)
    director = people.actor_of_person(make_staff("director"), at=at)
    said = Particulars(name="别的", contact="x")
    for actor in (desk, Actor(ActorKind.READER, 1, "x")):
        with pytest.raises(NotAllowed):
            applications.register_application(actor=actor, at=at, said=said)
        with pytest.raises(NotAllowed):
            applications.change_application(actor=actor, at=at, application_id=application, said=said)
        with pytest.raises(NotAllowed):
            applications.close_application(actor=actor, at=at, application_id=application)
        with pytest.raises(NotAllowed):
            tokens.issue_token(
                actor=actor,
                at=at,
                application_id=application,
                wanted=PUBLIC,
                expires_at=at + timedelta(days=1),
                per_minute=1,
            )
        with pytest.raises(NotAllowed):
            tokens.revoke_token(actor=actor, at=at, token_id=made.id)
        with pytest.raises(NotAllowed):
            tokens.narrow_token(
                actor=actor, at=at, token_id=made.id, wanted=PUBLIC, expires_at=at + timedelta(days=1), per_minute=1
            )
        with pytest.raises(NotAllowed):
            tokens.drop_old(actor=actor, at=at)
    tokens.revoke_token(actor=director, at=at, token_id=made.id)
    with pytest.raises(NoSuchToken):
        tokens.revoke_token(actor=director, at=at, token_id=made.id)
    notes = [look.note for look in audit.looks(subject=f"protocols.application:{application}")]
    assert any("revoked" in note for note in notes)
    assert any("issued" in note for note in notes)
    assert not any(made.secret in note for note in notes)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("return_addresses", ("http://app.example.org/back",)), ("return_addresses", ("javascript:alert(1)",)),
        ("return_addresses", ("https://a.example/#x",)), ("return_addresses", ("https://u:p@a.example/",)),
        ("return_addresses", ("https://[::1",)), ("origins", ("https://a.example/",)), ("origins", ("*",)),
        ("origins", ("http://a.example",)), ("home_page", "http://a.example"), ("name", "  "), ("contact", ""),
        ("per_minute", 0), ("per_minute", 10**7), ("origins", tuple(f"https://a{n}.example" for n in range(11))),
    ],
)  # fmt: skip
def test_an_application_with_a_wrong_part_is_refused(part: str, value: object) -> None:
    said: dict[str, Any] = {"name": "应用", "contact": "x"} | {part: value}
    with pytest.raises(Invalid):
        applications.register_application(actor=TESTER, at=timezone.now(), said=Particulars(**said))
    assert not Application.objects.exists()


def test_a_name_is_taken_once_until_its_application_is_closed() -> None:
    first = make_application("同名")
    with pytest.raises(NameTaken):
        make_application("同名")
    applications.close_application(actor=TESTER, at=timezone.now(), application_id=first)
    make_application("同名")


@pytest.mark.parametrize("wanted", [[], [Scope.ME], [Scope.CATALOGUE, Scope.LOANS]])
def test_a_token_of_its_own_is_never_good_for_a_readers_things(wanted: list[Scope]) -> None:
    with pytest.raises(Invalid):
        make_token(make_application(), wanted)


def test_what_is_long_over_is_forgotten(reader: people.ReaderValue) -> None:
    application = make_application()
    own = make_token(application)
    consented(application, reader, [Scope.ME])
    later = timezone.now() + timedelta(days=400)
    assert tokens.drop_old(actor=TESTER, at=later) == 3  # code, access, refresh
    assert [row.pk for row in Token.objects.all()] == [own.id]


def test_the_last_use_is_written_now_and_then() -> None:
    made = make_token(make_application())
    assert queries.token(made.id).last_used_at is None
    Caller(made.secret).get("sites")
    first = queries.token(made.id).last_used_at
    assert first is not None
    Caller(made.secret).get("sites")
    assert queries.token(made.id).last_used_at == first


def test_a_token_in_the_address_is_refused_before_anything_else() -> None:
    secret = make_token(make_application()).secret
    for name in ("access_token", "token"):
        status, told = Caller().get(f"sites?{name}={secret}")
        assert (status, told["code"]) == (400, "token-in-address")


def test_lists_cost_the_same_for_one_and_three(reader: people.ReaderValue, site: int) -> None:
    secret = consented(make_application(), reader, [Scope.LOANS, Scope.HOLDS, Scope.CHARGES]).access
    asked: dict[str, list[int]] = {"me/loans": [], "me/holds": [], "me/charges": []}
    for n in range(3):
        make_loan(item_id=make_item(site_id=site).id, reader_id=reader.id, site_id=site)
        make_hold(reader.id, make_item(site_id=site), site)
        make_charge(reader.id, site_id=site, at=LONG_AGO)
        for path, counts in asked.items():
            Caller(secret).get(path)  # whatever is compiled or noted once
            with CaptureQueriesContext(connection) as queries_:
                told = Caller(secret).get(path)[1]
            assert len(told["charges"] if path == "me/charges" else told) == n + 1
            counts.append(len(queries_))
    assert all(len(set(counts)) == 1 for counts in asked.values()), asked


def test_whoever_tries_secrets_out_is_slowed_down() -> None:
    from shushan.options import public as options
    from shushan.protocols.access.options import ANONYMOUS_LIMIT

    at = timezone.now()
    options.set_option(actor=TESTER, at=at, code=ANONYMOUS_LIMIT.code, value=2, valid_from=at, note="试验一下")
    said = {"grant_type": "refresh_token", "client_id": "x", "refresh_token": "shu_guess"}
    statuses = [Client().post("/api/v1/oauth/token", said).status_code for _n in range(5)]
    assert 429 in statuses
    assert statuses[0] == 400
    assert [Caller("shu_guess").get("sites")[0] for _n in range(3)][-1] in (401, 429)
