"""Pages about devices; a token is shown once, on the answer to the act that made it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shushan.kernel.errors import Refused
from shushan.people.operations import devices as device_acts
from shushan.people.queries.staff import device
from shushan.people.terms import PeopleAct
from shushan.people.web import forms
from shushan.people.web.staff_lists import DevicesList
from shushan.people.words import DEVICE_KINDS
from shushan.places import public as places
from shushan.ui.forms import show_refusal
from shushan.ui.http import Request
from shushan.ui.web import staff_page


@staff_page(PeopleAct.SEE_DEVICES)
def lines(request: Request) -> HttpResponseBase:
    """Show all devices, and when each was last heard."""
    return DevicesList(request).response()


@staff_page(PeopleAct.MAKE_DEVICE)
@never_cache
def new(request: Request) -> HttpResponse:
    """Make a device and show its token, this once."""
    form = forms.DeviceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = device_acts.make_device(
                actor=request.actor, at=request.at, name=said["name"], kind=said["kind"], site_id=int(said["site"])
            )
        except Refused as error:
            if error.status == 403:
                raise
            show_refusal(form, error)
        else:
            return _page(request, made.id, made)
    return render(request, "people/device_new.html", {"form": form}, status=422 if form.errors else 200)


@staff_page(PeopleAct.SEE_DEVICES)
@require_safe
def page(request: Request, device_id: int) -> HttpResponse:
    """Show one device, and what can be done with it."""
    return _page(request, device_id)


@staff_page(PeopleAct.MAKE_DEVICE)
@require_POST
@never_cache
def token(request: Request, device_id: int) -> HttpResponse:
    """Give a device a new token and show it, this once."""
    made = device_acts.renew_token(actor=request.actor, at=request.at, device_id=device_id)
    return _page(request, device_id, made)


@staff_page(PeopleAct.MAKE_DEVICE)
@require_POST
def retirement(request: Request, device_id: int) -> HttpResponse:
    """Take a device out of service."""
    device_acts.retire_device(actor=request.actor, at=request.at, device_id=device_id)
    messages.success(request, _("设备已停用，它的令牌不再有效。"))
    return redirect("people:devices")


def _page(request: Request, device_id: int, made: device_acts.NewDevice | None = None) -> HttpResponse:
    found = device(device_id)
    context = {
        "device": found,
        "kind": DEVICE_KINDS[found.kind],
        "site": places.site(found.site_id),
        "made": made,
        "may_make": request.actor.may(PeopleAct.MAKE_DEVICE, site_id=found.site_id),
    }
    return render(request, "people/device.html", context)
