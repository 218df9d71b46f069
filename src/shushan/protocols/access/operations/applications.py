"""Register, change and close an application. Every act of staff is on record."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from shushan.audit import public as audit
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
from shushan.protocols.access import policy, scopes
from shushan.protocols.access.errors import NameTaken, NoSuchApplication
from shushan.protocols.access.models import Application, Code, Consent, Token
from shushan.protocols.access.terms import Particulars
from shushan.protocols.terms import ProtocolsAct


def subject(application_id: int) -> str:
    """Return the subject under which acts on an application are on record."""
    return f"protocols.application:{application_id}"


@write()
def register_application(*, actor: Actor, at: datetime, said: Particulars) -> int:
    """Register an application and return its id.

    :raises NotAllowed: :raises Invalid: an address or a limit cannot be taken :raises NameTaken:
    """
    actor.require(ProtocolsAct.RUN_APPLICATIONS)
    row = Application(client_id=secrets.token_hex(12), made_at=at, made_by=actor.label, **_columns(said))
    _kept(row)
    _noted(actor, row.pk, at, "registered")
    return row.pk


@write()
def change_application(*, actor: Actor, at: datetime, application_id: int, said: Particulars) -> None:
    """Change what is said about an application. Scopes that it loses are gone from its tokens and consents at once.

    :raises NotAllowed: :raises NoSuchApplication: :raises Invalid: :raises NameTaken:
    """
    actor.require(ProtocolsAct.RUN_APPLICATIONS)
    row = working(application_id)
    before = row.scopes
    for name, value in _columns(said).items():
        setattr(row, name, value)
    _kept(row)
    note = f"{before or '-'} → {row.scopes or '-'}" if before != row.scopes else "changed"
    _noted(actor, row.pk, at, note)


@write()
def close_application(*, actor: Actor, at: datetime, application_id: int) -> None:
    """Close an application for good: its tokens and every reader's consent end now.

    :raises NotAllowed: :raises NoSuchApplication:
    """
    actor.require(ProtocolsAct.RUN_APPLICATIONS)
    row = working(application_id)
    Application.objects.filter(pk=row.pk).update(closed_at=at)
    tokens = Token.objects.filter(application=row, revoked_at=None).update(revoked_at=at)
    Code.objects.filter(consent__application=row).delete()
    ended = Consent.objects.filter(application=row, ended_at=None).update(ended_at=at, ended_by="staff")
    _noted(actor, row.pk, at, f"closed: {tokens} tokens, {ended} consents")


def working(application_id: int) -> Application:
    """Return the row of an application that was not closed.

    :raises NoSuchApplication:
    """
    row = Application.objects.filter(pk=application_id, closed_at=None).first()
    if row is None:
        raise NoSuchApplication(_("没有这个应用，或已停用"), remedy=_("请刷新后再看"))
    return row


def _columns(said: Particulars) -> dict[str, Any]:
    name, contact = " ".join(said.name.split()), " ".join(said.contact.split())
    if not name:
        raise Invalid(_("请填写应用的名称"), field="name")
    if not contact:
        raise Invalid(_("请填写出了问题找谁"), field="contact")
    if not 1 <= said.per_minute <= policy.MOST_PER_MINUTE:
        raise Invalid(_("每分钟次数是 1 到 1000000"), field="per_minute")
    if wrong := next((one for one in said.return_addresses if not policy.is_return_address(one)), ""):
        raise Invalid(
            _("不能回到这个地址：%(wrong)s") % {"wrong": wrong},
            field="return_addresses",
            remedy=_("写 https:// 开头的完整地址，不带 #；本机调试可以写 http://localhost"),
        )
    if wrong := next((one for one in said.origins if not policy.is_origin(one)), ""):
        raise Invalid(
            _("这不是网页来源：%(wrong)s") % {"wrong": wrong},
            field="origins",
            remedy=_("写成 https://app.example.org，小写，不带路径和末尾的斜线"),
        )
    if len(said.return_addresses) > policy.MOST_ADDRESSES or len(said.origins) > policy.MOST_ADDRESSES:
        raise Invalid(_("地址最多十个"), field="return_addresses")
    if said.home_page and not said.home_page.startswith("https://"):
        raise Invalid(_("主页写 https:// 开头的地址"), field="home_page")
    return {
        "name": name, "name_en": said.name_en.strip(), "about": said.about.strip(), "about_en": said.about_en.strip(),
        "contact": contact, "home_page": said.home_page, "return_addresses": " ".join(said.return_addresses),
        "origins": " ".join(said.origins), "scopes": scopes.text(said.scopes), "per_minute": said.per_minute,
    }  # fmt: skip


def _kept(row: Application) -> None:
    try:
        with write():
            row.save()
    except IntegrityError as error:
        if "application_name_once" not in str(error) and "protocols_application.name" not in str(error):
            raise
        raise NameTaken(_("已有同名的应用"), remedy=_("请换一个名称")) from error


def _noted(actor: Actor, application_id: int, at: datetime, note: str) -> None:
    audit.looked(actor=actor, act=ProtocolsAct.RUN_APPLICATIONS, subject=subject(application_id), at=at, note=note)
