"""What the approvals need from above: who a colleague is, by the name of their account. Wired in config to ``people``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff as an actor: the label as the ledger writes it (``staff:12``), and the name."""

    label: str
    name: str


class Colleagues(Protocol):
    """The staff of the library."""

    def by_account(self, username: str) -> Colleague | None:
        """Return the member of staff who signs in with that name and still works here, or None."""
        ...


_colleagues: list[Colleagues] = []


def use(colleagues: Colleagues) -> None:
    """Wire the port (config does it once)."""
    _colleagues[:] = [colleagues]


def by_account(username: str) -> Colleague | None:
    """Return a colleague by the name of the account; None as well when nobody wired the port."""
    return _colleagues[0].by_account(username.strip()) if _colleagues else None
