"""A member's own page: branch, vote, what is asked of them this year, posts, letters."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shushan.kernel.actor import ActorKind
from shushan.ledger import public as ledger
from shushan.organisation.queries.groups import group_history
from shushan.organisation.queries.members import history, member_of_person, transfers
from shushan.organisation.queries.posts import posts
from shushan.organisation.web.members import names_of
from shushan.organisation.words import MEMBER_KINDS, POST_WORDS, TRANSFERS, WAYS
from shushan.regulations import public as regulations
from shushan.ui.http import Request
from shushan.ui.web import member_page


@require_safe
@member_page
def page(request: Request) -> HttpResponse:
    """Show what is on record about me as a member: nobody else's is shown, and looking at oneself is no look."""
    actor = request.actor
    is_person = actor.kind in (ActorKind.STAFF, ActorKind.READER)
    member_id = member_of_person(actor.id) if is_person else None
    today = ledger.local_day(request.at)
    lines = history(member_id) if member_id is not None else []
    held = posts(person_id=actor.id) if is_person else []
    context: dict[str, object] = {
        "lines": [(one, names_of(one.unit_id), MEMBER_KINDS[one.kind], WAYS[one.came]) for one in lines],
        "now": lines[0] if lines and lines[0].until is None else None,
        "groups": [(one, names_of(one.unit_id)) for one in (group_history(member_id) if member_id is not None else [])],
        "posts": [
            (post, POST_WORDS[post.kind], names_of(post.unit_id), post.until is None or post.until > today)
            for post in held
        ],
        "letters": [
            (t, TRANSFERS[t.state], names_of(t.from_unit_id) or t.outside, names_of(t.to_unit_id) or t.outside)
            for t in (transfers(member_id=member_id) if member_id is not None else [])
        ],
    }
    context["duties"] = regulations.own_duties(member_id, today=today) if context["now"] and member_id else []
    return render(request, "organisation/my.html", context)
