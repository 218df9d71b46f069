"""What the doctor asks the audit."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from shushan.audit.queries import first_broken
from shushan.kernel.checks import Check, Finding


def checks() -> list[Check]:
    """Return the audit's question."""
    return [Check("audit.chain", _("查阅记录没有被改动"), _chain)]


def _chain() -> Iterable[Finding]:
    broken = first_broken()
    if broken is not None:
        yield Finding(f"look {broken}", "its hash does not fit the one before", "restore the last backup and compare")
