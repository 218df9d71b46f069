"""What is kept about one person, told to that person."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shushan.ledger.public import local_day, local_minute
from shushan.people import panels, policy
from shushan.people.models import Person, RoleGrant, User
from shushan.people.operations.persons import id_number_of
from shushan.people.panels import Kept
from shushan.people.queries.family import consents_of, picks_up_for, proxies_of, wards_of
from shushan.people.queries.readers import cards_of
from shushan.people.roles import BY_NUMBER
from shushan.people.words import CARD_STATES


def what_is_kept(person_id: int, *, at: datetime) -> list[Kept]:
    """Return every part of what the house keeps about a person, this room's own first.

    The document number is shown by its ends only: the export goes through mails and phones.
    """
    person = Person.objects.select_related("reader").get(pk=person_id)
    reader = getattr(person, "reader", None)
    parts = [_particulars(person), _account(person)]
    if reader is not None:
        parts += [_cards(reader.pk), _family(reader.pk, at)]
    parts.append(_roles(person))
    if reader is not None:
        parts += panels.kept_elsewhere(reader.pk, at)
    return [part for part in parts if part.rows]


def _particulars(person: Person) -> Kept:
    reader = getattr(person, "reader", None)
    row: dict[str, str | int | None] = {
        _("姓名"): person.name,
        _("拼音或外文名"): person.name_latin or None,
        _("出生日期"): person.birth_on.isoformat() if person.birth_on else None,
        _("手机号"): person.phone or None,
        _("邮箱"): person.email or None,
        _("证件号"): policy.masked_id(id_number_of(person)) or None,
    }
    if reader is not None:
        row[_("登记时间")] = _moment(reader.registered_at)
        row[_("身份核验时间")] = _moment(reader.verified_at)
        row[_("冻结原因")] = reader.frozen_reason or None
    kept = {name: value for name, value in row.items() if value}
    return Kept("particulars", _("个人资料"), _("用于确认您是谁、与您联系。"), (kept,))


def _account(person: Person) -> Kept:
    user = User.objects.filter(person=person).first()
    row: dict[str, str | int | None] = {}
    if user is not None:
        row = {
            _("登录名"): user.username,
            _("注册时间"): _moment(user.date_joined),
            _("最近登录"): _moment(user.last_login),
        }
    return Kept("account", _("账号"), _("用于登录；密码只存不可逆的摘要。"), (row,) if row else ())


def _cards(reader_id: int) -> Kept:
    rows = tuple(
        {
            _("证号"): card.number,
            _("状态"): str(CARD_STATES[card.state]),
            _("发证时间"): _moment(card.issued_at),
            _("有效期至"): card.expires_on.isoformat() if card.expires_on else None,
        }
        for card in cards_of(reader_id)
    )
    return Kept("cards", _("读者证"), _("用于借还和入馆；旧证号留存以便拾到时归还。"), rows)


def _family(reader_id: int, at: datetime) -> Kept:
    rows: list[dict[str, str | int | None]] = [
        {_("监护人"): line.guardian, _("同意时间"): _moment(line.given_at), _("撤回时间"): _moment(line.withdrawn_at)}
        for line in consents_of(reader_id)
    ]
    rows += [{_("监护的孩子"): one.name, _("证号"): one.card_number} for one in wards_of(reader_id, at=at)]
    for words, lines in (
        (_("可以为您代取的人"), proxies_of(reader_id, on=local_day(at))),
        (_("您可以为其代取的人"), picks_up_for(reader_id, on=local_day(at))),
    ):
        rows += [
            {words: line.reader.masked_name, _("截止"): line.until.isoformat() if line.until else None}
            for line in lines
        ]
    return Kept("family", _("家人与代取"), _("用于确认谁替未成年读者做主、谁可以代取。"), tuple(rows))


def _roles(person: Person) -> Kept:
    rows = tuple(
        {
            _("角色"): str(BY_NUMBER[grant.role].title) if grant.role in BY_NUMBER else str(grant.role),
            _("起"): _moment(grant.since),
            _("止"): _moment(grant.until),
        }
        for grant in RoleGrant.objects.filter(person=person).order_by("since")
    )
    return Kept("roles", _("工作角色"), _("用于确定馆员可以做什么。"), rows)


def _moment(at: datetime | None) -> str | None:
    return local_minute(at) if at else None
