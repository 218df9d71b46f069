"""Own definitions: what they need, who puts them in use, what is refused, versions, retirement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from shushan.figures import ports
from shushan.figures import public as figures
from shushan.figures.tests.make import NORTH, SYSTEM, use_three_sites
from shushan.indicators import public as indicators
from shushan.indicators.own import vocabulary
from shushan.indicators.own.models import OwnDraft, OwnRetirement, OwnVersion
from shushan.indicators.own.words import FACTS
from shushan.indicators.public import CountRule, OwnPlan, PeriodKind
from shushan.indicators.tests.make import AT, CHECKER, MAKER, TESTER, approved, drafted, make_site, may, person
from shushan.indicators.tests.make_own import BEATEN, BOUGHT, PLAN, PLANS, DrumBeaten, drafted_own, in_use
from shushan.indicators.values.computing import compute
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.units import public as units

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_sites() -> Iterator[None]:
    before = use_three_sites()
    yield
    ports._sites[:] = before


@pytest.fixture
def drums() -> None:
    for day, tone in ((3, "a"), (4, "a"), (5, "b")):
        at = datetime(2020, 5, day, 2, tzinfo=UTC)
        event = DrumBeaten(site_id=NORTH.id, quantity=day, tone=tone, loud=day, reader_id=day)
        ledger.record(event, actor=SYSTEM, subject=f"test.drum:{day}", at=at)


def _faults(**said: object) -> set[str]:
    return {fault.field for fault in indicators.definition_faults(replace(PLAN, **said))}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " "}, "name"), ({"name_en": ""}, "name_en"), ({"unit": ""}, "unit"), ({"definition": ""}, "definition"),
        ({"definition_en": ""}, "definition_en"), ({"source": ""}, "source"), ({"code": "V01"}, "code"),
        ({"code": "Z'; DROP"}, "code"), ({"code": "Z"}, "code"), ({"facts": ()}, "facts"),
        ({"facts": ("no.such-fact",)}, "facts"), ({"facts": (BEATEN, BEATEN)}, "facts"),
        ({"facts": (BEATEN, BOUGHT), "breakdowns": ()}, "facts"), ({"rule": CountRule.STOCK}, "facts"),
        ({"rule": CountRule.PEAK}, "minus"), ({"rule": CountRule.PEAK, "minus": (BEATEN,)}, "minus"),
        ({"rule": CountRule.DISTINCT}, "keys"), ({"rule": CountRule.MEDIAN}, "dim"),
        ({"rule": CountRule.MEDIAN, "dim": "tone"}, "dim"), ({"breakdowns": ("colour",)}, "breakdowns"),
        ({"filters": (("colour", ("a",)),)}, "filters"), ({"filters": (("tone", ()),)}, "filters"),
        ({"filters": (("tone') OR 1=1 --", ("a",)),)}, "filters"), ({"present": ("$.tone",)}, "present"),
        ({"rule": CountRule.DISTINCT, "keys": ("reader",)}, "is_personal"), ({"factor": 7}, "factor"),
        ({"decimals": 9}, "decimals"), ({"base": 0}, "decimals"),
        ({"rule": CountRule.RATIO}, "numerator"),
        ({"rule": CountRule.RATIO, "facts": (), "breakdowns": (), "numerator": "V02", "denominator": "V01"}, "numerator"),
        ({"rule": CountRule.RATIO, "facts": (), "breakdowns": (), "numerator": "V01", "denominator": "Z01"}, "denominator"),
        ({"facts": ("meetings.meeting-held",), "breakdowns": (), "is_internal": False}, "is_internal"),
    ],
)  # fmt: skip
def test_the_machine_names_what_a_definition_lacks(said: dict[str, object], field: str) -> None:
    assert field in _faults(**said)


def test_a_whole_definition_has_no_fault() -> None:
    assert _faults() == set()
    assert {code for code, plan in PLANS.items() if code != "Z08" and indicators.definition_faults(plan)} == set()


def test_another_person_puts_a_proved_definition_in_use(drums: None) -> None:
    made = drafted_own()
    with pytest.raises(figures.NoSuchMeasure):
        figures.measure("Z01")
    assert indicators.use_definition(actor=CHECKER, at=AT, draft_id=made, note="看过了") == 1
    [line] = indicators.versions("Z01")
    assert (line.made_by, line.checked_by) == (MAKER.label, CHECKER.label)
    assert [(p.since, p.number, p.entries) for p in line.proofs] == [(date(2020, 5, 1), "12", 3)]
    value = figures.value("Z01", scope=may().scope(), at=AT)
    assert value.number == 12 and figures.digest(value) == line.proofs[0].digest
    kinds = ledger.rows_of("indicators.definition:Z01")
    assert [row.fact for row in kinds] == ["indicators.measure-defined"]


def test_whoever_wrote_at_a_draft_does_not_check_it_and_a_machine_does_neither(drums: None) -> None:
    made = drafted_own()
    with pytest.raises(indicators.SamePerson):
        indicators.use_definition(actor=MAKER, at=AT, draft_id=made)
    indicators.change_definition(actor=CHECKER, at=AT, draft_id=made, plan=replace(PLAN, name="鼓"))
    with pytest.raises(indicators.SamePerson):
        indicators.use_definition(actor=CHECKER, at=AT, draft_id=made)
    with pytest.raises(NotAllowed):
        indicators.use_definition(actor=TESTER, at=AT, draft_id=made)
    with pytest.raises(NotAllowed):
        indicators.use_definition(actor=person(7, "indicators.define-measure"), at=AT, draft_id=made)
    with pytest.raises(NotAllowed):
        drafted_own_by(person(8, "indicators.check-definition"))
    with pytest.raises(NotAllowed):
        drafted_own_by(person(9, "indicators.define-measure", site_id=NORTH.id))
    assert not OwnVersion.objects.exists()


def drafted_own_by(actor: object) -> int:
    return indicators.draft_definition(actor=actor, at=AT, plan=replace(PLAN, code="Z99"))  # type: ignore[arg-type]


def test_a_faulty_definition_or_one_without_records_is_not_used(drums: None) -> None:
    faulty = drafted_own(facts=())
    with pytest.raises(indicators.DefinitionFaulty):
        indicators.use_definition(actor=CHECKER, at=AT, draft_id=faulty)
    empty = drafted_own(code="Z02", filters=(("tone", ("never",)),))
    with pytest.raises(indicators.DefinitionFaulty) as refused:
        indicators.use_definition(actor=CHECKER, at=AT, draft_id=empty)
    assert "没有一条符合" in refused.value.message
    assert not OwnVersion.objects.exists() and OwnDraft.objects.filter(state="open").count() == 2


def test_a_definition_is_proved_on_the_months_that_its_trial_showed_however_long_ago(drums: None) -> None:
    late = AT.replace(year=AT.year + 6)
    indicators.use_definition(actor=CHECKER, at=late, draft_id=drafted_own())
    assert [proof.since.year for proof in indicators.versions("Z01")[0].proofs] == [2020]


def test_every_fact_that_may_be_chosen_has_a_word() -> None:
    assert [code for code in vocabulary.facts() if code not in FACTS and not code.startswith("test.")] == []


def test_a_number_that_does_not_follow_from_its_rows_is_not_used(drums: None) -> None:
    ledger.seal(at=AT)
    with connection.cursor() as cursor:  # the roll-up is not what the records say
        cursor.execute("UPDATE ledger_rollup SET quantity = quantity + 1")
    with pytest.raises(indicators.DefinitionFaulty):
        in_use()
    assert not OwnVersion.objects.exists()


def test_a_code_has_one_open_draft_and_a_discarded_one_stays(drums: None) -> None:
    made = drafted_own()
    with pytest.raises(Conflict):
        drafted_own()
    with pytest.raises(Invalid):
        drafted_own(code="L01")
    with pytest.raises(Invalid):
        indicators.discard_definition(actor=MAKER, at=AT, draft_id=made, reason=" ")
    indicators.discard_definition(actor=MAKER, at=AT, draft_id=made, reason="重写")
    for again in (
        lambda: indicators.use_definition(actor=CHECKER, at=AT, draft_id=made),
        lambda: indicators.change_definition(actor=MAKER, at=AT, draft_id=made, plan=PLAN),
    ):
        with pytest.raises(Conflict):
            again()
    assert indicators.definition_draft(made).state == "discarded" and drafted_own()


def test_a_new_version_holds_from_its_day_and_a_period_across_has_no_value(drums: None) -> None:
    in_use()
    with pytest.raises(indicators.DefinitionFaulty):
        in_use(valid_from=date(2020, 1, 1))
    OwnDraft.objects.all().update(state="discarded")
    assert in_use(valid_from=date(2020, 5, 4), filters=(("tone", ("a",)),)) == 2
    across = compute(may("Z01"), at=AT)
    assert across.number is None and "2020-05-04" in across.absence
    early = indicators.Asked("Z01", PeriodKind.RANGE, date(2020, 5, 4), date(2020, 5, 1))
    late = indicators.Asked("Z01", PeriodKind.RANGE, date(2020, 6, 1), date(2020, 5, 4))
    assert (compute(early, at=AT).number, compute(late, at=AT).number) == (3, 4)
    assert (compute(early, at=AT).found.measure.version, compute(late, at=AT).found.measure.version) == (1, 2)


def test_what_is_retired_stays_but_is_used_no_more(drums: None) -> None:
    in_use()
    kept = approved(may("Z01"))
    in_use(PLANS["Z02"], facts=(BEATEN,))
    in_use(PLANS["Z08"])
    with pytest.raises(Conflict) as refused:
        indicators.retire_definition(actor=CHECKER, at=AT, code="Z01", on=date(2020, 5, 31), reason="不再用")
    assert "1 个比率" in refused.value.message
    indicators.retire_definition(actor=CHECKER, at=AT, code="Z08", on=date(2020, 5, 31), reason="不再用")
    indicators.retire_definition(actor=CHECKER, at=AT, code="Z01", on=date(2020, 5, 31), reason="不再用")
    assert "Z01" not in {one.code for one in figures.every_measure()}
    line = indicators.value(kept)
    assert line.number == 12 and line.measure.retired_on == date(2020, 5, 31)
    drafted(indicators.Asked("Z01", PeriodKind.RANGE, date(2020, 5, 9), date(2020, 5, 1)))
    with pytest.raises(Conflict):
        drafted(indicators.Asked("Z01", PeriodKind.MONTH, date(2020, 7, 1), date(2020, 6, 1)))
    with pytest.raises(Conflict):
        indicators.retire_definition(actor=CHECKER, at=AT, code="Z01", on=date(2020, 5, 31), reason="再停")
    with pytest.raises(Invalid):
        drafted_own()
    with pytest.raises(Conflict):
        indicators.retire_definition(actor=CHECKER, at=AT, code="Z77", on=date(2020, 5, 31), reason="没有")


def test_a_duty_keeps_its_indicator_from_being_retired(drums: None) -> None:
    in_use()
    site = make_site("Q")
    unit = units.found_unit(
        actor=TESTER, at=AT, code="U1", name="部", kind="department", since=date(2020, 1, 1), site_id=site
    )
    duty = indicators.take_up_duty(actor=TESTER, at=AT, code="D1", name="打鼓", unit_id=unit, since=date(2020, 1, 2))
    link = indicators.link_indicator(actor=TESTER, at=AT, duty_id=duty, code="Z01", since=date(2020, 1, 2))
    with pytest.raises(Conflict):
        indicators.retire_definition(actor=CHECKER, at=AT, code="Z01", on=date(2020, 5, 31), reason="不再用")
    indicators.unlink_indicator(actor=TESTER, at=AT, link_id=link, until=date(2020, 5, 1))
    indicators.retire_definition(actor=CHECKER, at=AT, code="Z01", on=date(2020, 5, 31), reason="不再用")
    with pytest.raises(Conflict):
        indicators.link_indicator(actor=TESTER, at=AT, duty_id=duty, code="Z01", since=date(2020, 6, 1))


def test_an_internal_figure_is_not_published_and_an_open_one_is(drums: None) -> None:
    in_use()
    with pytest.raises(indicators.NotPublishable):
        indicators.publish_value(actor=MAKER, at=AT, value_id=approved(may("Z01")), is_public=True)
    in_use(code="Z03", is_internal=False)
    indicators.publish_value(actor=MAKER, at=AT, value_id=approved(may("Z03")), is_public=True)


def test_the_database_keeps_what_is_in_use(drums: None) -> None:
    in_use()
    indicators.retire_definition(actor=CHECKER, at=AT, code="Z01", on=date(2020, 5, 31), reason="不再用")
    for change in (
        lambda: OwnVersion.objects.update(name="别的"),
        lambda: OwnVersion.objects.all().delete(),
        lambda: OwnRetirement.objects.all().delete(),
    ):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            change()
    row = OwnVersion.objects.get()
    row.pk, row.version, row.valid_from, row.checked_by = None, 2, date(2020, 6, 1), row.made_by
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_its_names_follow_the_language_of_the_page(drums: None) -> None:
    from django.utils import translation

    in_use()
    measure = figures.measure("Z01")
    assert (str(measure.name), str(measure.unit)) == ("鼓声", "次")
    with translation.override("en"):
        assert (str(measure.name), str(measure.unit), str(measure.definition)) == (
            "Drum beats", "beats", "How often a drum was beaten",
        )  # fmt: skip


def test_yes_and_no_are_told_apart_on_every_database(drums: None) -> None:
    at = datetime(2020, 5, 9, 2, tzinfo=UTC)
    ledger.record(DrumBeaten(site_id=NORTH.id, is_last=True, tone="c"), actor=SYSTEM, subject="test.drum:9", at=at)
    plan: OwnPlan = replace(PLAN, filters=(("is_last", ("true",)),))
    in_use(plan)
    assert figures.value("Z01", scope=may().scope(), at=AT).number == 1
