"""Every address of the house × every role, against a declared table (``access.tsv``).

An address that is missing from the table fails, a line of the table without an address fails too. A cell says how the
door answers: ``yes`` (let in: the page, or a refusal of its own rules), ``no`` (401 or 403), ``login`` (sent to sign
in), ``absent`` (404: there is no such thing, or none for this person).
Addresses that take POST only are asked by POST, without a form, in a transaction that is rolled back.
``desk@other`` is a desk librarian of another site than the reader, item and device asked for.
"""

from __future__ import annotations

import csv
import io
import os
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from http.cookies import SimpleCookie
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation
from django.utils.module_loading import module_has_submodule

from shushan.circulation import public as circulation
from shushan.circulation.tests.make import make_charge, make_hold, make_item, make_loan, make_payment
from shushan.development import public as development
from shushan.dues import public as dues
from shushan.files import public as files
from shushan.honours import public as honours
from shushan.indicators import public as indicators
from shushan.kernel.actor import Actor, ActorKind, Grant, system
from shushan.kernel.verbs import every_act
from shushan.learning import public as learning
from shushan.learning.models import Judged
from shushan.learning.queries import packages as package_queries
from shushan.learning.tests import ware
from shushan.meetings import public as meetings
from shushan.notices.models import Carried, Message, Notice
from shushan.options import public as options
from shushan.organisation import public as organisation
from shushan.people import public as people
from shushan.people.models import Card, RoleGrant, Staff
from shushan.people.roles import ROLES
from shushan.people.tests.make import LONG_AGO, TESTER, make_reader, make_staff, make_user, without_second_factor
from shushan.places import public as places
from shushan.protocols import public as protocols
from shushan.protocols.access.models import Consent
from shushan.protocols.access.scopes import Scope
from shushan.protocols.tests.callers import agree, make_application, make_token
from shushan.regulations import public as regulations
from shushan.reporting import public as reporting
from shushan.units import public as units
from shushan.visits.tests.make import make_gate

TABLE = Path(__file__).with_name("access.tsv")
STAFF_ROLES = tuple(role.code for role in ROLES if not role.for_device and role.code != "reader")
WHO = ("anonymous", "reader", *STAFF_ROLES, "desk@other")
ELSEWHERE = "admin/"  # the page editor: its many addresses share one line, see below
POSITIONAL = {"wagtail_serve": ("",), "wagtaildocs_serve": (1, "x.pdf")}  # Wagtail's patterns without names
EDITORS = {"editor", "director", "system-admin"}

pytestmark = pytest.mark.django_db


@dataclass
class World:
    """One thing of each kind, and a signed-in browser for each role."""

    clients: dict[str, Client]
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Address:
    """One address: its name (or its pattern, when it has none), and the arguments it takes."""

    name: str
    route: str
    arguments: tuple[tuple[str, str], ...]

    def of(self, world: World) -> str:
        """Return an address with the things of this world filled in."""
        asked = {}
        for name, kind in self.arguments:
            stand_in = {"IntConverter": 1, "UUIDConverter": uuid.UUID(int=1)}.get(kind, "x")
            asked[name] = world.arguments.get(f"{self.name}/{name}", world.arguments.get(name, stand_in))
        if self.name in POSITIONAL:
            return reverse(self.name, args=POSITIONAL[self.name])
        return reverse(self.name, kwargs=asked)


def every_address() -> Iterator[Address]:
    """Yield every address outside the page editor, each name once."""
    seen = set()
    for address in _below(get_resolver()):
        if address.name not in seen and not address.route.startswith(ELSEWHERE):
            seen.add(address.name)
            yield address


def _below(
    resolver: URLResolver,
    route: str = "",
    namespaces: tuple[str, ...] = (),
    arguments: tuple[tuple[str, str], ...] = (),
) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        kinds = tuple((name, type(kind).__name__) for name, kind in pattern.pattern.converters.items())
        asked = (
            *arguments,
            *(kinds or tuple((name, "") for name in re.findall(r"\(\?P<(\w+)>", str(pattern.pattern)))),
        )
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _below(pattern, here, inner, asked)
        elif isinstance(pattern, URLPattern):
            yield Address(":".join([*namespaces, pattern.name]) if pattern.name else here, here, asked)


