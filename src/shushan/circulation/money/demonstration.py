"""A payment provider that takes no money: for the demonstration and for tests. Its notices are signed like real ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core import signing

from shushan.circulation.money.ports import Forged, Paid
from shushan.circulation.money.terms import Method

SALT: Final = "shushan.circulation.demonstration-payment"


class DemonstrationProvider:
    """Nobody pays anything here; whoever presses the button of the demonstration sends a signed notice."""

    method: str = Method.WECHAT.value
    is_demonstration: bool = True
    thanks: bytes = b""

    def begin(self, order_id: UUID, amount_fen: int, title: str, *, expires_at: datetime) -> str:
        """Return a text that no payment app understands."""
        return f"shushan-demonstration://pay/{order_id}?fen={amount_fen}"

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Paid:
        """Return what a notice says. :raises Forged: it was not made by ``notice``"""
        try:
            said = json.loads(signing.Signer(salt=SALT).unsign(body.decode()))
            return Paid(UUID(said["order"]), str(said["reference"])[:60], int(said["fen"]))
        except (signing.BadSignature, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
            raise Forged from error

    def ask(self, order_id: UUID) -> Paid | None:
        """Return nothing: this provider remembers nothing."""
        return None

    def close(self, order_id: UUID) -> None:
        """Do nothing: a notice may still come, as with real providers."""

    def refund(self, order_id: UUID, refund_id: UUID, amount_fen: int, total_fen: int, reason: str) -> bool:
        """Say that it is done: no money was taken, none goes back."""
        return True


def notice(order_id: UUID, amount_fen: int, reference: str) -> bytes:
    """Return the signed notice of a payment that never was."""
    said = json.dumps({"order": str(order_id), "fen": amount_fen, "reference": reference})
    return signing.Signer(salt=SALT).sign(said).encode()
