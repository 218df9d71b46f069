"""What the doctor asks this room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from shushan.kernel.checks import Check, Finding
from shushan.ledger import public as ledger
from shushan.organisation.models import MemberSpan, Post
from shushan.organisation.terms import UnitKind
from shushan.units import public as units


def checks() -> list[Check]:
    """Return this room's questions."""
    return [
        Check("organisation.roster", _("名册与台账一致"), _rosters),
        Check("organisation.basis", _("党组织的每一次变动都有批复"), _bases),
        Check("organisation.posts", _("每项任职的每一天，那个单位都在"), _posts),
    ]


def _rosters() -> Iterator[Finding]:
    fact = "organisation.roster-changed"
    told = {subject: sums.get(fact, 0) for subject, sums in ledger.sums_by_subject([fact]).items()}
    standing = {
        f"organisation.member:{member_id}": 1
        for member_id in MemberSpan.objects.filter(until=None).values_list("member", flat=True)
    }
    for subject in sorted(set(told) | set(standing)):
        if told.get(subject, 0) != standing.get(subject, 0):
            what = f"the ledger says {told.get(subject, 0)}, the roster {standing.get(subject, 0)}"
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