def table() -> dict[str, dict[str, str]]:
    """Return the declared table: address → who → answer."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["address"]: row for row in csv.DictReader(file, delimiter="\t")}


@pytest.fixture
def world(db: None) -> World:
    """Make two sites, a reader with a card, staff of every role, a device."""
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)
    without_second_factor()
    here, other = (
        places.open_site(actor=system("test"), at=LONG_AGO, code=code, name=name, reopened_on=date(2020, 3, 23))
        for code, name in (("C", "中心馆"), ("H", "河口馆区"))
    )
    reader = make_reader(site_id=here)
    second = make_reader(site_id=here, name="钱二")
    clients = {"anonymous": Client(), "reader": _signed_in(second.person_id)}
    for role in STAFF_ROLES:
        clients[role] = _signed_in(make_staff(role, site_id=None if role in EDITORS else here, name=role))
    clients["desk@other"] = _signed_in(make_staff("desk", site_id=other, name="别处"))
    colleague = make_staff("desk", site_id=here, name="赵")
    item = make_item(site_id=here)
    loan = make_loan(item_id=item.id, reader_id=reader.id, site_id=here)
    device = people.make_device(actor=TESTER, at=LONG_AGO, name="东门", kind="gate", site_id=here)
    terminal = protocols.make_terminal(actor=TESTER, at=LONG_AGO, login="t1", password="x" * 8, site_id=here)
    unit = units.found_unit(
        actor=TESTER, at=LONG_AGO, code="A", name="办公室", kind="department", since=date(2020, 1, 1)
    )
    told, message = _told(second.id, here)
    branch, member, letter = _branch(here)
    meeting, task, ballot, post = _meeting(branch, member)
    case = organisation.draft_case(
        actor=TESTER, at=LONG_AGO, title="设立", reason="x", body="x",
        lines=[organisation.LinePlan(organisation.LineAct.FOUND, "B9", "九支部", "", "branch")],
    )  # fmt: skip
    asked = organisation.submit_case(actor=TESTER, at=LONG_AGO, today=LONG_AGO.date(), case_id=case)
    held, travelling = make_item(site_id=here), make_item(site_id=here)
    charge = make_charge(reader.id, site_id=here, at=LONG_AGO)
    receipt = make_payment(reader.id, charge, site_id=here, fen=200, at=LONG_AGO)
    closing = circulation.close_till(
        actor=TESTER, at=LONG_AGO, site_id=here, coins={100: 2}, carried_fen=0, seen_fen=200
    )
    claimed = make_loan(item_id=make_item(site_id=here).id, reader_id=reader.id, site_id=here)
    claim = circulation.claim_returned(actor=TESTER, at=LONG_AGO, loan_id=claimed.loan_id, site_id=here, note="试验")
    application = make_application()
    agree(application, second, [Scope.ME])
    arguments = {
        "application_id": application,
        "token_id": make_token(application).id,
        "consent_id": Consent.objects.get().pk,
        "barcode": item.barcode,
        "api-v1:site/code": "C",
        "api-v1:record-file/suffix": "mrc",
        "claim_id": claim,
        "stray_id": circulation.take_stray(actor=TESTER, at=LONG_AGO, barcode="X1", site_id=here),
        "charge_id": charge,
        "receipt_id": receipt,
        "closing_id": closing,
        "item_id": item.id,
        "record_id": item.record_id,
        "other_id": make_item(site_id=here).record_id,
        "loan_id": loan.loan_id,
        "hold_id": make_hold(reader.id, held, here),
        "transit_id": circulation.send_item(actor=TESTER, at=LONG_AGO, item_id=travelling.id, to_site_id=other),
        "job_id": 1,
        "gate_id": make_gate(here),
        "site_id": here,
        "reader_id": reader.id,
        "people:merge/other_id": second.id,
        "people:not-double/other_id": second.id,
        "card_id": Card.objects.get(reader=reader.id).pk,
        "staff_id": Staff.objects.get(person=colleague).pk,
        "grant_id": RoleGrant.objects.get(person=colleague).pk,
        "device_id": device.id,
        "terminal_id": terminal,
        "unit_id": unit,
        **{f"organisation:{name}/unit_id": branch for name in ("unit", "posts", "roster", "member-new")},
        "organisation:group-members/unit_id": _group(branch),
        **_judgement(),
        **{f"meetings:{name}/unit_id": branch for name in ("plan-custom", "talk-new", "book")},
        "meetings:plan-custom/year": 2019,
        "meetings:book/year": 2019,
        "meeting_id": meeting,
        "meetings:act/act": "everybody",
        "seat_id": meetings.seats(meeting)[0].id,
        "meetings:here/token": meetings.meeting(meeting).token,
        "task_id": task,
        "post_id": post,
        **{f"regulations:{name}/unit_id": branch for name in ("unit", "desk", "members")},
        **{f"regulations:{name}/path": f"ORG-01.unit.{branch}.2020-01-01" for name in ("duty", "reason")},
        **{f"regulations:{name}/code": "MTG-01" for name in ("rule", "draft-of")},
        "draft_id": _draft(),
        "ballot_id": ballot,
        "meetings:ballot-act/act": "void",
        **_applicant(branch),
        "honour_id": _honour(branch),
        **_dues(branch, member),
        "member_id": member,
        "transfer_id": letter,
        "organisation:member-change/act": "end",
        "case_id": case,
        **_study(second.person_id),
        "request_id": asked,
        "code": "R01",
        "places:site/code": "C",
        **{f"indicators:{name}/code": "C" for name in ("cockpit-site", "public-site")},
        "indicators:cockpit-branch/code": "A",
        "places:staff-site/code": "C",
        "places:hours/code": "C",
        "places:closures/code": "C",
        "places:holiday-rule/code": "C",
        "places:closure-end/code": "C",
        "places:special-days/code": "C",
        "places:special-day-withdrawal/code": "C",
        "options:edit/code": "people.staff-mfa",
        "notices:text/code": "people.frozen",
        "notices:text/language": "en",
        "notices:restore-text/code": "people.frozen",
        "notices:restore-text/language": "en",
        "notices:try-text/code": "people.frozen",
        "notices:try-text/language": "en",
        "notices:choices-of-child/reader_id": second.id,
        "notice_id": told,
        "message_id": message,
        "value_id": _drafted_value(),
        **_reports(),
        "duty_id": _duty(unit),
        "indicators:duty-act/act": "end",
        "set_id": indicators.bring_set(actor=TESTER, at=LONG_AGO, plan=indicators.SHIPPED[0]),
        "indicators:value-act/act": "check",
        "indicators:own-act/what": "discard",
        **dict.fromkeys(
            (f"indicators:{page}/draft_id" for page in ("own-act", "own-draft", "own-draft-rows")), _own_draft()
        ),
    }
    return World(clients, arguments)


def _branch(site_id: int) -> tuple[int, int, int]:
    """Make a branch at a site with a member for whom a letter is under way."""
    branch = units.found_unit(
        actor=TESTER, at=LONG_AGO, code="B", name="一支部", kind="branch", since=date(2019, 1, 1), site_id=site_id,
        basis="test:1",
    )  # fmt: skip
    member = organisation.enrol_member(
        actor=TESTER, at=LONG_AGO, person_id=make_staff(name="党员"), unit_id=branch,
        kind=organisation.MemberKind.FULL, since=date(2019, 1, 2), came=organisation.Came.TAKEN_OVER,
    )  # fmt: skip
    letter = organisation.send_member(
        actor=TESTER, at=LONG_AGO, member_id=member, letter_number="1", letter_on=date(2019, 1, 2), outside="外单位"
    )
    return branch, member, letter


def _group(branch: int) -> int:
    """Found a group of a branch."""
    return units.found_unit(
        actor=TESTER, at=LONG_AGO, code="B-1", name="一组", kind="group", since=date(2019, 1, 1), parent_id=branch,
        basis="test:1",
    )  # fmt: skip


def _judgement() -> dict[str, Any]:
    """Judge the class hours of 2020 of the one member there is."""
    learning.judge_what_is_due(actor=system("test"), at=datetime(2021, 1, 2, 4, tzinfo=UTC))
    line = Judged.objects.select_related("judgement").get(judgement__what="hours")
    return {"judgement_id": line.judgement_id, "judged_id": line.pk}


def _meeting(branch: int, member: int) -> tuple[int, int, int, int]:
    """Start a meeting of a branch with its one member in the chair, a task for them, a vote to come."""
    person = organisation.history(member)[0].person_id
    post = organisation.fill_post(
        actor=TESTER, at=LONG_AGO, unit_id=branch, kind=organisation.PostKind.SECRETARY, person_id=person,
        since=date(2019, 1, 2), basis="x",
    )  # fmt: skip
    said = meetings.Convening(branch, meetings.MeetingKind.MEMBERS, LONG_AGO, chair_id=person)
    meeting = meetings.convene(actor=TESTER, at=LONG_AGO, said=said)
    meetings.start(actor=TESTER, at=LONG_AGO, meeting_id=meeting)
    task = meetings.set_task(
        actor=TESTER, at=LONG_AGO, meeting_id=meeting, text="x", person_id=person, due_on=date(2019, 1, 9)
    )
    plan = meetings.BallotPlan("x", meetings.VoteKind.RESOLUTION, meetings.BallotWay.OPEN)
    ballot = meetings.prepare_ballot(actor=TESTER, at=LONG_AGO, meeting_id=meeting, plan=plan)
    return meeting, task, ballot, post


def _duty(unit_id: int) -> int:
    """Take up a duty of a unit."""
    return indicators.take_up_duty(
        actor=TESTER, at=LONG_AGO, code="D1", name="接待", unit_id=unit_id, since=date(2020, 1, 2)
    )


def _drafted_value() -> int:
    """Draft a value of the whole library, published to nobody."""
    maker = Actor(ActorKind.STAFF, 90_001, "起草人", (Grant("indicators.*"),))
    asked = indicators.Asked("V01", indicators.PeriodKind.YEAR, date(2020, 1, 1), date(2019, 1, 1))
    return indicators.draft_value(actor=maker, at=LONG_AGO, asked=asked)


def _own_draft() -> int:
    """Draft an indicator of the library's own."""
    actor = Actor(ActorKind.STAFF, 90_001, "起草人", (Grant("indicators.*"),))
    plan = indicators.OwnPlan(
        code="Z01", name="自己数", name_en="Own", unit="人次", unit_en="visits", definition="到馆", definition_en="Visits",
        source="本馆", rule=indicators.CountRule.SUM, valid_from=date(2019, 1, 1), facts=("visits.visited",),
    )  # fmt: skip
    return indicators.draft_definition(actor=actor, at=LONG_AGO, plan=plan)


