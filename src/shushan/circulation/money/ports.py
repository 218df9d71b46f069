"""Payment providers as this room asks them: begin an order, read a notice, ask, close. Adapters stand behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


class NothingPaid(Exception):
    """A notice bears the signature, but tells of no payment: an order was closed, a refund went through."""


class Failed(Exception):
    """The provider could not be reached, or refused; ``is_final`` when the same again will be refused again."""

    def __init__(self, said: str, *, is_final: bool = False) -> None:
        super().__init__(said)
        self.is_final = is_final


class Forged(Exception):
    """A notice does not bear the provider's signature, or cannot be read."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What a provider says of an order that was paid. ``reference`` is the provider's own number of the payment."""

    order_id: UUID
    reference: str
    amount_fen: int


class Provider(Protocol):
    """One way of paying by phone. ``method`` is the account its money lies in."""

    method: str
    is_demonstration: bool
    thanks: bytes  # the body by which a notice is acknowledged; empty: none is wanted

    def begin(self, order_id: UUID, amount_fen: int, title: str, *, expires_at: datetime) -> str:
        """Tell the provider of an order and return the text of the QR code that pays it. :raises Failed:"""
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Paid:
        """Return what a notice says after checking its signature. :raises Forged: :raises NothingPaid:"""
        ...

    def ask(self, order_id: UUID) -> Paid | None:
        """Ask the provider whether an order was paid; None while it was not. :raises Failed:"""
        ...

    def close(self, order_id: UUID) -> None:
        """Tell the provider that an order is not to be paid any more. :raises Failed:"""
        ...

    def refund(self, order_id: UUID, refund_id: UUID, amount_fen: int, total_fen: int, reason: str) -> bool:
        """Give back a part of a payment; the same id again gives nothing twice. True when done, False while it goes on.

        :raises Failed:
        """
        ...


_providers: dict[str, Provider] = {}


def use_provider(code: str, provider: Provider) -> None:
    """Put a provider behind a code (the one in its notices' address)."""
    _providers[code] = provider


def provider(code: str) -> Provider | None:
    """Return the provider behind a code, or None."""
    return _providers.get(code)
