"""Verbs of holds and transits."""

from __future__ import annotations

from shushan.kernel.verbs import Act


class HoldAct(Act):
    """What may be granted around holds and transits. Setting a copy aside belongs to taking items back."""

    PLACE_OWN = "circulation.place-own-hold"  # place, cancel, suspend and thaw one's own holds
    PLACE = "circulation.place-hold"
    CHANGE = "circulation.change-hold"  # cancel, suspend, thaw a reader's hold
    REORDER = "circulation.reorder-holds"
    SEE = "circulation.see-holds"
    EXPIRE = "circulation.expire-holds"  # the nightly job
    SEND = "circulation.send-item"
    SEE_TRANSITS = "circulation.see-transits"
    GIVE_UP = "circulation.give-up-transit"
    SETTLE_CLOSURES = "circulation.settle-closures"  # move due days and shelf days with a closure (the worker)