def _study(person_id: int) -> dict[str, Any]:
    """Make a course with a lesson, a note and a remark, a plan, an import and a campaign with an essay of the reader."""
    actor = Actor(ActorKind.READER, person_id, "钱二", (Grant("learning.*"),))
    made = {"actor": TESTER, "at": LONG_AGO}
    course = learning.save_course(**made, name="课", audience=learning.Audience.EVERYONE, has_certificate=True)
    said = learning.LessonPlan("一课", learning.LessonKind.TEXT, body="字")
    lesson = learning.save_lesson(actor=TESTER, course_id=course, said=said)
    learning.open_course(**made, course_id=course)
    plan = learning.save_plan(actor=TESTER, year=2019, name="计划")
    channel = learning.save_channel(actor=TESTER, code="x", name="渠道")
    kept = files.keep(
        ["姓名,日期,内容,学时\n无,2019-01-01,课,1".encode()],
        name="x.csv",
        kind="learning.study",
        actor=TESTER,
        at=LONG_AGO,
    )
    plan_of = learning.CampaignPlan("读书", LONG_AGO.date(), date(2100, 1, 1), None, essays=1)
    campaign = learning.save_campaign(**made, said=plan_of)
    record = make_item(site_id=places.sites()[0].id).record_id
    work = learning.list_work(actor=TESTER, campaign_id=campaign, record_id=record, category=learning.Category.OTHER)
    learning.sign_up(actor=actor, at=LONG_AGO, campaign_id=campaign)
    mine = {"actor": actor, "at": LONG_AGO}
    return {
        "course_id": course,
        "lesson_id": lesson,
        "note_id": learning.take_note(**mine, lesson_id=lesson, text="x"),
        "remark_id": learning.say(**mine, lesson_id=lesson, text="x"),
        "series_id": learning.save_series(actor=TESTER, name="系列"),
        "plan_id": plan,
        "learning:staff-plan-item/item_id": learning.plan_study(actor=TESTER, plan_id=plan, course_id=course),
        "import_id": learning.import_study(**made, channel_id=channel, file_id=kept.id),
        "campaign_id": campaign,
        "work_id": work,
        "reading_id": learning.say_read(**mine, work_id=work, read_on=LONG_AGO.date()),
        "essay_id": learning.write_essay(**mine, campaign_id=campaign, said=learning.Paper("题", "文")),
        "learning:staff-essay-decision/act": "acceptance",
        "learning:certificate/number": "XX2019-1",
        **_ware(course),
    }


