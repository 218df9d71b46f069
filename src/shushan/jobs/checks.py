"""What the doctor asks the jobs: nightly work that failed and that nobody saw."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from shushan.jobs.models import Night
from shushan.kernel.checks import Check, Finding, Severity
from shushan.kernel.clock import now

DAYS: Final = 2  # nights that are looked back to


def checks() -> list[Check]:
    """Return the jobs' questions."""
    return [Check("jobs.nights", _("夜间的事都做成了"), _nights)]


def _nights() -> Iterable[Finding]:
    """Find nightly work whose last night failed; one that went well since is mended."""
    since = timezone.localdate(now()) - timedelta(days=DAYS)
    last = {night.code: night for night in Night.objects.filter(day__gt=since).order_by("day")}
    for code, night in sorted(last.items()):
        if night.error:
            said = night.error.strip().splitlines()[-1]
            yield Finding(f"nightly {code}, {night.day}", said, "see the log of the worker", Severity.WARNING)
