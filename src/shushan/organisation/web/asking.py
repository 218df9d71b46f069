"""What the pages of this room share: the day asked for, refusals at the field, choices."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext as _

from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called


def day_field() -> forms.DateInput:
    """Return the field of a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def asked_day(request: Request) -> date:
    """Return the day of ``?on=``, today where it says none."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return ledger.local_day(request.at)


def show(form: forms.BaseForm, refusal: Refused) -> None:
    """Write a refusal into a form, beside its field; one for lack of a grant goes on to the page of refusals."""
    if refusal.status == 403:
        raise refusal
    field = getattr(refusal, "field", "")
    text = " ".join(part for part in (refusal.message, refusal.remedy) if part)
    form.add_error(field if field in form.fields else None, text)


def colleagues() -> list[tuple[str, str]]:
    """Return everybody on record as staff, for a select box, the empty choice first."""
    return [
        ("", _("请选择")),
        *((str(one.person_id), f"{one.name} {one.position}".strip()) for one in people.staff_members()),
    ]


def site_choices() -> list[tuple[str, str]]:
    """Return the sites for a select box, the empty choice first."""
    return [("", _("不属于某一馆区")), *((str(site.id), called(site)) for site in places.sites())]


def whole(typed: str) -> int | None:
    """Return a typed id, or None."""
    return int(typed) if typed.isdecimal() and len(typed) < 19 else None
