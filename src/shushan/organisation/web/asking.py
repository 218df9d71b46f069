"""What the pages of this room share: the day asked for, refusals at the field, choices."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called


def asked_day(request: Request) -> date:
    """Return the day of ``?on=``, today where it says none."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return ledger.local_day(request.at)


def colleagues() -> list[tuple[str, str]]:
    """Return everybody on record as staff, for a select box, the empty choice first."""
    return [
        ("", _("请选择")),
        *((str(one.person_id), f"{one.name} {one.position}".strip()) for one in people.staff_members()),
    ]


def site_choices() -> list[tuple[str, str]]:
    """Return the sites for a select box, the empty choice first."""
    return [("", _("不属于某一馆区")), *((str(site.id), called(site)) for site in places.sites())]
