"""What forms of every room share: the field of a day, a refusal beside what it is about or at the head of the next page."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from shushan.kernel.errors import Refused


def day_field() -> forms.DateInput:
    """Return the field of a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def show_refusal(form: forms.BaseForm, refusal: Refused) -> None:
    """Write a refusal into a form, beside the field that it names, else above: what happened, the rule, what to do now."""
    field = getattr(refusal, "field", "")
    form.add_error(field if field in form.fields else None, refusal.told)


def show_unless_forbidden(form: forms.BaseForm, refusal: Refused) -> None:
    """Write a refusal into a form; one for lack of a grant goes on to the page of refusals.

    :raises NotAllowed:
    """
    if refusal.status == 403:
        raise refusal
    show_refusal(form, refusal)


def tell_unless_forbidden(request: HttpRequest, refusal: Refused) -> None:
    """Say a refusal at the head of the next page; one for lack of a grant goes on to the page of refusals.

    :raises NotAllowed:
    """
    if refusal.status == 403:
        raise refusal
    messages.error(request, refusal.told)