def _ware(course_id: int) -> dict[str, Any]:
    """Make a lesson of a package in the course."""
    package = learning.bring_package(actor=TESTER, at=LONG_AGO, stream=io.BytesIO(ware.scorm12()), name="x.zip")
    said = learning.LessonPlan("课件", learning.LessonKind.PACKAGE, seconds=60, package_id=package)
    lesson = learning.save_lesson(actor=TESTER, course_id=course_id, said=said)
    return {
        "learning:launch/lesson_id": lesson,
        "learning:staff-package/lesson_id": lesson,
        "learning:staff-package-learners/lesson_id": lesson,
        "learning:package-file/token": package_queries.signed(package),
        "learning:package-file/name": "content/index.html",
        "learning:xapi/resource": "about",
    }


def _honour(branch: int) -> int:
    """Recommend a branch for an honour."""
    day = date(2019, 1, 2)
    criteria = honours.write_criteria(
        actor=TESTER, at=LONG_AGO, issuer="x", title="x", source="x", since=day, items=[honours.Criterion("x")]
    )
    return honours.recommend(
        actor=TESTER, at=LONG_AGO, today=day, unit_id=branch, criteria_id=criteria, body="x", recommended_on=day
    )


def _dues(branch: int, member: int) -> dict[str, int]:
    """Turn the dues on, take a month's from a member, publish the year."""
    options.set_option(actor=TESTER, at=LONG_AGO, code="dues.enabled", value=True, valid_from=LONG_AGO, note="x")
    made, then = {"actor": TESTER, "at": LONG_AGO, "unit_id": branch}, LONG_AGO.date()
    month = then.replace(day=1)
    dues.fix_amounts(**made, today=then, year=then.year, fen={member: 1000})
    handed = [dues.Handed(member, {month: None})]
    [paid] = dues.collect(**made, today=then, handed=handed, taken_on=then, way=dues.Way.CASH)
    later = date(then.year, 12, 31)
    names = ("unit", "collection", "amounts", "receipts", "sheets", "member", "payment", "amount")
    return {
        **{f"dues:{name}/unit_id": branch for name in names},
        "due_id": dues.dues(since=month, until=later, unit_ids=[branch])[0].id,
        "payment_id": paid,
        "publication_id": dues.publish(**made, today=later, year=then.year),
    }


