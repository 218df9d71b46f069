"""Records after a signature: a notice with old, new and difference; leave, footnote, restate; both numbers stay."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from shushan.figures import public as figures
from shushan.figures.tests.make import SYSTEM, ring
from shushan.indicators import public as indicators
from shushan.indicators.public import Decision, ValueState
from shushan.indicators.tests.make import (
    AT,
    CHECKER,
    DIRECTOR,
    SIGNER,
    TESTER,
    checked,
    drafted,
    make_site,
    may,
    person,
    signed,
)
from shushan.indicators.values.models import LateNotice
from shushan.kernel.errors import Conflict, Invalid
from shushan.ledger import public as ledger

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


@pytest.fixture(autouse=True)
def north() -> figures.SiteName:
    site = figures.SiteName(make_site("N"), "N", "", "", date(2020, 3, 23))
    ring(5, site=site, on=date(2020, 5, 3))
    return site


def _learned(n: int, site: figures.SiteName) -> int:
    from shushan.figures.tests.make import BellRung

    return ledger.record(
        BellRung(site_id=site.id, quantity=n), actor=SYSTEM, subject="test.bell:9",
        at=datetime(2020, 5, 9, 4, tzinfo=UTC), recorded_at=LATER,
    )  # fmt: skip


def test_late_records_raise_one_notice_that_grows_and_the_value_stays(north: figures.SiteName) -> None:
    made = signed()
    assert indicators.find_late(actor=TESTER, at=LATER) == 0
    _learned(7, north)
    assert indicators.find_late(actor=TESTER, at=LATER) == 1
    [late] = indicators.late_notices()
    assert (late.old, late.new, late.difference, late.entries) == (5, 12, 7, 1)
    line = indicators.value(made)
    assert line.number == 5 and indicators.holds(line, at=LATER)
    assert {row.quantity for row in figures.rows(indicators.rows_of(line, at=LATER))} == {5}
    assert indicators.find_late(actor=TESTER, at=LATER) == 0
    ledger.reverse(_learned(2, north), actor=SYSTEM, reason="误记", at=LATER + timedelta(hours=1))
    assert indicators.look_again(actor=CHECKER, at=LATER, value_id=made)
    [late] = indicators.late_notices()
    assert (late.new, late.entries) == (12, 3)
    june = figures.Scope(since=date(2020, 6, 1), until=date(2020, 7, 1))
    assert figures.value("Q03", scope=june, at=LATER).number == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        LateNotice.objects.create(value_id=made, found_at=LATER, old="5", new="6", entries=1)


def test_leaving_and_footnoting_need_a_reason_and_are_decided_once(north: figures.SiteName) -> None:
    made = signed()
    _learned(7, north)
    indicators.find_late(actor=TESTER, at=LATER)
    [late] = indicators.late_notices()
    with pytest.raises(Invalid):
        indicators.decide_late(actor=DIRECTOR, at=LATER, late_id=late.id, decision=Decision.LEAVE, reason="")
    indicators.decide_late(actor=DIRECTOR, at=LATER, late_id=late.id, decision=Decision.FOOTNOTE, reason="另有 7 次")
    with pytest.raises(Conflict):
        indicators.decide_late(actor=DIRECTOR, at=LATER, late_id=late.id, decision=Decision.LEAVE, reason="x")
    line = indicators.value(made)
    assert (line.number, line.footnote, line.state) == (5, "另有 7 次", ValueState.SIGNED)
    assert indicators.find_late(actor=TESTER, at=LATER) == 0
    _learned(1, north)
    assert indicators.find_late(actor=TESTER, at=LATER) == 1  # more came: asked again


def test_a_restatement_goes_the_whole_way_and_both_numbers_stay(north: figures.SiteName) -> None:
    old = signed()
    _learned(7, north)
    indicators.find_late(actor=TESTER, at=LATER)
    [late] = indicators.late_notices()
    new = indicators.decide_late(
        actor=DIRECTOR, at=LATER, late_id=late.id, decision=Decision.RESTATE, reason="迟到的读数"
    )
    assert new is not None
    after = LATER + timedelta(days=1)
    assert indicators.frozen_value(may()) == indicators.value(old) and not indicators.restatements()
    indicators.check_value(actor=CHECKER, at=after, value_id=new)
    indicators.sign_value(actor=SIGNER, at=after, value_id=new)
    [line] = indicators.restatements()
    assert (line.old.id, line.old.number, line.new.id, line.new.number) == (old, 5, new, 12)
    assert (line.reason, line.by, line.new.revision) == ("迟到的读数", SIGNER.label, 2)
    assert indicators.value(old).restated_by_id == new
    standing = indicators.frozen_value(may())
    assert standing is not None and standing.id == new
    assert [one.id for one in indicators.values(indicators.ValueFilter(is_current=True))[0]] == [new]
    june = figures.Scope(since=date(2020, 6, 1), until=date(2020, 7, 1))
    assert figures.value("Q04", scope=june, at=after).number == 1
    with pytest.raises(Conflict):
        indicators.ask_unlock(actor=SIGNER, at=after, value_id=old, reason="x")
    with pytest.raises(indicators.AlreadyAsked):
        indicators.restate_value(actor=DIRECTOR, at=after, value_id=old, reason="再来")


def test_only_what_was_signed_is_restated() -> None:
    with pytest.raises(Conflict):
        indicators.restate_value(actor=DIRECTOR, at=AT, value_id=drafted(), reason="x")


@pytest.mark.parametrize("seed", range(6))
def test_whatever_comes_later_the_receipt_can_be_proved_again(seed: int, north: figures.SiteName) -> None:
    by = random.Random(seed)
    for _n in range(by.randint(1, 25)):
        day = date(2020, 4, 20) + timedelta(days=by.randint(0, 50))
        entry = ring(by.randint(1, 9), site=north, on=day)
        if by.random() < 0.3:
            ledger.reverse(entry, actor=SYSTEM, reason="误记", at=AT - timedelta(hours=by.randint(1, 900)))
    ledger.seal(at=AT, slice_of=by.choice([3, 100]))
    made = checked(at=AT + timedelta(days=40))
    indicators.sign_value(actor=person(50), at=AT + timedelta(days=40), value_id=made)
    line = indicators.value(made)
    rows = figures.rows(indicators.rows_of(line, at=LATER), limit=1000)
    assert line.number == sum(row.quantity for row in rows)
    for row in rows:
        if row.corrects is None and row.corrected_by is None and by.random() < 0.5:
            ledger.reverse(row.id, actor=SYSTEM, reason="后来更正", at=AT + timedelta(days=50))
    assert indicators.holds(indicators.value(made), at=LATER)
    assert indicators.value(made).number == line.number
