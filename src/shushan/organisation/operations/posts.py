"""Fill a post, leave a post; posts that end with their unit, or because who holds them left the roster."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.ledger import public as ledger
from shushan.organisation import events, policy
from shushan.organisation.errors import PostDoesNotFit, PostTaken
from shushan.organisation.models import Post
from shushan.organisation.operations.groups import in_group_until, require_in_group
from shushan.organisation.queries.members import is_member, standing_until
from shushan.organisation.scoping import require_at
from shushan.organisation.terms import OrganisationAct, PostKind
from shushan.organisation.words import POST_WORDS
from shushan.units import public as units


@write()
def fill_post(
    *, actor: Actor, at: datetime, unit_id: int, kind: PostKind, person_id: int, since: date, basis: str,
    term_until: date | None = None,
) -> int:  # fmt: skip
    """Put a person into a post from a day on and return the post's id. ``basis`` names the election or the document.

    ``term_until`` is the first day after the term; None: no term. Entered late, a post ends where its unit or the holder's
    membership (of a leader: in the group) has ended since.

    :raises NotAllowed: :raises NotFound: no such unit on that day
    :raises PostDoesNotFit: not in this kind of unit, or the person is no member on that day
    :raises GroupDoesNotFit: the leader of a group is not in it on that day
    :raises PostTaken: somebody holds it, or this person holds it already
    """
    require_at(actor, OrganisationAct.FILL_POSTS, unit_id)
    unit = units.unit(unit_id, on=since)
    words = POST_WORDS[kind]
    if unit.kind not in policy.POSTS[kind].kinds:
        raise PostDoesNotFit(_("%(unit)s没有“%(post)s”这个职务") % {"unit": unit.name, "post": words}, field="kind")
    if kind in policy.OF_MEMBERS and not is_member(person_id, on=since):
        raise PostDoesNotFit(
            _("这一天此人不在党员名册上，不能担任“%(post)s”") % {"post": words}, field="person",
            remedy=_("请先登记党员，或换一个日期"),
        )  # fmt: skip
    if kind is PostKind.GROUP_LEADER:
        require_in_group(person_id, unit_id, since)
    if not basis.strip():
        raise Invalid(_("请写明依据：选举会议或任免文件"), field="basis")
    if term_until is not None and term_until <= since:
        raise Invalid(_("任期届满日要晚于任职日"), field="term_until")
    until = _ended_since(kind, unit_id, person_id, since)
    try:
        with transaction.atomic():
            made = Post.objects.create(
                unit_id=unit_id, kind=kind, person_id=person_id, slot=policy.slot(kind, person_id), since=since,
                until=until, term_until=term_until, basis=basis.strip()[:120],
            )  # fmt: skip
    except IntegrityError as error:
        if "overlap" not in str(error):
            raise
        raise PostTaken(
            _("“%(post)s”已有人担任") % {"post": words},
            rule=_("这个职务同时只能由一人担任"),
            remedy=_("请先登记前任离任，再登记新任"),
        ) from error
    event = events.PostFilled(site_id=unit.site_id, unit_id=unit_id, post=int(kind))
    ledger.record(
        event, actor=actor, subject=f"organisation.post:{made.pk}", at=ledger.day_begins(since), recorded_at=at
    )
    if until is not None:
        _count_left(actor, at, made, until)
    return made.pk


def _ended_since(kind: PostKind, unit_id: int, person_id: int, since: date) -> date | None:
    """Return the day on which a post that began then ended by itself: with its unit, the membership or the group."""
    days = [units.history(unit_id)[0].until]
    if kind in policy.OF_MEMBERS:
        days.append(standing_until(person_id, since=since))
    if kind is PostKind.GROUP_LEADER:
        days.append(in_group_until(person_id, unit_id, since))
    return min((day for day in days if day is not None), default=None)


@write()
def leave_post(*, actor: Actor, at: datetime, post_id: int, until: date) -> None:
    """Write down that a person leaves a post; ``until`` is the first day without them.

    :raises NotAllowed: :raises NotFound: :raises Invalid: before they took it up :raises Conflict: they left already
    """
    post = Post.objects.filter(pk=post_id).first()
    if post is None:
        raise NotFound(_("没有这项任职"))
    require_at(actor, OrganisationAct.FILL_POSTS, post.unit_id)
    if until <= post.since:
        raise Invalid(_("离任日期要晚于任职日期"), field="until")
    if not Post.objects.filter(pk=post_id, until=None).update(until=until):
        raise Conflict(_("此人已经离任"))
    _count_left(actor, at, post, until)


def end_posts_of_member(actor: Actor, at: datetime, person_id: int, until: date) -> None:
    """End whatever posts only a member may hold: from that day on the person is none. Inside the caller's transaction."""
    _end(actor, at, Q(person=person_id, kind__in=policy.OF_MEMBERS), until)


def end_leading_of_groups(actor: Actor, at: datetime, person_id: int, until: date) -> None:
    """End what groups somebody leads: from that day on they are in none. Inside the caller's transaction."""
    _end(actor, at, Q(person=person_id, kind=PostKind.GROUP_LEADER), until)


def end_posts_of_unit(actor: Actor, at: datetime, unit_id: int, until: date, *, kind: str = "") -> None:
    """End the posts of a unit with the unit, or those that its new ``kind`` does not have. Inside the caller's transaction."""
    fitting = [post for post, rule in policy.POSTS.items() if kind in rule.kinds]
    _end(actor, at, Q(unit=unit_id) & ~Q(kind__in=fitting), until)


def _end(actor: Actor, at: datetime, which: Q, until: date) -> None:
    for post in Post.objects.filter(which, Q(until=None) | Q(until__gt=until)).order_by("pk"):
        day = max(until, post.since + timedelta(days=1))  # a post that was filled later had one day at least
        if Post.objects.filter(pk=post.pk, until=post.until).update(until=day) and post.until is None:
            _count_left(actor, at, post, day)


def _count_left(actor: Actor, at: datetime, post: Post, until: date) -> None:
    event = events.PostLeft(site_id=None, unit_id=post.unit_id, post=post.kind)
    ledger.record(
        event, actor=actor, subject=f"organisation.post:{post.pk}", at=ledger.day_begins(until), recorded_at=at
    )
