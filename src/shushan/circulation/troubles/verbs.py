"""Verbs of what goes wrong with a loan."""

from __future__ import annotations

from shushan.kernel.verbs import Act


class TroubleAct(Act):
    """What may be granted around lost, damaged, disputed and strange items."""

    DECLARE_OWN = "circulation.declare-own-loss"
    DECLARE = "circulation.declare-loss"
    NOTE_DAMAGE = "circulation.note-damage"
    CLAIM = "circulation.claim-returned"
    SETTLE_CLAIM = "circulation.settle-claim"
    RECALL = "circulation.recall-loan"
    BACKDATE = "circulation.backdate-return"  # from the book drop
    SEE_STRAYS = "circulation.see-strays"
    SETTLE_STRAY = "circulation.settle-stray"