def _applicant(branch: int) -> dict[str, int | str]:
    """Open the case of an applicant at a branch."""
    case = development.open_case(
        actor=TESTER, at=LONG_AGO, today=LONG_AGO.date(), person_id=make_staff(name="申请人"), unit_id=branch,
        applied_on=date(2019, 1, 2),
    )  # fmt: skip
    names = ("case", "step", "taking-back", "receiving", "returning", "ending")
    of_cases: dict[str, int | str] = {f"development:{name}/case_id": case for name in names}
    return of_cases | {
        "development:step/code": "talk",
        "development:taking-back/record_id": development.case(case).steps[0].id,
    }


def _draft() -> int:
    """Draft a version of a rule that nobody judges."""
    rule = replace(regulations.history("MTG-13")[0], valid_from=date(2030, 1, 1))
    return regulations.draft_rule(actor=TESTER, at=LONG_AGO, rule=rule, why="x")


def _reports() -> dict[str, object]:
    """Keep a template in two versions and two reports of it."""
    writer = Actor(ActorKind.STAFF, 90_002, "撰稿人", (Grant("reporting.*"),))
    for seen in (0, 1):
        reporting.save_template(actor=writer, at=LONG_AGO, code="plain", name="x", text="# x\n", seen=seen)
    made = [reporting.build_report(actor=writer, at=LONG_AGO, code="plain", as_of=date(2018, 1, 1)) for _ in range(2)]
    names = ("template", "template-version")
    return {
        "report_id": made[0], "reporting:comparison/other_id": made[1], "reporting:document/suffix": "html",
        "reporting:template-version/number": 1, "reporting:picture/place": 0,
        **{f"reporting:{name}/code": "plain" for name in names},
    }  # fmt: skip


def _told(reader_id: int, site_id: int) -> tuple[int, int]:
    """Make a notice in the second reader's inbox, and a message that failed, about a reader of the centre."""
    notice = Notice.objects.create(
        kind="people.frozen", subject="people.reader:0", reader_id=reader_id, told_to_id=reader_id, site_id=site_id,
        state="told", made_at=LONG_AGO, not_before=LONG_AGO, told_at=LONG_AGO,
    )  # fmt: skip
    message = Message.objects.create(
        key=uuid.UUID(int=5), reader_id=reader_id, site_id=site_id, channel="email", kind="people.frozen",
        language="en", heading="x", state="failed", made_at=LONG_AGO, not_before=LONG_AGO,
    )  # fmt: skip
    Carried.objects.create(notice=notice, channel="email", message=message)
    return notice.pk, message.pk


