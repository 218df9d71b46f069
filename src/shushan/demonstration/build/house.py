"""The house of the demonstration: sites with hours, units, staff with accounts, the library's name."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from shushan.demonstration.accounts import ACCOUNTS, PASSWORD
from shushan.demonstration.plan.numbers import SITES
from shushan.kernel.actor import Actor
from shushan.options import public as options
from shushan.people import public as people
from shushan.places import public as places
from shushan.units import public as units
from shushan.visits import public as visits

CLOSES_IN = 24  # days from the building to a closure that is still to come
FOUNDED = datetime(2018, 1, 2, 1, tzinfo=UTC)
CLOSED_ON = date(2020, 1, 24)  # assumed: the day before the spring festival of 2020
RENAMED_ON = date(2020, 5, 1)  # assumed, so that the tree of two days can be seen to differ
GATE = "正门"
PERSONS, PERSONS_MORE = 620_000, 3_000  # people in 2020, and how many more each year: both invented
NAME, NAME_EN = "海川区图书馆", "Haichuan District Library"
_ADDRESSES = {
    "C": ("海川区滨河路 1 号", "1 Binhe Road, Haichuan"),
    "H": ("海川区河口街 20 号", "20 Hekou Street, Haichuan"),
    "Y": ("海川区盐湾大道 7 号", "7 Yanwan Avenue, Haichuan"),
}


def build_sites(actor: Actor, now: datetime) -> dict[str, int]:
    """Open the sites with their hours and the closure before the reopening; return site ids by code."""
    ids = {}
    for position, site in enumerate(SITES):
        address, address_en = _ADDRESSES[site.code]
        ids[site.code] = places.open_site(
            actor=actor, at=FOUNDED, code=site.code, name=site.name, name_en=site.name_en, address=address,
            address_en=address_en, capacity=site.capacity, reopened_on=site.reopened_on, position=position,
        )  # fmt: skip
        for weekday in range(7):
            spans = [] if weekday in site.closed_weekdays else [places.OpeningSpan(site.opens, site.closes)]
            places.set_hours(
                actor=actor, at=FOUNDED, site_id=ids[site.code], weekday=weekday, spans=spans, since=FOUNDED.date()
            )
        places.close_site(
            actor=actor,
            at=FOUNDED,
            site_id=ids[site.code],
            since=CLOSED_ON,
            until=site.reopened_on,
            reason="疫情防控闭馆",
        )
    for year in range(2019, now.year + 1):
        places.set_population(
            actor=actor, at=FOUNDED, area="海川区", year=year, kind=places.PopulationKind.RESIDENT,
            persons=PERSONS + (year - 2020) * PERSONS_MORE, source="虚构，仅供演示",
        )  # fmt: skip
    return ids


def build_days(actor: Actor, sites: dict[str, int], now: datetime) -> None:
    """Say what each site does on public holidays, and close one for some days that are still to come."""
    mode, friday, saturday = places.HolidayMode, 4, 5
    places.set_rule(
        actor=actor, at=now, site_id=sites["C"], mode=mode.HOURS, opens=time(10), closes=time(16), workday_as=friday
    )
    for code in ("H", "Y"):
        places.set_rule(actor=actor, at=now, site_id=sites[code], mode=mode.CLOSED, workday_as=saturday)
    since = now.date() + timedelta(days=CLOSES_IN)
    places.close_site(
        actor=actor, at=now, site_id=sites["Y"], since=since, until=since + timedelta(days=3), reason="电梯检修"
    )


def build_units(actor: Actor, sites: dict[str, int]) -> None:
    """Found the library and its departments, empty of rules."""
    since = FOUNDED.date()
    top = units.found_unit(
        actor=actor, at=FOUNDED, code="LIB", name=NAME, name_en=NAME_EN, kind="library", since=since, site_id=sites["C"]
    )
    for code, name, name_en, site in (
        ("SVC", "读者服务部", "Reader Services", "C"),
        ("CAT", "采编部", "Cataloguing", "C"),
        ("BRH", "河口馆区", "Hekou Branch", "H"),
        ("BRY", "盐湾馆区", "Yanwan Branch", "Y"),
    ):
        units.found_unit(
            actor=actor, at=FOUNDED, code=code, name=name, name_en=name_en, kind="department", since=since,
            parent_id=top, site_id=sites[site],
        )  # fmt: skip

    cataloguing = next(one.id for one in units.tree(on=since) if one.code == "CAT")
    units.change_unit(
        actor=actor, at=FOUNDED, unit_id=cataloguing, since=RENAMED_ON, name="采编与数字资源部",
        name_en="Cataloguing and Digital Resources", kind="department", parent_id=top, site_id=sites["C"],
    )  # fmt: skip


def build_gates(actor: Actor, sites: dict[str, int]) -> None:
    """Set up one gate a site, and one of the centre that was given up when the library closed."""
    for code in sites:
        visits.add_gate(
            actor=actor, at=FOUNDED, site_id=sites[code], name=GATE, side=visits.Side.BOTH, since=FOUNDED.date()
        )
    visits.add_gate(
        actor=actor, at=FOUNDED, site_id=sites["C"], name="东门", side=visits.Side.OUT, since=FOUNDED.date(),
        until=CLOSED_ON,
    )  # fmt: skip


def build_staff(actor: Actor, sites: dict[str, int], now: datetime) -> dict[str, int]:
    """Appoint one person per role with an account; return person ids by sign-in name."""
    ids = {}
    for account in ACCOUNTS:
        site_id = sites.get(account.site)
        staff = people.appoint_staff(
            actor=actor, at=FOUNDED, since=FOUNDED.date(), said=people.Particulars(name=account.name),
            site_id=site_id or sites["C"], position=account.position,
        )  # fmt: skip
        person = people.staff_member(staff).person_id
        people.give_role(actor=actor, at=FOUNDED, role=account.role, person_id=person, site_id=site_id)
        people.make_account(
            actor=actor, at=now, person_id=person, username=account.username, password=PASSWORD,
            email=f"{account.username}@example.org",
        )  # fmt: skip
        ids[account.username] = person
    return ids


def build_settings(actor: Actor, now: datetime) -> None:
    """Name the library, switch the second factor off (the banner says so), let readers pay by a phone that takes nothing."""
    for code, value in (
        ("newsroom.library-name", NAME),
        ("newsroom.library-name-en", NAME_EN),
        ("people.staff-mfa", False),
        ("circulation.phone-payment", "demonstration"),
    ):
        options.set_option(
            actor=actor, at=now - timedelta(minutes=1), code=code, value=value, valid_from=now - timedelta(minutes=1),
            note="演示图书馆",
        )  # fmt: skip
