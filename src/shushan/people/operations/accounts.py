"""Accounts: make one for a person, close it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid
from shushan.people.errors import SignInNameTaken
from shushan.people.models import User
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
