"""Words of the room that others see: verbs, kinds, what a channel is given and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias
from uuid import UUID

from shushan.kernel.verbs import Act
from shushan.notices.policy import Said

CHINESE, ENGLISH = "zh-hans", "en"
DIGEST = "digest"
EVERY_KIND = ""


class NoticeAct(Act):
    """What may be granted in this room."""

    READ_OWN = "notices.read-own"  # one's own inbox, and what one wishes to be told and how
    SEE_OUTBOX = "notices.see-outbox"
    RETRY = "notices.retry-message"  # try again what failed, or give it up
    CHOOSE_FOR = "notices.choose-for-reader"  # set at the desk what a reader wishes
    WRITE_TEXT = "notices.write-text"


class ChannelCode(StrEnum):
    """The ways out of the house. The inbox in my library is no channel: every notice lies there."""

    EMAIL = "email"
    SMS = "sms"
    WECHAT = "wechat"


INBOX = "inbox"  # as a dimension of the fact only


@dataclass(frozen=True, slots=True)
class Value:
    """One value that a text of a kind may use as ``{name}``, with what it stands for and an example."""

    name: str
    label: object
    example: str | tuple[str, str]
    form: Literal["text", "day", "money"] = "text"


@dataclass(frozen=True, slots=True)
class Text:
    """A heading of one line, and a body."""

    heading: str
    body: str


Still: TypeAlias = Callable[[Sequence[tuple[str, str]], datetime], set[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice. ``texts`` by language are those that come with the house; staff may write others.

    ``channels`` is what a reader gets who chose nothing. ``is_urgent``: never kept back for the digest. ``is_asked``:
    told only to those who asked, in the inbox as well. ``is_for_work``: it concerns what somebody does here (a duty, a
    meeting, a post), so readers are not asked about it. ``still`` gets (subject, step) pairs and returns those that are
    still true. ``page`` names the page where the reader acts.
    """

    code: str
    title: object
    values: tuple[Value, ...]
    texts: Mapping[str, Text]
    channels: tuple[ChannelCode, ...] = (ChannelCode.WECHAT, ChannelCode.EMAIL, ChannelCode.SMS)
    is_urgent: bool = False
    is_asked: bool = False
    is_for_work: bool = False
    still: Still | None = None
    page: str = ""

    @property
    def room(self) -> str:
        """The room that declares it."""
        return self.code.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom something is for: a reader, or the account of a person without a reader's card (the other one is None)."""

    reader_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing to be told to one reader or one account. ``step`` tells one telling about a subject from the next.

    Either ``reader_id`` or ``person_id`` is given. A person who is a reader is told as a reader, by the ways chosen
    there; any other in the inbox of the account.
    """

    kind: str
    subject: str
    reader_id: int | None
    values: Mapping[str, Said]
    site_id: int | None
    step: str = ""
    not_before: datetime | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What a channel is given. ``key`` is the same for every attempt; ``template`` is the provider's own number.

    ``by_consent``: it goes by the reader's consent to this one message, without a template of its kind.
    """

    key: UUID
    to: str
    heading: str
    body: str
    language: str
    kind: str
    template: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    by_consent: bool = False


class Outcome(StrEnum):
    """What a channel may answer."""

    HANDED = "handed"
    LATER = "later"  # not now: the network, a limit, the provider's own trouble
    REFUSED = "refused"  # this message never, as it is: a person has to mend something
    BAD_ADDRESS = "bad-address"  # nothing will ever arrive there
    UNSURE = "unsure"  # the line broke after it had been given over
    NO_CONSENT = "no-consent"  # the reader did not agree to this one; the address is good


@dataclass(frozen=True, slots=True)
class ConsentAsked:
    """A message that needs a consent: its key, whose, to which kind."""

    key: UUID
    openid: str
    kind: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A channel's answer for one letter, in words for the outbox; never an address in it."""

    outcome: Outcome
    said: str = ""
    provider_id: str = ""
    wait_seconds: int = 0


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice as the inbox shows it. ``child`` is the reader it is about, where that is somebody else."""

    id: int
    kind: str
    heading: str
    body: str
    page: str
    told_at: datetime
    read_at: datetime | None
    put_away_at: datetime | None
    child: str = ""


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message as the outbox shows it; ``address`` is masked."""

    id: int
    reader_id: int | None
    kind: str
    channel: str
    state: str
    address: str
    heading: str
    body: str
    error: str
    attempts: int
    made_at: datetime
    not_before: datetime
    handed_at: datetime | None
    provider_id: str
    site_id: int | None
    carries: int
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Habit:
    """How a reader wishes to be told: quiet hours (None: the library's), one message a day, the language."""

    quiet_from: int | None = None
    quiet_until: int | None = None
    is_digest: bool = False
    language: str = CHINESE


@dataclass(frozen=True, slots=True)
class Wish:
    """How an account without a reader's card wishes to be told: the inbox always, by e-mail as well, in which language.

    ``inbox_only``: the kinds that e-mail does not carry all the same; ``quiet_from`` and ``quiet_until`` as of a habit.
    ``email`` is the account's own address; ``why_not`` is empty unless that address does not work.
    """

    by_email: bool = False
    language: str = CHINESE
    email: str = ""
    why_not: str = ""
    inbox_only: tuple[str, ...] = ()
    quiet_from: int | None = None
    quiet_until: int | None = None

    @property
    def habit(self) -> Habit:
        """The same as a habit."""
        return Habit(self.quiet_from, self.quiet_until, language=self.language)


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of a kind in one language as it holds now; version 0 came with the house."""

    kind: str
    language: str
    version: int
    heading: str
    body: str
    sms_template: str = ""
    wechat_template: str = ""
    made_at: datetime | None = None
    made_by: str = ""
