"""Ports of lower rooms, filled from higher ones: the only place where the house is tied together upwards."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.urls import reverse

from shushan.adapters.alipay import Alipay, AlipayAccount
from shushan.adapters.aliyun_sms import AliyunSms
from shushan.adapters.mail import Mail
from shushan.adapters.postgres_engine import PostgresEngine
from shushan.adapters.sru_copier import SruCopier
from shushan.adapters.tantivy_engine import TantivyEngine
from shushan.adapters.tencent_sms import TencentSms
from shushan.adapters.wechat import Wechat
from shushan.adapters.wechat_asker import WechatAsker, consent_template
from shushan.adapters.wechat_door import WechatDoor
from shushan.adapters.wechat_pay import WechatPay, WechatPayAccount
from shushan.adapters.z3950_copier import YazCopier
from shushan.approvals import public as approvals
from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.config import jobs as examination
from shushan.config.indexing import Indexer
from shushan.figures import public as figures
from shushan.indicators import public as indicators
from shushan.jobs import public as jobs
from shushan.learning import public as learning
from shushan.ledger import public as ledger
from shushan.meetings import public as meetings
from shushan.notices import public as notices
from shushan.organisation import public as organisation
from shushan.people import public as people
from shushan.places import public as places
from shushan.search import public as search
from shushan.search.web.labels import name_sites
from shushan.ui.naming import use_namer
from shushan.ui.templatetags.look import called
from shushan.units import public as units
from shushan.units.public import UnitValue


class SitesOfPlaces:
    """The figures' sites, from the places."""

    def all(self) -> tuple[figures.SiteName, ...]:
        """Return every site with its reopening day."""
        return tuple(figures.SiteName(s.id, s.code, s.name, s.name_en, s.reopened_on) for s in places.sites())


class UnitsOfUnits:
    """The figures' units, from the units."""

    def by(self, day: date) -> dict[int, figures.UnitName]:
        """Return every unit that there had been by a day, as it was named last."""
        return {one.id: figures.UnitName(one.id, one.name, one.name_en) for one in units.names(on=day).values()}


class ShelfOfCirculation:
    """The catalogue's shelf, from the circulation."""

    def availability(self, item_ids: Sequence[int]) -> dict[int, catalogue.Availability]:
        """Return what is known of items that are out."""
        return circulation.availability(item_ids)

    def lent_since(self, since: datetime) -> dict[int, int]:
        """Return how many loans began since an instant, by record."""
        return circulation.lent_since(since)

    def last_lent(self, before: datetime) -> datetime | None:
        """Return when the last loan before an instant began."""
        return circulation.last_lent(before)


class ColleaguesOfPeople:
    """The approvals' colleagues, from the people."""

    def by_account(self, username: str) -> approvals.Colleague | None:
        """Return who signs in with that name and works here."""
        found = people.staff_by_account(username)
        return approvals.Colleague(f"staff:{found.person_id}", found.name) if found else None


class RostersOfOrganisation:
    """The rosters of learning, from the organisation: a unit's own and those of all under it, as of any day."""

    def units(self, *, on: date) -> list[tuple[int, str]]:
        """Return the general branches and branches of a day."""
        kinds = {organisation.UnitKind.GENERAL_BRANCH, organisation.UnitKind.BRANCH, organisation.UnitKind.TEMPORARY}
        return [(one.id, called(one)) for one in units.tree(on=on) if one.kind in kinds]

    def roster(self, unit_id: int | None, *, on: date) -> list[learning.RosterLine]:
        """Return who stands there on a day; whoever holds a post in a branch or over it leads."""
        tree = {one.id: one for one in units.tree(on=on)}
        inside = None if unit_id is None else [one for one in tree if self._is_under(one, unit_id, tree)]
        leading = {post.person_id for post in organisation.posts(on=on) if post.kind in organisation.COMMITTEE}
        return [
            learning.RosterLine(
                line.person_id, line.name, line.unit_id, tree[line.unit_id].name, tree[line.unit_id].site_id,
                line.person_id in leading, line.id, tree[line.unit_id].name_en,
            )
            for line in organisation.roster(on=on, unit_ids=inside)
            if line.unit_id in tree
        ]  # fmt: skip

    def members(self, ids: Collection[int] | None = None) -> dict[int, int]:
        """Return the members' ids by person, of all or of some."""
        return organisation.members_by_person(ids)

    @staticmethod
    def _is_under(one: int | None, top: int, tree: dict[int, UnitValue]) -> bool:
        while one is not None and one in tree:
            if one == top:
                return True
            one = tree[one].parent_id
        return False


