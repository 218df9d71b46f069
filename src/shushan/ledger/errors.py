"""Why the ledger refuses."""

from __future__ import annotations

from shushan.kernel.errors import Conflict, Refused


class AlreadyReversed(Conflict):
    """The entry was reversed before; a second reversal would count backwards."""

    code = "ledger.already-reversed"


class ReversalOfReversal(Refused):
    """A reversing entry cannot itself be reversed; the act is to be recorded anew."""

    code = "ledger.reversal-of-reversal"


class NoSingleYear(Refused):
    """Distinct readers cannot be counted across years, because a pseudonym is only good within one."""

    code = "ledger.no-single-year"
