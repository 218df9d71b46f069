"""The way of a value: each step beside its refusals; the receipt; what the database itself refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from shushan.figures import public as figures
from shushan.figures.tests.make import NORTH, SYSTEM, BellRung, ring
from shushan.indicators import public as indicators
from shushan.indicators.public import Asked, Basis, PeriodKind, ValueState
from shushan.indicators.states import MOVES, ValueMove, after
from shushan.indicators.tests.make import (
    AT,
    CHECKER,
    DIRECTOR,
    MAKER,
    OFFICE,
    SIGNER,
    TESTER,
    approved,
    checked,
    drafted,
    evidence,
    make_site,
    manual,
    may,
    month,
    person,
    signed,
)
from shushan.indicators.values.models import Receipt, SignedValue, Step
from shushan.kernel.actor import Grant
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.ledger import public as ledger

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sites() -> dict[str, int]:
    made = {"N": make_site("N"), "S": make_site("S", reopened_on=date(2020, 3, 28))}
    for code, n in (("N", 5), ("S", 7)):
        ledger.record(
            BellRung(site_id=made[code], quantity=n), actor=SYSTEM, subject="test.bell:1",
            at=datetime(2020, 5, 3, 4, tzinfo=UTC),
        )  # fmt: skip
    ledger.seal_all(at=AT, slice_of=100)
    return made


def test_the_whole_way_by_five_people_leaves_a_receipt_and_a_trail() -> None:
    made = approved()
    indicators.submit_value(actor=OFFICE, at=AT, value_id=made, to="区文旅局")
    line = indicators.value(made)
    assert (line.number, line.shown, line.state) == (12, "12", ValueState.SUBMITTED)
    receipt = line.receipt
    assert receipt is not None
    assert receipt.entries == 2 and receipt.method == "CT" and receipt.version == 1 and receipt.run_by == CHECKER.label
    assert receipt.digest == figures.digest(indicators.rows_of(line, at=AT))
    assert receipt.latest_recorded_at == datetime(2020, 5, 3, 4, tzinfo=UTC)
    assert (receipt.sealed_to, receipt.chain_head) == ledger.chain_head() and receipt.sealed_to > 0
    assert [step.move for step in indicators.steps(made)] == ["draft", "check", "sign", "approve", "submit"]
    assert indicators.holds(line, at=AT + timedelta(days=900))
    assert indicators.frozen_value(may()) == line and indicators.frozen_value(month("TEST01", 2020, 4)) is None
    assert indicators.value_address(made).endswith(f"/values/{made}/")


@pytest.mark.parametrize("step", ["check", "sign", "approve"])
def test_nobody_does_two_of_the_four_steps(step: str) -> None:
    before = {"check": drafted, "sign": checked, "approve": signed}[step]
    did = {"check": [MAKER], "sign": [MAKER, CHECKER], "approve": [MAKER, CHECKER, SIGNER]}[step]
    operation = {
        "check": indicators.check_value, "sign": indicators.sign_value, "approve": indicators.approve_value,
    }[step]  # fmt: skip
    made = before()
    for one in did:
        with pytest.raises(indicators.SamePerson):
            operation(actor=one, at=AT, value_id=made)
    operation(actor=person(9), at=AT, value_id=made)


def test_the_database_itself_refuses_one_person_for_two_steps() -> None:
    made = signed()
    for step in ("approved", "submitted"):
        with pytest.raises(IntegrityError), transaction.atomic():
            SignedValue.objects.filter(pk=made).update(**{f"{step}_by": SIGNER.label})
    with pytest.raises(IntegrityError), transaction.atomic():
        SignedValue.objects.filter(pk=made).update(checked_by=MAKER.label)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignedValue.objects.filter(pk=made).update(receipt=None)


def test_the_maker_may_hand_in_and_who_judged_may_not() -> None:
    made = approved()
    for one in (CHECKER, SIGNER, DIRECTOR):
        with pytest.raises(indicators.SamePerson):
            indicators.submit_value(actor=one, at=AT, value_id=made, to="局")
    with pytest.raises(Invalid):
        indicators.submit_value(actor=MAKER, at=AT, value_id=made, to=" ")
    indicators.submit_value(actor=MAKER, at=AT, value_id=made, to="局")


def test_a_machine_signs_nothing_and_a_grant_is_needed_at_every_site(sites: dict[str, int]) -> None:
    with pytest.raises(NotAllowed):
        indicators.draft_value(actor=TESTER, at=AT, asked=may())
    north = person(21, "indicators.draft-value", site_id=sites["N"])
    indicators.draft_value(actor=north, at=AT, asked=may(site_ids=(sites["N"],)))
    for elsewhere in ((sites["S"],), (sites["N"], sites["S"]), None):
        with pytest.raises(NotAllowed):
            indicators.draft_value(actor=north, at=AT, asked=may(site_ids=elsewhere))
    with pytest.raises(NotAllowed):
        indicators.check_value(actor=person(22, "indicators.draft-value"), at=AT, value_id=drafted())


def test_of_two_signers_one_wins() -> None:
    made = checked()
    from shushan.indicators.values.moving import move, row

    first, second = row(made), row(made)
    move(first, ValueMove.SIGN, signed_by="staff:8", frozen_at=AT)
    with pytest.raises(Conflict):
        move(second, ValueMove.SIGN, signed_by="staff:9", frozen_at=AT)
    assert indicators.value(made).signed_by == "staff:8"


def test_the_grid_of_moves() -> None:
    for state, what in product(ValueState, ValueMove):
        assert after(state, what) == MOVES.get((state, what))
    back = {what for (_state, what), target in MOVES.items() if target is ValueState.DRAFT}
    assert back == {ValueMove.SEND_BACK, ValueMove.UNLOCK}
    made = drafted()
    for wrong in (indicators.sign_value, indicators.approve_value):
        with pytest.raises(Conflict):
            wrong(actor=DIRECTOR, at=AT, value_id=made)


def test_receipts_and_steps_are_append_only() -> None:
    signed()
    for model in (Receipt, Step):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**({"number": "13"} if model is Receipt else {"name": "x"}))
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


def test_the_same_question_has_one_value_and_a_withdrawn_draft_leaves_room() -> None:
    made = drafted()
    with pytest.raises(indicators.AlreadyAsked):
        drafted()
    assert indicators.draft_values(actor=MAKER, at=AT, asked=[may(), month("TEST01", 2020, 4)])
    indicators.withdraw_value(actor=MAKER, at=AT, value_id=made, reason="选错了")
    drafted()


def test_a_period_that_still_runs_is_drafted_but_not_checked() -> None:
    made = drafted(at=AT - timedelta(days=9))
    with pytest.raises(indicators.PeriodNotOver):
        indicators.check_value(actor=CHECKER, at=datetime(2020, 5, 31, 15, 59, tzinfo=UTC), value_id=made)
    indicators.check_value(actor=CHECKER, at=datetime(2020, 5, 31, 16, 0, tzinfo=UTC), value_id=made)  # 1 June here


def test_sent_back_it_is_checked_anew_and_records_in_between_are_noticed(sites: dict[str, int]) -> None:
    made = checked()
    ring(3, site=figures.SiteName(sites["N"], "N", "", "", None), on=date(2020, 5, 9))
    with pytest.raises(indicators.ChangedSinceChecked):
        indicators.sign_value(actor=SIGNER, at=AT, value_id=made)
    with pytest.raises(Invalid):
        indicators.send_back(actor=SIGNER, at=AT, value_id=made, reason=" ")
    indicators.send_back(actor=SIGNER, at=AT, value_id=made, reason="又有记录")
    indicators.check_value(actor=CHECKER, at=AT, value_id=made)
    indicators.sign_value(actor=SIGNER, at=AT, value_id=made)
    assert indicators.value(made).number == 15
    assert len(indicators.receipts(made)) == 2


def test_a_roll_up_that_differs_blocks_checking_and_signing() -> None:
    made = checked()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_rollup SET quantity = quantity + 1")
    with pytest.raises(indicators.RollUpDiffers):
        indicators.sign_value(actor=SIGNER, at=AT, value_id=made)
    indicators.send_back(actor=SIGNER, at=AT, value_id=made, reason="对不上")
    with pytest.raises(indicators.RollUpDiffers):
        indicators.check_value(actor=CHECKER, at=AT, value_id=made)


def test_unlocking_needs_a_reason_and_a_second_person_and_what_was_handed_in_stays() -> None:
    made = approved()
    with pytest.raises(Conflict):
        indicators.unlock_value(actor=SIGNER, at=AT, value_id=made)
    with pytest.raises(Invalid):
        indicators.ask_unlock(actor=SIGNER, at=AT, value_id=made, reason="")
    indicators.ask_unlock(actor=SIGNER, at=AT, value_id=made, reason="范围选错")
    with pytest.raises(indicators.SamePerson):
        indicators.unlock_value(actor=SIGNER, at=AT, value_id=made)
    indicators.keep_locked(actor=DIRECTOR, at=AT, value_id=made)
    indicators.ask_unlock(actor=SIGNER, at=AT, value_id=made, reason="范围选错")
    indicators.unlock_value(actor=DIRECTOR, at=AT, value_id=made)
    line = indicators.value(made)
    assert line.state is ValueState.DRAFT and line.receipt is None and len(indicators.receipts(made)) == 1
    handed = approved(month("TEST01", 2020, 4))
    indicators.submit_value(actor=OFFICE, at=AT, value_id=handed, to="局")
    with pytest.raises(Conflict):
        indicators.ask_unlock(actor=SIGNER, at=AT, value_id=handed, reason="x")


def test_a_typed_number_has_evidence_and_its_mark_stays() -> None:
    with pytest.raises(Invalid):
        indicators.enter_value(actor=MAKER, at=AT, asked=may(), manual=manual(expires_on=date(2020, 6, 2)))
    from dataclasses import replace
    from uuid import uuid4

    with pytest.raises(Invalid):
        indicators.enter_value(actor=MAKER, at=AT, asked=may(), manual=replace(manual(), evidence_id=uuid4()))
    with pytest.raises(Invalid):
        indicators.enter_value(actor=MAKER, at=AT, asked=may(), manual=replace(manual(), reason=" "))
    made = indicators.enter_value(actor=MAKER, at=AT, asked=may(), manual=manual())
    indicators.check_value(actor=CHECKER, at=AT, value_id=made)
    indicators.sign_value(actor=SIGNER, at=AT, value_id=made)
    line = indicators.value(made)
    assert (line.number, line.mark, line.basis, line.evidence_sha256) == (
        120,
        "manual",
        Basis.MANUAL,
        evidence().sha256,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        SignedValue.objects.filter(pk=made).update(evidence=None)
    with pytest.raises(NotFound):
        indicators.rows_of(line, at=AT)
    again = {"actor": DIRECTOR, "at": AT, "value_id": made, "manual": manual(210)}
    with pytest.raises(NotAllowed):
        indicators.restate_by_hand(**again | {"actor": replace(MAKER, grants=(Grant("indicators.draft-value"),))})
    with pytest.raises(Conflict, match="按记录重述"):
        indicators.restate_by_hand(**again | {"value_id": approved(month("TEST01", 2020, 4))})
    new = indicators.restate_by_hand(**again)
    with pytest.raises(Conflict):
        indicators.restate_by_hand(**again)
    with pytest.raises(Conflict, match="签认过"):
        indicators.restate_by_hand(**again | {"value_id": new})
    indicators.check_value(actor=CHECKER, at=AT, value_id=new)
    indicators.sign_value(actor=SIGNER, at=AT, value_id=new)
    [restated] = indicators.restatements()
    assert (restated.old.number, restated.new.number, restated.new.mark) == (120, 210, "manual")


def test_a_typed_number_that_has_run_out_is_not_checked() -> None:
    made = indicators.enter_value(actor=MAKER, at=AT, asked=may(), manual=manual(expires_on=date(2020, 6, 10)))
    with pytest.raises(Invalid, match="失效"):
        indicators.check_value(actor=CHECKER, at=datetime(2020, 6, 11, 2, tzinfo=UTC), value_id=made)
    indicators.check_value(actor=CHECKER, at=AT, value_id=made)


def test_an_estimate_keeps_its_weeks_factor_and_spread(sites: dict[str, int]) -> None:
    weeks = indicators.Typical((date(2020, 5, 1), date(2020, 5, 11)))
    ring(2, site=figures.SiteName(sites["N"], "N", "", "", None), on=date(2020, 5, 12))
    for wrong in ((date(2020, 5, 28),), (date(2020, 5, 1), date(2020, 5, 4)), ()):
        with pytest.raises(Invalid):
            indicators.estimate_value(actor=MAKER, at=AT, asked=may(), typical=indicators.Typical(wrong), reason="x")
    made = indicators.estimate_value(actor=MAKER, at=AT, asked=may(), typical=weeks, reason="只数了两周")
    indicators.check_value(actor=CHECKER, at=AT, value_id=made)
    line = indicators.value(made)
    assert line.number == round(Fraction(12 + 2, 2) * Fraction(31, 7)) == 31
    assert line.estimate is not None and line.estimate.factor == Fraction(31, 7) and line.estimate.spread == 142
    assert (line.mark, line.receipt and line.receipt.method) == ("estimate", "ES")


def test_a_month_far_out_asks_a_person(sites: dict[str, int]) -> None:
    site = figures.SiteName(sites["N"], "N", "", "", None)
    for month_number in (2, 3, 4):
        ring(10, site=site, on=date(2020, month_number, 4))
    made = drafted(month("TEST01", 2020, 4))
    assert not indicators.value(made).prompt
    ring(500, site=site, on=date(2020, 5, 5))
    made = drafted()
    assert indicators.value(made).prompt == "10"
    assert replace(indicators.value(made), prompt="31/3").prompt_shown == "10"
    with pytest.raises(indicators.PromptUnanswered):
        indicators.check_value(actor=CHECKER, at=AT, value_id=made)
    with pytest.raises(Invalid):
        indicators.answer_prompt(actor=MAKER, at=AT, value_id=made, answer=" ")
    indicators.answer_prompt(actor=MAKER, at=AT, value_id=made, answer="开馆日活动")
    indicators.check_value(actor=CHECKER, at=AT, value_id=made)
    with pytest.raises(Conflict):
        indicators.answer_prompt(actor=MAKER, at=AT, value_id=made, answer="再答")


def test_only_approved_values_are_public() -> None:
    made = signed()
    with pytest.raises(indicators.NotPublishable):
        indicators.publish_value(actor=DIRECTOR, at=AT, value_id=made, is_public=True)
    indicators.approve_value(actor=DIRECTOR, at=AT, value_id=made)
    indicators.publish_value(actor=DIRECTOR, at=AT, value_id=made, is_public=True)
    assert indicators.value(made).is_public
    assert [line.id for line in indicators.values(indicators.ValueFilter(is_public=True))[0]] == [made]


def test_the_quality_of_the_numbers_is_a_number() -> None:
    signed()
    made = indicators.enter_value(actor=MAKER, at=AT, asked=month("TEST01", 2020, 4), manual=manual())
    indicators.check_value(actor=CHECKER, at=AT, value_id=made)
    indicators.sign_value(actor=SIGNER, at=AT, value_id=made)
    june = figures.Scope(since=date(2020, 6, 1), until=date(2020, 7, 1))
    assert figures.value("Q01", scope=june, at=AT).number == 50
    assert figures.value("Q02", scope=june, at=AT).number == 0
    assert figures.value("Q03", scope=june, at=AT).number == 0


def test_reopening_counts_each_site_from_its_own_day(sites: dict[str, int]) -> None:
    ring(1, site=figures.SiteName(sites["S"], "S", "", "", None), on=date(2020, 3, 25))  # before S reopened
    made = signed(Asked("TEST01", PeriodKind.REOPENING, date(2020, 6, 1)))
    assert indicators.value(made).number == 12
    assert NORTH.code == "N"


@pytest.mark.parametrize(
    ("since", "until", "kind"),
    [
        (None, date(2020, 7, 1), PeriodKind.REOPENING),
        (date(2020, 5, 1), date(2020, 6, 1), PeriodKind.MONTH),
        (date(2020, 4, 1), date(2020, 7, 1), PeriodKind.QUARTER),
        (date(2020, 5, 1), date(2020, 8, 1), PeriodKind.RANGE),
        (date(2020, 1, 1), date(2021, 1, 1), PeriodKind.YEAR),
        (date(2020, 7, 1), date(2021, 7, 1), PeriodKind.RANGE),
        (date(2020, 1, 1), date(2020, 7, 1), PeriodKind.RANGE),
        (date(2020, 4, 23), date(2020, 5, 24), PeriodKind.RANGE),
        (date(9999, 12, 1), date(9999, 12, 31), PeriodKind.RANGE),
    ],
)
def test_days_make_a_kind_of_period(since: date | None, until: date, kind: PeriodKind) -> None:
    assert PeriodKind.of(since, until) is kind
