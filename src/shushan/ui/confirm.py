"""The one step before a dangerous act: what will change, with counts, and nothing is done yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a person reads before they say yes.

    ``counts`` are (words, number) pairs, ``samples`` some of the things by name, ``form`` what must be said besides
    (a reason), ``warning`` what cannot be undone, ``carried`` what the second POST says instead of the first one's values.
    """

    title: object
    sentence: object
    action: object
    back: str
    counts: Sequence[tuple[object, int]] = ()
    samples: Sequence[object] = ()
    warning: object = ""
    form: BaseForm | None = None
    is_dangerous: bool = True
    carried: Sequence[tuple[str, str]] | None = None


def ask_first(request: HttpRequest, confirmation: Confirmation) -> HttpResponse | None:
    """Return the page that asks, or None when the person has said yes and the form is valid.

    The values that were posted are carried along, so that the second POST is the first one plus the word yes.
    """
    said = CONFIRMED in request.POST
    form = confirmation.form
    if said and (form is None or form.is_valid()):
        return None
    if form is not None and not said:
        form.errors.clear()  # nobody has been asked yet, so nothing is lacking
    left_out = {"csrfmiddlewaretoken", CONFIRMED, *(form.fields if form else ())}
    kept = [(name, value) for name, values in request.POST.lists() for value in values if name not in left_out]
    carried = kept if confirmation.carried is None else confirmation.carried
    context = {"confirmation": confirmation, "carried": carried, "confirmed": CONFIRMED}
    return render(request, "ui/confirm.html", context, status=422 if said else 200)
