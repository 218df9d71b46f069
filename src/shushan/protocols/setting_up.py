"""What the protocols hang into other rooms when the house starts."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shushan.jobs import public as jobs
from shushan.kernel.actor import system
from shushan.ledger.public import local_day
from shushan.people import public as people
from shushan.protocols.terms import ProtocolsAct
from shushan.ui.menu import Entry, register


def register_all() -> None:
    """Register menu lines, what is kept about a reader, and the nightly work."""
    from shushan.protocols.access.following import ConsentsEnd

    register(
        Entry("terminals", _("自助终端"), "protocols:terminals", "scan", people.PeopleAct.SEE_DEVICES, "house", 45)
    )
    seen = ProtocolsAct.SEE_APPLICATIONS
    register(Entry("applications", _("应用接口"), "protocols:applications", "key", seen, "house", 47))
    people.register_panel(80, _panel)
    people.register_keeper(_kept)
    people.register_mover("protocols", ConsentsEnd())
    jobs.register_nightly("protocols.drop-old-tokens", hour=4, run=_drop_old)


def _panel(request: HttpRequest) -> object:
    from shushan.protocols.web.my_applications import panel

    return panel(request)


def _kept(reader_id: int, at: datetime) -> people.Kept:
    from shushan.protocols.access.queries import consents_of
    from shushan.protocols.access.words import NAMES

    rows = tuple(
        {
            gettext("应用"): one.application.name,
            gettext("可以"): "、".join(str(NAMES[scope]) for scope in sorted(one.scopes)),
            gettext("从"): local_day(one.given_at).isoformat(),
            gettext("到"): local_day(one.until).isoformat(),
        }
        for one in consents_of([reader_id], me=reader_id)
    )
    return people.Kept(
        "applications", gettext("授权的应用"), gettext("为了知道哪个应用可以替您做什么；随时可以收回。"), rows
    )


def _drop_old(at: datetime) -> None:
    from shushan.protocols.access.operations.tokens import drop_old

    drop_old(actor=system("nightly"), at=at)
