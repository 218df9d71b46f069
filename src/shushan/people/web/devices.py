"""Pages about devices; a token is shown once, on the answer to the act that made it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shushan.kernel.errors import Refused
from shushan.people.operations import devices as device_acts
from shushan.people.queries.staff import devices
from shushan.people.terms import PeopleAct
from shushan.people.web import forms
from shushan.people.web.accounts import show_refusal
from shushan.people.words import DEVICE_KINDS
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.web import staff_page


@staff_page(PeopleAct.SEE_DEVICES)
@require_safe
def lines(request: Request) -> HttpResponse:
    """Show all devices, when each was last heard, and the form for a new one."""
    return _page(request)


@staff_page(PeopleAct.MAKE_DEVICE)
@require_POST
@never_cache
def new(request: Request) -> HttpResponse:
    """Make a device and show its token, this once."""
    form = forms.DeviceForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    said = form.cleaned_data
    try:
        made = device_acts.make_device(
            actor=request.actor, at=request.at, name=said["name"], kind=said["kind"], site_id=int(said["site"])
        )
    except Refused as error:
        if error.status == 403:
            raise
        show_refusal(form, error)
        return _page(request, form=form, status=error.status)
    return _page(request, made=made)


@staff_page(PeopleAct.MAKE_DEVICE)
@require_POST
@never_cache
def token(request: Request, device_id: int) -> HttpResponse:
    """Give a device a new token and show it, this once."""
    return _page(request, made=device_acts.renew_token(actor=request.actor, at=request.at, device_id=device_id))


@staff_page(PeopleAct.MAKE_DEVICE)
@require_POST
def retirement(request: Request, device_id: int) -> HttpResponse:
    """Take a device out of service."""
    device_acts.retire_device(actor=request.actor, at=request.at, device_id=device_id)
    messages.success(request, _("设备已停用，它的令牌不再有效。"))
    return redirect("people:devices")


def _page(
    request: Request,
    *,
    form: forms.DeviceForm | None = None,
    made: device_acts.NewDevice | None = None,
    status: int = 200,
) -> HttpResponse:
    names = {site.id: site for site in places.sites()}
    found = devices()
    context = {
        "devices": [(device, DEVICE_KINDS[device.kind], names.get(device.site_id)) for device in found],
        "form": form or forms.DeviceForm(),
        "made": made,
        "made_name": next((device.name for device in found if made and device.id == made.id), ""),
        "may_make": request.actor.may_somewhere(PeopleAct.MAKE_DEVICE),
    }
    return render(request, "people/devices.html", context, status=status)
