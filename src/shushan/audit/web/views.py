"""The page of looks."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shushan.audit import public as audit
from shushan.audit.terms import AuditAct
from shushan.ui.http import Request
from shushan.ui.web import staff_page

PAGE = 100


@require_safe
@staff_page(AuditAct.SEE_LOOKS)
def looks(request: Request) -> HttpResponse:
    """Show who looked at what, newest first."""
    subject, actor = request.GET.get("subject", "").strip(), request.GET.get("actor", "").strip()
    before = request.GET.get("before", "0")
    shown = audit.looks(subject=subject, actor=actor, before=int(before) if before.isdecimal() else 0, limit=PAGE + 1)
    following = shown[PAGE - 1].id if len(shown) > PAGE else None
    context = {"looks": shown[:PAGE], "next": following, "subject": subject, "actor": actor}
    return render(request, "audit/list.html", context)
