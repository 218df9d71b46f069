"""Two people at one value, or at one definition, at the same instant: by real threads, on whichever database the tests run."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import pytest

from shushan.database.tests.at_once import at_once
from shushan.figures.tests.make import NORTH, SYSTEM, ring
from shushan.indicators import public as indicators
from shushan.indicators.own.models import OwnVersion
from shushan.indicators.tests.make import AT, CHECKER, DIRECTOR, MAKER, SIGNER, checked, drafted, make_site, may, person
from shushan.indicators.tests.make_own import DrumBeaten, drafted_own
from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger

pytestmark = pytest.mark.django_db(transaction=True)
FOURTH, FIFTH = person(90_011), person(90_012)


def _refused(answers: list[object]) -> int:
    return sum(isinstance(answer, Refused) for answer in answers)


@pytest.fixture(autouse=True)
def rung() -> None:
    make_site()
    ring(5, on=date(2020, 5, 3))


def test_of_three_signers_at_once_one_signs_and_one_fact_stands() -> None:
    made = checked()
    signers = [partial(indicators.sign_value, actor=who, at=AT, value_id=made) for who in (SIGNER, FOURTH, FIFTH)]
    answers = at_once(list(signers))
    assert _refused(answers) == 2 and answers.count(None) == 1
    assert [step.move for step in indicators.steps(made)].count("sign") == 1
    rows = ledger.rows_of(f"indicators.value:{made}")
    assert [row.fact for row in rows] == ["indicators.value-signed"]
    assert indicators.value(made).signed_by in {SIGNER.label, FOURTH.label, FIFTH.label}


def test_a_signature_and_a_sending_back_at_once_leave_one_of_both() -> None:
    made = checked()
    answers = at_once(
        [
            partial(indicators.sign_value, actor=SIGNER, at=AT, value_id=made),
            partial(indicators.send_back, actor=FOURTH, at=AT, value_id=made, reason="再看"),
        ]
    )
    line = indicators.value(made)
    assert _refused(answers) == 1
    assert (line.state, bool(line.signed_by)) in {("signed", True), ("draft", False)}


def test_two_who_check_one_draft_leave_one_receipt_in_force() -> None:
    made = drafted()
    answers = at_once(
        [partial(indicators.check_value, actor=who, at=AT, value_id=made) for who in (CHECKER, FOURTH)]
    )  # fmt: skip
    assert _refused(answers) == 1 and len(indicators.receipts(made)) == 1


def test_the_same_question_drafted_twice_at_once_is_one_value() -> None:
    answers = at_once([partial(indicators.draft_value, actor=who, at=AT, asked=may()) for who in (MAKER, FOURTH)])
    assert _refused(answers) == 1 and indicators.values()[1] == 1


def test_two_who_put_one_definition_in_use_leave_one_version() -> None:
    at = datetime(2020, 5, 4, 2, tzinfo=UTC)
    ledger.record(DrumBeaten(site_id=NORTH.id, tone="a"), actor=SYSTEM, subject="test.drum:1", at=at)
    from shushan.figures import ports
    from shushan.figures.tests.make import use_three_sites

    before = use_three_sites()
    try:
        draft = drafted_own()
        answers = at_once(
            [partial(indicators.use_definition, actor=who, at=AT, draft_id=draft) for who in (CHECKER, DIRECTOR)]
        )
    finally:
        ports._sites[:] = before
    assert _refused(answers) == 1 and answers.count(1) == 1
    assert OwnVersion.objects.count() == 1
