"""Accounts: make one for a person, sign up by oneself, set a password."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid
from shushan.people import policy
from shushan.people.errors import NoSuchReader, SignInNameTaken
from shushan.people.models import CURRENT_STATES, Card, User
from shushan.people.operations import cards, readers
from shushan.people.operations.persons import Particulars
from shushan.people.terms import PeopleAct


@write()
def make_account(
    *, actor: Actor, at: datetime, person_id: int, username: str, email: str = "", password: str | None = None
) -> int:
    """Give a person a way to sign in and return the user id. No password: they set one by e-mail.

    :raises SignInNameTaken: another account has this name.
    :raises Conflict: the person has an account.
    """
    actor.require(PeopleAct.MAKE_ACCOUNT)
    name = User.normalize_username(username)
    if not name:
        raise Invalid(_("请填写登录名。"), field="username")
    if User.objects.filter(username=name).exists():
        raise SignInNameTaken(_("登录名“%(name)s”已被使用。") % {"name": name}, remedy=_("请换一个登录名。"))
    if User.objects.filter(person=person_id).exists():
        raise Conflict(_("此人已有账号。"))
    user = User(
        username=name, email=email.strip(), person_id=person_id, date_joined=at, password=make_password(password)
    )
    user.save(force_insert=True)
    return user.pk


@write()
def set_password(*, actor: Actor, at: datetime, user_id: int, password: str) -> None:
    """Set an account's password, as a command or the person's superior does; sessions elsewhere end."""
    actor.require(PeopleAct.MAKE_ACCOUNT)
    User.objects.filter(pk=user_id).update(password=make_password(password))


@write()
def sign_up(
    *,
    actor: Actor,
    at: datetime,
    user: User,
    said: Particulars,
    home_site_id: int,
    guardian_id: int | None = None,
) -> int:
    """Keep a new account together with its person, reader and on-line card, and return the reader's id.

    The card is good for on-line services at once; lending begins when a desk has verified who they are.

    :raises GuardianNeeded: under fourteen without a guardian who consents.
    :raises SignInNameTaken: somebody was faster with this name.
    """
    if User.objects.filter(username=user.username).exists():
        raise SignInNameTaken(_("登录名“%(name)s”已被使用。") % {"name": user.username}, remedy=_("请换一个登录名。"))
    reader_id = readers.register_reader(
        actor=actor,
        at=at,
        name=said.name,
        home_site_id=home_site_id,
        birth_on=said.birth_on,
        phone=said.phone,
        email=said.email,
        guardian_id=guardian_id,
        is_verified=False,
        way="self",
    )
    cards.issue_card(actor=actor, at=at, reader_id=reader_id, site_id=home_site_id, is_online=True)
    user.person_id = readers.find(reader_id).person_id
    user.date_joined = at
    user.save(force_insert=True)
    return reader_id


@write()
def claim_account(*, actor: Actor, at: datetime, card_number: str, birth_on: date, user: User) -> None:
    """Join a new account to the reader who holds a card, proved by the card's number and the birth date on record.

    :raises NoSuchReader: number and birth date do not belong together (which of them is wrong is not said).
    :raises Conflict: the reader has an account.
    """
    held = _proved(card_number, birth_on)
    if User.objects.filter(person=held.reader.person_id).exists():
        raise Conflict(_("这位读者已有账号。"), remedy=_("请直接登录；忘记密码可以找回。"))
    if User.objects.filter(username=user.username).exists():
        raise SignInNameTaken(_("登录名“%(name)s”已被使用。") % {"name": user.username}, remedy=_("请换一个登录名。"))
    user.person_id = held.reader.person_id
    user.date_joined = at
    user.save(force_insert=True)


def guardian_by_proof(*, card_number: str, birth_on: date) -> int:
    """Return the reader whose card and birth date on record are these: a guardian at a child's self-registration.

    :raises NoSuchReader: number and birth date do not belong together, or nobody verified who they are.
    """
    held = _proved(card_number, birth_on)
    if held.reader.verified_at is None:
        raise NoSuchReader(_("监护人的身份还没有核验。"), remedy=_("请监护人先带证件到服务台核验。"))
    return held.reader_id


def _proved(card_number: str, birth_on: date) -> Card:
    card = Card.objects.filter(
        number=policy.scanned(card_number), state__in=CURRENT_STATES, reader__person__erased_at=None
    )
    held = card.select_related("reader__person").first()
    if held is None or held.reader.person.birth_on is None or held.reader.person.birth_on != birth_on:
        raise NoSuchReader(
            _("证号与出生日期不相符，或这张证未登记出生日期。"), remedy=_("请核对后再试，或到服务台办理。")
        )
    return held
