"""What the doctor asks this room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from shushan.kernel.checks import Check, Finding
from shushan.ledger import public as ledger
from shushan.organisation.models import GroupSpan, MemberSpan, Post
from shushan.organisation.terms import UnitKind
from shushan.units import public as units


def checks() -> list[Check]:
    """Return this room's questions."""
    return [
        Check("organisation.roster", _("名册与台账一致"), _rosters),
        Check("organisation.basis", _("党组织的每一次变动都有批复"), _bases),
        Check("organisation.posts", _("每项任职的每一天，那个单位都在"), _posts),
        Check("organisation.groups", _("党小组里的每一天，组员都在那个支部的名册上"), _groups),
    ]


def _rosters() -> Iterator[Finding]:
    fact = "organisation.roster-changed"
    standing = MemberSpan.objects.filter(until=None).order_by("member").values_list("member", flat=True).distinct()
    rows = ((f"organisation.member:{member_id}", 1) for member_id in standing.iterator(chunk_size=5000))
    for subject, told, stands in ledger.beside((fact,), rows):
        if told.get(fact, 0) != (stands or 0):
            what = f"the ledger says {told.get(fact, 0)}, the roster {stands or 0}"
            yield Finding(subject, what, "compare the member's page with its facts")


def _bases() -> Iterator[Finding]:
    governed = {str(kind.value) for kind in UnitKind}
    for value in units.tree(on=date.max):
        if value.kind in governed and not value.basis:
            yield Finding(f"units.unit:{value.id}", "it stands without a case", "draft a case that names its approval")


def _posts() -> Iterator[Finding]:
    for post in Post.objects.order_by("pk"):
        versions = units.history(post.unit_id)
        first, last = versions[-1].since, versions[0].until
        if post.since < first or (last is not None and (post.until is None or post.until > last)):
            what = f"it lasts from {post.since} to {post.until or '…'}, its unit from {first} to {last or '…'}"
            yield Finding(f"organisation.post:{post.pk}", what, "end the post with its unit")


def _groups() -> Iterator[Finding]:
    branches: dict[int, list[tuple[date, date, int]]] = {}
    for unit_id in GroupSpan.objects.values_list("unit", flat=True).distinct():
        branches[unit_id] = [(v.since, v.until or date.max, v.parent_id or 0) for v in units.history(unit_id)]
    standing: dict[int, list[tuple[date, date, int]]] = {}
    for member_id, since, until, unit_id in MemberSpan.objects.filter(
        member__in=GroupSpan.objects.values("member")
    ).values_list("member", "since", "until", "unit"):
        standing.setdefault(member_id, []).append((since, until or date.max, unit_id))
    for span in GroupSpan.objects.order_by("pk"):
        versions = branches[span.unit_id]
        days = {span.since, *(day for one in (*versions, *standing.get(span.member_id, [])) for day in one[:2])}
        for day in sorted(day for day in days if span.since <= day < (span.until or date.max)):
            branch, here = _on(versions, day), _on(standing.get(span.member_id, []), day)
            if not branch or branch != here:
                what = f"from {day} the group is of unit {branch}, the member on the roster of {here}"
                yield Finding(f"organisation.member:{span.member_id}", what, "move the member out of the group")
                break


def _on(spans: list[tuple[date, date, int]], day: date) -> int:
    return next((unit_id for since, until, unit_id in spans if since <= day < until), 0)
