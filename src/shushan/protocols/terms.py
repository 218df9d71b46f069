"""Words of the room that others see: verbs."""

from __future__ import annotations

from shushan.kernel.verbs import Act


class ProtocolsAct(Act):
    """What may be granted in this room."""

    NOTE_TAG = "protocols.note-tag"  # say what was written on an item's RFID tag
    REPLAY = "protocols.replay"  # download a terminal's masked session
    SEE_APPLICATIONS = "protocols.see-applications"
    RUN_APPLICATIONS = "protocols.run-applications"  # register applications; issue, narrow and revoke their tokens
    AGREE_OWN = "protocols.agree-own"  # let an application act for oneself or one's child, and take it back
