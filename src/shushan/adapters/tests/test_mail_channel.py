"""The channel of e-mail against a real SMTP server: handed over, later, never, and what nobody knows."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings

from shushan.adapters.mail import Mail
from shushan.kernel.ids import uuid7
from shushan.notices.public import Letter, Outcome


@dataclass
class Post:
    """A server that answers as it is told, by address."""

    rcpt: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[str, bytes]] = field(default_factory=list)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        [address] = envelope.rcpt_tos
        if self.data.get(address) == "cut":
            server.transport.abort()
            await asyncio.sleep(0.1)
            return "250 OK"
        if address in self.data:
            return self.data[address]
        self.taken.append((address, envelope.content or b""))
        return "250 OK"


@pytest.fixture
def post() -> Iterator[Post]:
    """Run a server on a free port, and let Django send there."""
    handler = Post()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port,
        EMAIL_TIMEOUT=5, DEFAULT_FROM_EMAIL="library@example.org",
    ):  # fmt: skip
        yield handler
    controller.stop()


def letter(to: str) -> Letter:
    """Return a letter."""
    return Letter(uuid7(), to, "《围城》快到期了", "请按时还书。", "zh-hans", "circulation.due-soon")


def test_each_letter_goes_with_its_own_number(post: Post) -> None:
    one, other = letter("a@example.org"), letter("b@example.org")
    answers = Mail().hand_over([one, other])
    assert [answer.outcome for answer in answers] == [Outcome.HANDED, Outcome.HANDED]
    assert [address for address, _content in post.taken] == ["a@example.org", "b@example.org"]
    assert f"<{one.key}@example.org>".encode() in post.taken[0][1]
    assert b"Auto-Submitted: auto-generated" in post.taken[0][1]
    assert answers[1].provider_id == f"<{other.key}@example.org>"


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("550 5.1.1 no such user", Outcome.BAD_ADDRESS),
        ("553 mailbox name not allowed", Outcome.BAD_ADDRESS),
        ("450 4.2.1 greylisted", Outcome.LATER),
        ("452 4.2.2 mailbox full", Outcome.LATER),
        ("554 5.7.1 relay denied", Outcome.REFUSED),
    ],
)
def test_what_the_server_says_of_an_address(said: str, outcome: Outcome, post: Post) -> None:
    post.rcpt["a@example.org"] = said
    answers = Mail().hand_over([letter("a@example.org"), letter("b@example.org")])
    assert [answer.outcome for answer in answers] == [outcome, Outcome.HANDED]
    assert said[:3] in answers[0].said


def test_what_the_server_says_of_a_text(post: Post) -> None:
    post.data = {"a@example.org": "554 5.6.0 looks like spam", "b@example.org": "451 try later"}
    answers = Mail().hand_over([letter("a@example.org"), letter("b@example.org")])
    assert [answer.outcome for answer in answers] == [Outcome.REFUSED, Outcome.LATER]


def test_a_line_cut_after_the_text_is_unsure_and_the_next_letter_goes(post: Post) -> None:
    post.data["a@example.org"] = "cut"
    answers = Mail().hand_over([letter("a@example.org"), letter("b@example.org")])
    assert [answer.outcome for answer in answers] == [Outcome.UNSURE, Outcome.HANDED]


def test_no_server_means_later() -> None:
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=9,
        EMAIL_TIMEOUT=2,
    ):
        [answer] = Mail().hand_over([letter("a@example.org")])
    assert answer.outcome is Outcome.LATER


@pytest.mark.parametrize("address", ["no address", "a@b\nBcc: c@example.org", "a@" + "x" * 300])
def test_what_is_no_address_is_never_given_to_anybody_else(address: str, post: Post) -> None:
    [answer] = Mail().hand_over([letter(address)])
    assert answer.outcome in (Outcome.BAD_ADDRESS, Outcome.HANDED, Outcome.REFUSED)
    assert all(to != "c@example.org" for to, _content in post.taken)
