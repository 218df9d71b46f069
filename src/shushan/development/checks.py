"""What the doctor asks this room."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from shushan.development.models import Case
from shushan.development.states import CaseState
from shushan.kernel.checks import Check, Finding


def checks() -> list[Check]:
    """Return this room's questions."""
    return [Check("development.application", _("每个发展党员个案从申请开始"), _begun)]


def _begun() -> Iterator[Finding]:
    for case in Case.objects.exclude(records__step="application"):
        yield Finding(f"development.case:{case.pk}", "no application is on record", "restore the record from a backup")
    for case in Case.objects.filter(state=CaseState.DONE).exclude(records__step="archive"):
        yield Finding(f"development.case:{case.pk}", "it is archived without the step", "compare it with its papers")
