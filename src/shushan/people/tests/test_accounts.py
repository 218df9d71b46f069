"""Signing up, signing in, the second factor, the password by mail."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.urls import reverse

from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.people.adapters import AccountAdapter, SecondFactorAdapter
from shushan.people.models import Reader, User
from shushan.people.tests.make import (
    PASSWORD,
    TESTER,
    counted,
    make_reader,
    make_staff,
    make_user,
    without_second_factor,
)

pytestmark = pytest.mark.django_db


def signing_up(site: int, **more: str) -> dict[str, str]:
    return {
        "name": "孙三",
        "birth_on": "1991-02-03",
        "phone": "13911112222",
        "home_site": str(site),
        "username": "SunSan",
        "email": "sun@example.org",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "consent": "on",
        **more,
    }


def test_signing_up_makes_account_person_reader_and_a_card_for_on_line_services(centre: int, client: Client) -> None:
    answer = client.post(reverse("account_signup"), signing_up(centre))
    assert answer.status_code == 302 and answer.url == reverse("people:my")
    user = User.objects.get()
    value = people.reader_of_user(user.pk)
    assert user.username == "sunsan" and value is not None
    assert (value.name, value.card_state, value.is_verified) == ("孙三", people.CardState.PENDING, False)
    assert (counted("people.reader-registered"), counted("people.card-issued")) == (1, 1)
    assert "第一次借书前" in client.get(reverse("people:my")).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"birth_on": f"{date.today().year - 10}-01-01"},
        {"birth_on": "2999-01-01"},
        {"consent": ""},
        {"password2": "another"},
        {"password1": "12345678", "password2": "12345678"},
        {"username": "204528069659"},
        {"username": "a@b.org"},
        {"name": ""},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(centre: int, client: Client, wrong: dict[str, str]) -> None:
    answer = client.post(reverse("account_signup"), signing_up(centre, **wrong))
    assert answer.status_code == 200 and answer.context["form"].errors
    assert not User.objects.exists() and not Reader.objects.exists()


def test_a_sign_in_name_is_taken_once(centre: int, client: Client) -> None:
    make_user(make_staff(), username="sunsan")
    assert client.post(reverse("account_signup"), signing_up(centre)).context["form"].errors["username"]
    assert not Reader.objects.exists()


@pytest.mark.parametrize("way", ["username", "email", "card"])
def test_signing_in_takes_name_mail_or_card(centre: int, client: Client, way: str) -> None:
    reader = make_reader(site_id=centre)
    user = make_user(reader.person_id, username="xiaoman", email="x@example.org")
    EmailAddress.objects.create(user=user, email="x@example.org", verified=True, primary=True)
    login = {"username": "XiaoMan", "email": "x@example.org", "card": reader.card_number}[way]
    answer = client.post(reverse("account_login"), {"login": login, "password": PASSWORD})
    assert answer.status_code == 302 and answer.url == reverse("people:my")


def test_staff_go_to_their_place_of_work(centre: int, client: Client) -> None:
    make_user(make_staff("desk", site_id=centre), username="wang")
    answer = client.post(reverse("account_login"), {"login": "wang", "password": PASSWORD})
    assert answer.url == reverse("staff:home")


def test_the_sixth_wrong_password_is_not_even_looked_at(centre: int, client: Client) -> None:
    make_user(make_staff(), username="wang")
    for _ in range(5):
        answer = client.post(reverse("account_login"), {"login": "wang", "password": "wrong"})
        assert answer.status_code == 200
    answer = client.post(reverse("account_login"), {"login": "wang", "password": PASSWORD})
    assert answer.status_code == 200 and "_auth_user_id" not in client.session


def test_too_many_requests_get_a_page_of_their_own(centre: int, client: Client) -> None:
    for _ in range(11):
        answer = client.post(reverse("account_signup"), {})
    assert answer.status_code == 429


def test_addresses_are_counted_behind_trusted_proxies_only(rf: Any, settings: Any) -> None:
    request = rf.get("/", headers={"X-Forwarded-For": "6.6.6.6, 10.0.0.9"}, REMOTE_ADDR="10.0.0.1")
    assert AccountAdapter().get_client_ip(request) == "10.0.0.1"
    settings.ENVIRONMENT = type("E", (), {"trusted_proxies": 1})
    assert AccountAdapter().get_client_ip(request) == "10.0.0.9"


def test_a_new_password_comes_by_mail(centre: int, client: Client) -> None:
    user = make_user(make_staff(), username="wang", email="wang@example.org")
    client.post(reverse("account_reset_password"), {"email": "wang@example.org"})
    link = next(word for word in str(mail.outbox[0].body).split() if "/account/password/reset/key/" in word)
    form = client.get(link.partition("testserver")[2], follow=True)
    address = form.redirect_chain[-1][0]
    assert client.post(address, {"password1": PASSWORD + "2", "password2": PASSWORD + "2"}).status_code == 302
    assert User.objects.get(pk=user.pk).check_password(PASSWORD + "2")


def test_holders_of_a_card_claim_their_account_once(centre: int, client: Client) -> None:
    reader = make_reader(site_id=centre)
    said = {
        "card_number": reader.card_number,
        "birth_on": "1990-05-04",
        "username": "xiaoman",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert client.post(reverse("people:claim"), {**said, "birth_on": "1990-05-05"}).status_code == 422
    assert not User.objects.exists()
    assert client.post(reverse("people:claim"), said).url == "/my/"
    assert User.objects.get().person_id == reader.person_id
    again = Client().post(reverse("people:claim"), {**said, "username": "other"})
    assert again.status_code == 422 and User.objects.count() == 1


def test_a_role_that_needs_a_second_factor_leads_to_setting_one_up(client: Client) -> None:
    user = make_user(make_staff("director"))
    client.force_login(user)
    answer = client.get(reverse("people:readers"))
    assert answer.status_code == 302 and answer.url == reverse("people:second-factor")
    assert "馆长" in client.get(answer.url).content.decode()
    assert client.post(reverse("people:device-new"), {}).status_code == 302
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    assert client.get(reverse("people:readers")).status_code == 200


def test_other_roles_and_the_switched_off_option_need_none(client: Client) -> None:
    client.force_login(make_user(make_staff("desk")))
    assert client.get(reverse("people:readers")).status_code == 200
    without_second_factor()
    director = Client()
    director.force_login(make_user(make_staff("director", name="陈馆长")))
    assert director.get(reverse("people:readers")).status_code == 200


def test_the_second_factor_is_asked_at_sign_in_and_its_secret_is_sealed(client: Client) -> None:
    user = make_user(make_staff("director"), username="chen")
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    assert secret not in str(Authenticator.objects.get().data)
    answer = client.post(reverse("account_login"), {"login": "chen", "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate") and "_auth_user_id" not in client.session
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert client.post(reverse("mfa_authenticate"), {"code": "000000" if code != "000000" else "1"}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": code}).url == reverse("staff:home")


def test_a_sealed_secret_opens_for_its_own_purpose_only() -> None:
    from shushan.people import vault

    adapter = SecondFactorAdapter()
    sealed = adapter.encrypt("secret")
    assert sealed != adapter.encrypt("secret") and adapter.decrypt(sealed) == "secret"
    import base64

    with pytest.raises(vault.Unreadable):
        vault.unseal(base64.b64decode(sealed))
    assert adapter.build_totp_svg("otpauth://totp/x").startswith("<svg")


def test_a_freshly_ended_role_no_longer_opens_anything(client: Client) -> None:
    person = make_staff("desk")
    client.force_login(make_user(person))
    assert client.get(reverse("people:readers")).status_code == 200
    [grant] = people.grants_of(person_id=person)
    people.end_role(actor=TESTER, at=now(), grant_id=grant.id)
    assert client.get(reverse("people:readers")).status_code == 403
