"""Terminals: make one, give it a new password, change its dialect, retire it, find it at sign-in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext_lazy as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.people import public as people
from shushan.protocols.models import Terminal

LEAST_PASSWORD: Final = 8
_PROCESS_KEY: Final = secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a terminal speaks, and who it says the library is (empty: anything)."""

    institution: str = ""
    charset: str = "utf-8"
    line_end: str = ""
    checksum: str = "optional"
    language: str = "zh-hans"
    takes_what_is_not_out: bool = False
    profile: str = "standard"
    due_format: str = "sip"
    magnetic: str = "U"
    marker: str = "00"
    on_error: str = "96"
    prints: bool = False
    says_all_clear: bool = False
    bins: str = ""
    takes_money: bool = False

    def bin_of(self, *wanted: str) -> str:
        """Return the sorting bin of the first word that has one; ``bins`` says ``hold=2 H=3 rest=1``."""
        known = dict(part.split("=", 1) for part in self.bins.replace(",", " ").split() if "=" in part)
        return next((known[word] for word in wanted if word in known), "")


@dataclass(frozen=True, slots=True)
class TerminalValue:
    """A terminal as its connection knows it."""

    id: int
    login: str
    device_id: int
    dialect: Dialect = field(default_factory=Dialect)


@write()
def make_terminal(
    *, actor: Actor, at: datetime, login: str, password: str, site_id: int, dialect: Dialect | None = None
) -> int:
    """Make a terminal with a device of its own at a site and return its id.

    :raises NotAllowed: :raises Invalid: name or password is too short. :raises Conflict: the name is taken.
    """
    actor.require(people.PeopleAct.MAKE_DEVICE, site_id=site_id)
    login = login.strip()
    if not login or not login.isprintable() or "|" in login:
        raise Invalid(_("请填写终端的登录名，不能有竖线。"), field="login")
    if len(password) < LEAST_PASSWORD or "|" in password:
        raise Invalid(_("密码至少 8 位，不能有竖线。"), field="password")
    if Terminal.objects.filter(login=login).exists():
        raise Conflict(_("这个登录名已有终端在用。"), remedy=_("请换一个登录名。"))
    made = people.make_device(actor=actor, at=at, name=login, kind=people.DeviceKind.KIOSK, site_id=site_id)
    said = dialect or Dialect()
    row = Terminal.objects.create(
        login=login, password=make_password(password), device_id=made.id, made_at=at, **_columns(said)
    )
    return int(row.pk)


@write()
def change_dialect(*, actor: Actor, at: datetime, terminal_id: int, dialect: Dialect) -> None:
    """Change how a terminal speaks; it counts from its next sign-in."""
    row = _working(terminal_id)
    actor.require(people.PeopleAct.MAKE_DEVICE, site_id=row.device.site_id)
    Terminal.objects.filter(pk=row.pk).update(**_columns(dialect))


@write()
def renew_password(*, actor: Actor, at: datetime, terminal_id: int, password: str) -> None:
    """Give a terminal another password; the old one opens nothing from now on."""
    row = _working(terminal_id)
    actor.require(people.PeopleAct.MAKE_DEVICE, site_id=row.device.site_id)
    if len(password) < LEAST_PASSWORD or "|" in password:
        raise Invalid(_("密码至少 8 位，不能有竖线。"), field="password")
    Terminal.objects.filter(pk=row.pk).update(password=make_password(password))


@write()
def retire_terminal(*, actor: Actor, at: datetime, terminal_id: int) -> None:
    """Take a terminal and its device out of service."""
    row = _working(terminal_id)
    people.retire_device(actor=actor, at=at, device_id=row.device_id)
    Terminal.objects.filter(pk=row.pk).update(retired_at=at, is_on_line=False)


def signed_in(login: str, password: str) -> TerminalValue | None:
    """Return the working terminal of that name and password, or None.

    A password that fitted is remembered by this process (keyed hash), so that a terminal that comes back is served
    at once; the slow hash is asked only the first time.
    """
    row = Terminal.objects.filter(login=login, retired_at=None).first()
    if row is None or not _fits(row.password, password):
        return None
    return TerminalValue(
        row.pk,
        row.login,
        row.device_id,
        dialect_of(row),
    )


def _fits(encoded: str, typed: str) -> bool:
    known = hmac.new(_PROCESS_KEY, f"{encoded}\n{typed}".encode(), hashlib.sha256).hexdigest()
    if known in _fitted():
        return True
    if not check_password(typed, encoded):
        return False
    _fitted().add(known)
    return True


@lru_cache(maxsize=1)
def _fitted() -> set[str]:
    return set()


def _working(terminal_id: int) -> Terminal:
    row = Terminal.objects.select_related("device").filter(pk=terminal_id, retired_at=None).first()
    if row is None:
        raise NotFound(_("没有这台终端，或已停用。"))
    return row


def dialect_of(row: Terminal) -> Dialect:
    """Return how a terminal speaks."""
    return Dialect(**{one.name: getattr(row, one.name) for one in fields(Dialect)})


def _columns(said: Dialect) -> dict[str, object]:
    if any("=" not in part for part in said.bins.replace(",", " ").split()):
        raise Invalid(_("格口写成 hold=2 H=3 rest=1 的样子。"), field="bins")
    return {one.name: getattr(said, one.name) for one in fields(Dialect)}
