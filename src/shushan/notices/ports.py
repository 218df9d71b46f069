"""What this room asks of the outside: channels that take letters. Filled by the shell from the adapters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from shushan.notices.terms import Answer, ChannelCode, Letter


class Channel(Protocol):
    """A way out of the house.

    ``knows_keys``: a letter whose key was taken before is not delivered again, so that it may be given over twice when
    nobody knows what became of the first time. ``needs_template``: the provider sends only texts it has approved.
    """

    code: ChannelCode
    knows_keys: bool
    needs_template: bool

    def hand_over(self, letters: Sequence[Letter]) -> list[Answer]:
        """Give letters over, and answer for each in its order. Raises nothing that the provider may say."""
        ...


_channels: dict[str, Channel] = {}


def use_channel(channel: Channel) -> None:
    """Have letters of a channel go out this way."""
    _channels[channel.code] = channel


def close_channel(code: str) -> None:
    """Have no way out any more for a channel (tests)."""
    _channels.pop(code, None)


def channels() -> dict[str, Channel]:
    """Return the channels that are set up, by code."""
    return dict(_channels)


class Door(Protocol):
    """How WeChat tells who somebody is there."""

    def address(self, *, back: str, state: str) -> str:
        """Return where somebody goes; they come to ``back`` with a code and the state (letters and digits)."""
        ...

    def openid_of(self, code: str) -> str:
        """Return the openid behind a code. :raises NotBound:"""
        ...


class Asker(Protocol):
    """How WeChat asks a reader for one more message."""

    def address(self, *, back: str, scene: int, nonce: str) -> str:
        """Return where the reader is asked; they come to ``back`` with the answer and the nonce as ``reserved``."""
        ...

    def agreed(self, said: Mapping[str, str], *, scene: int) -> str:
        """Return the openid of whoever agreed, nothing when they said no. :raises ConsentNotTaken:"""
        ...


_asker: list[Asker] = []


def use_asker(made: Asker | None) -> None:
    """Wire WeChat's question (config does it once); None takes it away (tests)."""
    _asker[:] = [made] if made else []


def asker() -> Asker | None:
    """Return WeChat's question, or None where the library's account does not ask."""
    return _asker[0] if _asker else None


_door: list[Door] = []


def use_door(made: Door | None) -> None:
    """Wire the door of WeChat (config does it once); None closes it (tests)."""
    _door[:] = [made] if made else []


def door() -> Door | None:
    """Return the door of WeChat, or None where the library has no service account."""
    return _door[0] if _door else None
