"""The channel of e-mail: Django's own back end, one connection for a batch, an answer for each letter.

SMTP has no key of a letter: a mailbox may know the Message-ID again, a server does not. So a letter that was given
over when the line broke is answered ``unsure`` (RFC 5321 §4.5.3.2 leaves open who is responsible then).
"""

from __future__ import annotations

import contextlib
import smtplib
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from shushan.notices.public import Answer, ChannelCode, Letter, Outcome

# RFC 3463: X.1.1 bad mailbox, X.1.2 bad system, X.1.3 bad syntax, X.1.6 moved, X.2.1 disabled, X.1.10 null MX (7505).
_NO_MAILBOX: Final = (b"5.1.1", b"5.1.2", b"5.1.3", b"5.1.6", b"5.1.10", b"5.2.1")


class Mail:
    """E-mail over the back end that the deployment set (``MAIL_URL``), or files in the home where it set none."""

    code = ChannelCode.EMAIL
    knows_keys = False
    needs_template = False

    def hand_over(self, letters: Sequence[Letter]) -> list[Answer]:
        """Send every letter over one connection; where none can be opened, later."""
        connection = get_connection()
        try:
            return [_sent(letter, connection) for letter in letters]
        finally:
            _close(connection)


def _sent(letter: Letter, connection: BaseEmailBackend) -> Answer:
    try:
        connection.open()  # where it is open already nothing happens
    except (OSError, smtplib.SMTPException) as error:
        return Answer(Outcome.LATER, _said(error))
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    number = f"<{letter.key}@{domain}>"
    message = EmailMessage(
        letter.heading, letter.body, settings.DEFAULT_FROM_EMAIL, [letter.to], connection=connection,
        headers={"Message-ID": number, "Auto-Submitted": "auto-generated", "Content-Language": letter.language},
    )  # fmt: skip
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()), (450, b""))
        return _refusal(code, said, is_recipient=True)
    except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
        said = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
        return _refusal(error.smtp_code, said, is_recipient=False)
    except smtplib.SMTPNotSupportedError as error:  # an address beyond ASCII, and a server without SMTPUTF8
        return Answer(Outcome.BAD_ADDRESS, _said(error))
    except (smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError) as error:
        return Answer(Outcome.LATER, _said(error))
    except OSError as error:  # every SMTPException is one
        _close(connection)  # the next letter opens another one
        return Answer(Outcome.UNSURE, _said(error))
    except (ValueError, UnicodeError):  # not an address at all
        return Answer(Outcome.BAD_ADDRESS, "not-an-address")
    return Answer(Outcome.HANDED, provider_id=number)


def _refusal(code: int, said: bytes, *, is_recipient: bool) -> Answer:
    """Read an answer of the server: 4xx later; 5xx never, and the address is bad when it says so."""
    words = f"{code} {said.decode(errors='replace')[:200]}"
    if 400 <= code < 500:
        return Answer(Outcome.LATER, words)
    if is_recipient and (code in (550, 553) or said.startswith(_NO_MAILBOX)):
        return Answer(Outcome.BAD_ADDRESS, words)
    return Answer(Outcome.REFUSED, words)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:250]


def _close(connection: BaseEmailBackend) -> None:
    with contextlib.suppress(OSError, smtplib.SMTPException):
        connection.close()
