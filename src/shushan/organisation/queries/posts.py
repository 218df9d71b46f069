"""Read posts as of any day, and terms that end."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from shushan.kernel.errors import NotFound
from shushan.organisation import policy
from shushan.organisation.models import Post
from shushan.organisation.terms import PostKind, PostLine


def posts(
    *, post_id: int | None = None, on: date | None = None, unit_id: int | None = None, person_id: int | None = None
) -> list[PostLine]:
    """Return the posts held on a day (None: ever), of a unit or a person, in the order of rank, in one query."""
    found = Post.objects.select_related("person").order_by("kind", "since", "pk")
    if post_id is not None:
        found = found.filter(pk=post_id)
    if on is not None:
        found = found.filter(Q(until=None) | Q(until__gt=on), since__lte=on)
    if unit_id is not None:
        found = found.filter(unit=unit_id)
    if person_id is not None:
        found = found.filter(person=person_id)
    return [
        PostLine(p.pk, p.unit_id, PostKind(p.kind), p.person_id, p.person.name, p.since, p.until, p.term_until, p.basis)
        for p in found
    ]


def post(post_id: int) -> PostLine:
    """Return one post.

    :raises NotFound:
    """
    found = posts(post_id=post_id)
    if not found:
        raise NotFound(_("没有这项任职"))
    return found[0]


def ending_terms(*, on: date, months: int) -> list[PostLine]:
    """Return the posts held on a day whose term ends within some months or is over, the soonest first, in one query."""
    held = [post for post in posts(on=on) if policy.is_ending(post.term_until, on=on, months=months)]
    return sorted(held, key=lambda post: (post.term_until or date.max, post.id))
