"""Gates: each a row with its days; files are held against them, devices are not refused for want of one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from shushan.kernel.actor import ANONYMOUS, Actor, ActorKind, Grant, system
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places.tests.make import LONG_AGO, make_site
from shushan.visits import public as visits
from shushan.visits.models import Gate, Reading
from shushan.visits.policy import Doubt, doubt
from shushan.visits.terms import GateValue, Side
from shushan.visits.tests.make import make_gate

SYSTEM = system("test")
AT = datetime(2020, 6, 30, 8, tzinfo=UTC)
NINE = datetime(2020, 6, 30, 1, tzinfo=UTC)
JUNE, JULY = date(2020, 6, 1), date(2020, 7, 1)
db = pytest.mark.django_db


def take(site: int, gate: str, *, entered: int = 5, left: int = 0, since: datetime = NINE) -> bool:
    return visits.take_hour(
        actor=SYSTEM, at=AT, site_id=site, gate=gate, since=since, entered=entered, left=left
    )  # fmt: skip


@pytest.mark.quick
@pytest.mark.parametrize(
    ("name", "day", "entered", "left", "why"),
    [
        ("", date(2000, 1, 1), 5, 5, None),
        ("东门", JUNE, 5, 5, None),
        ("东门", JUNE - timedelta(days=1), 5, 0, Doubt.NOT_THEN),
        ("东门", JULY, 5, 0, Doubt.NOT_THEN),
        ("南门", JUNE, 5, 0, Doubt.UNKNOWN),
        ("出口", JUNE, 0, 5, None),
        ("出口", JUNE, 1, 5, Doubt.NO_WAY_IN),
        ("入口", JUNE, 5, 0, None),
        ("入口", JUNE, 5, 1, Doubt.NO_WAY_OUT),
    ],
)
def test_a_gate_counts_on_its_days_and_its_way(name: str, day: date, entered: int, left: int, why: Doubt) -> None:
    gates = [
        GateValue(1, 1, "东门", Side.BOTH, None, JUNE, JULY),
        GateValue(2, 1, "出口", Side.OUT, None, JUNE, None),
        GateValue(3, 1, "入口", Side.IN, None, JUNE, None),
    ]
    assert doubt(gates, name=name, day=day, entered=entered, left=left) is why


@db
def test_a_gate_is_added_once_by_whoever_may_and_its_name_stays() -> None:
    site, other = make_site(), make_site("S", "南馆")
    made = make_gate(site, "  东  门 ")
    assert (visits.gate(made).name, visits.gate(made).side) == ("东 门", Side.BOTH)
    with pytest.raises(visits.GateTaken):
        make_gate(site, "东 门", since=JULY)
    make_gate(other, "东 门")
    lead = Actor(ActorKind.STAFF, 1, "王", grants=(Grant(visits.VisitAct.EDIT_GATES, site_id=other),))
    for stranger in (ANONYMOUS, lead):
        with pytest.raises(NotAllowed):
            visits.edit_gate(actor=stranger, at=AT, gate_id=made, side=Side.IN, since=JUNE, until=None, device_id=None)
    for name in ("", " ", "门" * 41):
        with pytest.raises(Invalid):
            make_gate(site, name)
    with pytest.raises(Invalid):
        make_gate(site, "西门", since=JULY, until=JULY)
    with pytest.raises(visits.NoSuchGate):
        visits.edit_gate(actor=SYSTEM, at=AT, gate_id=0, side=Side.IN, since=JUNE, until=None, device_id=None)
    assert Gate.objects.count() == 2


@db
def test_a_file_hour_is_refused_where_no_gate_stands_and_counts_nothing() -> None:
    site = make_site()
    make_gate(site, "东门", since=JUNE, until=JULY)
    make_gate(site, "出口", side=Side.OUT)
    assert take(site, "东门") and take(site, "") and take(site, "出口", entered=0, left=4)
    for gate, more in (("南门", {}), ("出口", {"entered": 3}), ("东门", {"since": NINE - timedelta(days=40)})):
        with pytest.raises(visits.GateNotCounted) as refused:
            take(site, gate, **more)  # type: ignore[arg-type]
        assert gate in refused.value.message and refused.value.remedy
    assert Reading.objects.count() == 3


@db
def test_the_days_of_a_gate_never_leave_its_counts_outside() -> None:
    site = make_site()
    made = make_gate(site, "东门")
    take(site, "东门")

    def edit(since: date = JUNE, until: date | None = None) -> None:
        visits.edit_gate(
            actor=SYSTEM, at=AT, gate_id=made, side=Side.BOTH, since=since, until=until, device_id=None
        )  # fmt: skip

    for since, until in ((JULY, None), (JUNE, date(2020, 6, 30))):
        with pytest.raises(visits.GateHasCounts):
            edit(since, until)
    edit(until=JULY)
    assert visits.gate(made).until == JULY
    edit()
    assert visits.gate(made).until is None
    visits.reverse(actor=SYSTEM, at=AT, reading_id=Reading.objects.get().pk, reason="误报")
    edit(JULY)
    assert visits.gate(made).since == JULY


@db
def test_a_device_stands_at_one_gate_whose_name_its_counts_carry() -> None:
    site, other = make_site(), make_site("S", "南馆")
    device = people.make_device(actor=SYSTEM, at=LONG_AGO, name="计数器", kind="gate", site_id=site).id
    with pytest.raises(Invalid):
        make_gate(other, "南门", device_id=device)
    made = make_gate(site, "东门", since=JUNE, device_id=device)
    with pytest.raises(visits.GateTaken):
        make_gate(site, "西门", device_id=device)
    gate = Actor(ActorKind.DEVICE, device, "计数器", grants=(Grant(visits.VisitAct.REPORT, site_id=site),))

    def named(sequence: int, since: datetime, gate_name: str = "") -> str:
        counts = [visits.Count(sequence, since, 3)]
        taken = visits.report(actor=gate, at=AT, device_id=device, site_id=site, gate=gate_name, counts=counts)
        return str(ledger.rows_of(f"visits.reading:{taken[0].reading_id}")[0].dims["gate"])

    assert named(1, NINE) == "东门"
    assert named(2, NINE - timedelta(days=60)) == "计数器"
    assert named(3, NINE, "侧门") == "侧门"
    visits.edit_gate(actor=SYSTEM, at=AT, gate_id=made, side=Side.BOTH, since=JUNE, until=JULY, device_id=device)
    make_gate(site, "西门", since=JULY, device_id=device)


@db
def test_the_list_tells_the_latest_count_that_stands() -> None:
    site = make_site()
    make_gate(site, "东门"), make_gate(site, "西门", until=JUNE), make_gate(site, "北门")
    take(site, "东门"), take(site, "东门", since=NINE - timedelta(hours=1))
    take(site, "东门", since=NINE + timedelta(hours=1))
    visits.reverse(actor=SYSTEM, at=AT, reading_id=Reading.objects.latest("since").pk, reason="误报")
    lines = visits.gate_lines(site_ids=(site,))
    assert [(line.gate.name, line.latest) for line in lines] == [("东门", NINE), ("北门", None), ("西门", None)]
    assert visits.gate_lines(site_ids=()) == []


@db
def test_the_database_refuses_a_gate_without_a_name_or_a_day() -> None:
    site = make_site()
    for wrong in ({"name": ""}, {"until": JUNE}, {"side": "up"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Gate.objects.create(**{"site_id": site, "name": "东门", "side": "in", "since": JUNE} | wrong)


@db
def test_an_older_house_gets_a_gate_of_every_name_that_was_counted() -> None:
    site = make_site()
    visits.report(actor=SYSTEM, at=AT, device_id=7, site_id=site, gate="老门", counts=[visits.Count(1, NINE, 5)])
    visits.count_by_hand(actor=SYSTEM, at=AT, site_id=site)
    import_module("shushan.visits.migrations.0002_gates").gates_of_readings(apps, None)
    gate = Gate.objects.get()
    assert (gate.name, gate.since, gate.until) == ("老门", date(2020, 6, 29), None)
    assert take(site, "老门")