class LessonsOfLearning:
    """The lessons that can be shown at a meeting, from learning."""

    def every(self) -> list[meetings.Lesson]:
        """Return the lessons of open courses, in two queries."""
        return [
            meetings.Lesson(
                lesson.id, lesson.name, course.name, reverse("learning:lesson", args=[lesson.id]), lesson.minutes
            )
            for course in learning.courses(only_open=True)
            for lesson in course.lessons
        ]


def wire() -> None:
    """Wire every port."""
    meetings.use_lessons(LessonsOfLearning())
    use_namer(people.names_of_actors)
    learning.use(RostersOfOrganisation())
    approvals.use(ColleaguesOfPeople())
    figures.use(SitesOfPlaces())
    figures.use_units(UnitsOfUnits())
    figures.use_definitions(indicators.OwnDefinitions())
    catalogue.use(ShelfOfCirculation())
    people.register_mover("circulation", circulation.LoansFollow())
    people.register_mover("catalogue", catalogue.ListsFollow())
    people.register_mover("notices", notices.NoticesFollow())
    _channels()
    _payments()
    catalogue.use_copier("sru", SruCopier())
    catalogue.use_copier("z3950", YazCopier())
    name_sites(lambda: {site.code: site.name for site in places.sites()})
    _worker()
    search.use(_engine())


def _channels() -> None:
    """Open the ways out of the house that the deployment set up; e-mail is always one (files where nothing is set)."""
    notices.use_channel(Mail())
    if settings.SMS_URL:
        is_tencent = "tencentcloudapi.com" in settings.SMS_URL
        notices.use_channel(TencentSms(settings.SMS_URL) if is_tencent else AliyunSms(settings.SMS_URL))
    if settings.WECHAT_URL:
        notices.use_channel(Wechat(settings.WECHAT_URL))
        notices.use_door(WechatDoor(settings.WECHAT_URL))
        if consent_template(settings.WECHAT_URL):
            notices.use_asker(WechatAsker(settings.WECHAT_URL))


def _payments() -> None:
    """Put the payment providers that the deployment set up behind their port; which one is used is the library's setting."""
    if settings.WECHATPAY_FILE:
        circulation.use_provider("wechat", WechatPay(WechatPayAccount.read(Path(settings.WECHATPAY_FILE))))
    if settings.ALIPAY_FILE:
        circulation.use_provider("alipay", Alipay(AlipayAccount.read(Path(settings.ALIPAY_FILE))))


def _engine() -> search.Engine:
    """Return the engine of the database: a PostgreSQL that several nodes share keeps the index as well."""
    if connection.vendor == "postgresql":
        return PostgresEngine()
    return TantivyEngine(Path(settings.HOME) / "index")


def _worker() -> None:
    """Say what the worker does again and again, and every night."""
    indexer = Indexer()
    jobs.register_chore("ledger.deliver", seconds=1, run=lambda at: bool(ledger.deliver_some(at=at)))
    jobs.register_chore("search.index", seconds=0.5, run=lambda at: indexer.step())
    jobs.register_chore("ledger.seal", seconds=20, run=lambda at: bool(ledger.seal(at=at)))
    jobs.register_nightly("ledger.prove", hour=2, run=_prove)
    jobs.register_nightly("backup", hour=3, run=_back_up)
    jobs.register_nightly("house.examination", hour=examination.HOUR, run=examination.start_examination)


def _prove(at: datetime) -> None:
    wrong = ledger.unproved_cells()
    if wrong:
        raise RuntimeError(f"{wrong} cells of the roll-up differ from the facts: nothing may be signed")


def _back_up(at: datetime) -> None:
    from shushan.cli.backups import backup, prune

    made = backup(Path(settings.HOME), at=at)
    prune(made.parent)
