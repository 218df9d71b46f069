"""Reminders before a term ends: to the secretary and the superior, once each; on the secretary's desk."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from shushan.kernel.actor import system
from shushan.notices import public as notices
from shushan.notices.models import Notice
from shushan.options import public as options
from shushan.organisation import public as organisation
from shushan.organisation.options import TERM_TOLD
from shushan.organisation.telling import plan_term_reminders
from shushan.organisation.tests.make import AT, CHECKER, FIRST, TODAY, enrol, found, plan
from shushan.people.tests.make import make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db
NIGHT = timedelta(days=1)
ENDS = TODAY + timedelta(days=60)


def _with_account(name: str) -> int:
    person_id = make_staff(name=name)
    make_user(person_id)
    return person_id


def _fill(unit_id: int, person_id: int, *, term_until: date | None, kind: organisation.PostKind | None = None) -> int:
    return organisation.fill_post(
        actor=CHECKER, at=AT, unit_id=unit_id, kind=kind or organisation.PostKind.SECRETARY, person_id=person_id,
        since=FIRST, term_until=term_until, basis="选举",
    )  # fmt: skip


@pytest.fixture
def led() -> dict[str, int]:
    """Return units Z over A and B, and the secretaries z, a and b; the term of A ends in sixty days."""
    ids = found(plan("found", "Z", "general-branch"), plan("found", "A", parent="Z"), plan("found", "B", parent="Z"))
    for code in "ZAB":
        ids[code.lower()] = _with_account(f"{code}书记")
        enrol(ids["A" if code == "Z" else code], person_id=ids[code.lower()])
    _fill(ids["Z"], ids["z"], term_until=None)
    _fill(ids["A"], ids["a"], term_until=ENDS)
    _fill(ids["B"], ids["b"], term_until=date(2022, 7, 1))
    return ids


def test_secretary_and_superior_are_told_once_each(led: dict[str, int]) -> None:
    assert plan_term_reminders(at=AT) == 2
    assert (plan_term_reminders(at=AT), plan_term_reminders(at=AT + NIGHT)) == (0, 0)
    notices.tell_some(actor=system("test"), at=AT + NIGHT)
    told = dict(Notice.objects.values_list("person_id", "heading"))
    assert set(told) == {led["a"], led["z"]} and set(told.values()) == {"A支部任期将满：2020年7月31日"}
    assert "书记 A书记" in Notice.objects.first().body  # type: ignore[union-attr]


def test_nobody_is_told_before_the_days_of_the_setting_nor_when_it_is_off(led: dict[str, int]) -> None:
    for days, told in ((59, 0), (0, 0), (60, 2)):
        at = AT + timedelta(minutes=days)
        options.set_option(actor=system("test"), at=at, code=TERM_TOLD.code, value=days, valid_from=at, note="test")
        assert plan_term_reminders(at=at + NIGHT / 2 if days else at) == told


def test_a_term_that_ends_on_another_day_is_told_anew_and_one_that_was_renewed_is_not_told(led: dict[str, int]) -> None:
    plan_term_reminders(at=AT)
    post = next(one for one in organisation.posts(on=TODAY, unit_id=led["A"]))
    organisation.leave_post(actor=CHECKER, at=AT, post_id=post.id, until=TODAY)
    organisation.fill_post(
        actor=CHECKER, at=AT, unit_id=led["A"], kind=organisation.PostKind.SECRETARY, person_id=led["a"], since=TODAY,
        term_until=date(2023, 6, 1), basis="换届",
    )  # fmt: skip
    notices.tell_some(actor=system("test"), at=AT + NIGHT)
    assert set(Notice.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_several_posts_of_one_unit_are_one_reminder_and_the_desk_shows_them(led: dict[str, int]) -> None:
    deputy = _with_account("副书记")
    enrol(led["A"], person_id=deputy)
    _fill(led["A"], deputy, term_until=ENDS, kind=organisation.PostKind.DEPUTY_SECRETARY)
    assert plan_term_reminders(at=AT) == 2
    without_second_factor()
    client = Client()
    client.force_login(make_user(make_staff("director", name="馆长")))
    for unit in ("A", "Z"):  # the superior's desk shows the branches' terms too
        page = client.get(reverse("regulations:desk", args=[led[unit]]), {"on": TODAY.isoformat()}).text
        assert "任期将满" in page and "A书记" in page and "B书记" not in page
    assert "任期将满" not in client.get(reverse("regulations:desk", args=[led["B"]]), {"on": TODAY.isoformat()}).text