def _signed_in(person_id: int) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_user(person_id))
    return client


def answer(client: Client, address: str) -> str:
    """Return how the door answers, changing nothing."""
    cache.clear()
    cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    with transaction.atomic():
        response = client.get(address)
        if response.status_code == 405:
            response = client.post(address)
        transaction.set_rollback(True)
    client.cookies = cookies
    translation.activate(settings.LANGUAGE_CODE)
    return _word(response)


def _word(response: HttpResponseBase) -> str:
    if response.status_code in (401, 403):
        return "no"
    if response.status_code == 404:
        return "absent"
    target = response.headers.get("Location", "")
    if response.status_code in (301, 302) and target.startswith(reverse("account_login")):
        return "login"
    assert response.status_code != 500, f"{response.status_code}"
    return "yes"


@pytest.mark.parametrize("who", WHO)
def test_every_address_answers_this_role_as_declared(who: str, world: World) -> None:
    declared, wrong = table(), []
    for address in every_address():
        row = declared.get(address.name)
        if row is None:
            continue  # the test below names it
        asked = address.of(world)
        try:
            got = answer(world.clients[who], asked)
        except AssertionError as error:
            got = str(error)
        if got != row[who]:
            wrong.append(f"{address.name} ({asked}): declared {row[who]}, answered {got}")
    assert not wrong, "\n".join([f"as {who}:", *wrong])


def test_every_address_is_declared_and_every_line_has_its_address() -> None:
    names, declared = {address.name for address in every_address()}, set(table())
    assert not names - declared, f"not in access.tsv: {sorted(names - declared)}"
    assert not declared - names, f"in access.tsv, but no such address: {sorted(declared - names)}"


@pytest.mark.parametrize("who", WHO)
def test_the_page_editor_opens_to_its_roles_only(who: str, world: World) -> None:
    """Wagtail sends away whom it does not know or trust; nobody else may see a page of it, at any address."""
    opened = []
    for address in _below(get_resolver()):
        if not address.route.startswith(ELSEWHERE) or address.arguments:
            continue
        try:
            asked = reverse(address.name)
        except Exception:  # noqa: S112 - a few of its addresses are regular expressions without a name
            continue
        cache.clear()
        with transaction.atomic():
            response = world.clients[who].get(asked)
            transaction.set_rollback(True)
        if response.status_code == 200 and "text/javascript" not in response.headers["Content-Type"]:
            opened.append(asked)
    public = {"/admin/login/", "/admin/jsi18n/", "/admin/sprite/", "/admin/logout/", "/admin/password_reset/"}
    if who in EDITORS:
        assert reverse("wagtailadmin_home") in opened
    else:
        assert not {path for path in opened if path not in public and not path.startswith("/admin/sprite")}


def test_every_verb_is_held_by_a_role_and_every_role_holds_verbs_that_exist() -> None:
    for config in apps.get_app_configs():
        for part in ("terms", "verbs"):
            if config.name.startswith("shushan.") and config.module and module_has_submodule(config.module, part):
                import_module(f"{config.name}.{part}")
    known = {str(verb) for verb in every_act() if "." in verb and not verb.startswith("test.")}
    rooms = {verb.partition(".")[0] for verb in known}
    named = {verb for role in ROLES for verb in role.verbs if verb != "*"}
    strange = {v for v in named if not v.endswith(".*") and v not in known}
    strange |= {v for v in named if v.endswith(".*") and v[:-2] not in rooms}
    assert not strange, f"roles name verbs that no room has: {sorted(strange)}"
    unheld = {v for v in known if v not in named and f"{v.partition('.')[0]}.*" not in named}
    assert not unheld, f"verbs that only * holds: {sorted(unheld)}"


if os.environ.get("SHUSHAN_DRAFT_ACCESS"):

    def test_draft(world: World) -> None:
        """Write what is answered now to a file beside, as a draft to be judged line by line. Never the table itself."""
        lines = ["\t".join(["address", *WHO])]
        for address in every_address():
            row = [address.name]
            for who in WHO:
                try:
                    row.append(answer(world.clients[who], address.of(world)))
                except Exception as error:
                    row.append(f"?{type(error).__name__}")
            lines.append("\t".join(row))
        Path(os.environ["SHUSHAN_DRAFT_ACCESS"]).write_text("\n".join(lines) + "\n", encoding="utf-8")
