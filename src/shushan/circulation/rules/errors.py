"""Why the table of rules refuses."""

from __future__ import annotations

from shushan.kernel.errors import Conflict, NotFound


class NoSuchRule(NotFound):
    """There is no rule of that number."""

    code = "circulation.no-such-rule"


class ScopeTaken(Conflict):
    """There is a rule for this scope already; two could tie."""

    code = "circulation.scope-taken"
