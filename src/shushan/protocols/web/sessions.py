"""A terminal's masked session as a file, to be replayed against a test home (``./shushan sip2 replay``)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shushan.kernel.errors import NotFound
from shushan.protocols.models import Terminal
from shushan.protocols.sip2.journal import log_of
from shushan.protocols.terms import ProtocolsAct
from shushan.ui.http import Request
from shushan.ui.web import staff_page

LINES = 5000


@require_safe
@staff_page(ProtocolsAct.REPLAY)
def session(request: Request, terminal_id: int) -> HttpResponse:
    """Hand out the last lines of a terminal's log, passwords and persons masked as they are kept."""
    row = Terminal.objects.select_related("device").filter(pk=terminal_id).first()
    if row is None:
        raise NotFound(_("没有这台终端。"))
    request.actor.require(ProtocolsAct.REPLAY, site_id=row.device.site_id)
    text = "".join(f"{line}\n" for line in log_of(settings.HOME, terminal_id, lines=LINES))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="terminal-{terminal_id}.sip2.txt"'
    return response
