"""Texts of the notices: which there are, write a new version, see it first, send it to oneself, take the shipped one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shushan.kernel.errors import Conflict, Invalid, Refused
from shushan.notices import queries
from shushan.notices.operations import texts as acts
from shushan.notices.operations import trying
from shushan.notices.registry import every_kind, values_of
from shushan.notices.terms import NoticeAct, Wording
from shushan.notices.web.words import LANGUAGES
from shushan.people import public as people
from shushan.ui.http import Request
from shushan.ui.web import staff_page

FIELDS = ("heading", "body", "sms_template", "wechat_template")


@require_safe
@staff_page(NoticeAct.WRITE_TEXT)
def texts(request: Request) -> HttpResponseBase:
    """Show every kind with its text in both languages."""
    known = queries.all_wordings()
    rows = [
        (kind, [(code, words, known[kind.code, code]) for code, words in LANGUAGES.items()]) for kind in every_kind()
    ]
    return render(request, "notices/texts.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(NoticeAct.WRITE_TEXT)
def text(request: Request, code: str, language: str) -> HttpResponseBase:
    """Show one text with its versions; on POST write a new version, or only show how it would look."""
    acts.kind_of(code, language)
    now = queries.wording(code, language)
    if request.method != "POST":
        return _shown(request, now)
    said = _said(request, code, language)
    if request.POST.get("act") == "preview":
        return _shown(request, said)
    seen = request.POST.get("version", "")
    try:
        acts.write_text(
            actor=request.actor, at=request.at, code=code, language=language, said=said,
            seen_version=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else None,
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return _shown(request, said, refusal)
    messages.success(request, _("已保存，以后的通知用这一版"))
    return redirect("notices:text", code, language)


@require_POST
@staff_page(NoticeAct.WRITE_TEXT)
def restore(request: Request, code: str, language: str) -> HttpResponseBase:
    """Go back to the text that came with the house."""
    acts.restore_text(actor=request.actor, at=request.at, code=code, language=language)
    messages.success(request, _("已恢复出厂文字，旧版本还在下面"))
    return redirect("notices:text", code, language)


@require_POST
@staff_page(NoticeAct.WRITE_TEXT)
def trial(request: Request, code: str, language: str) -> HttpResponseBase:
    """Send what stands in the form to oneself."""
    said = _said(request, code, language)
    to = str(getattr(request.user, "email", ""))
    try:
        trying.send_to_self(actor=request.actor, at=request.at, code=code, language=language, said=said, to=to)
    except (Invalid, Conflict) as refusal:
        acts.kind_of(code, language)
        return _shown(request, said, refusal)
    messages.success(request, _("已发到您自己的邮箱"))
    return _shown(request, said)


def _said(request: Request, code: str, language: str) -> Wording:
    typed = {name: request.POST.get(name, "").replace("\r\n", "\n")[:5000] for name in FIELDS}
    return Wording(code, language, 0, typed["heading"], typed["body"], typed["sms_template"], typed["wechat_template"])


def _shown(request: Request, said: Wording, refusal: Refused | None = None) -> HttpResponseBase:
    known = acts.kind_of(said.kind, said.language)
    sample: tuple[str, str, bool] | None = None
    try:
        sample = trying.preview(code=said.kind, language=said.language, said=said)
    except Invalid as error:
        refusal = refusal or error
    now = queries.wording(said.kind, said.language)
    versions = queries.versions_of(said.kind, said.language)
    names = people.names_of_actors(one.made_by for one in versions)
    context: dict[str, Any] = {
        "kind": known,
        "language": said.language,
        "language_in_words": LANGUAGES[said.language],
        "said": said,
        "now": now,
        "placeholders": [(f"{{{value.name}}}", value.label) for value in values_of(known)],
        "sample": sample,
        "versions": [(one, names.get(one.made_by, one.made_by)) for one in versions],
        "shipped": known.texts[said.language],
        "refusal": refusal,
        "field": getattr(refusal, "field", ""),
        "others": [(code, words) for code, words in LANGUAGES.items() if code != said.language],
        "email": getattr(request.user, "email", ""),
    }
    return render(request, "notices/text.html", context, status=refusal.status if refusal else 200)
