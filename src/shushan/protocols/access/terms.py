"""What others see of applications, tokens and consents; never a secret."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from shushan.kernel.actor import Actor
from shushan.protocols.access.scopes import Scope


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is said about an application when it is registered or changed."""

    name: str
    contact: str
    name_en: str = ""
    about: str = ""
    about_en: str = ""
    home_page: str = ""
    return_addresses: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    scopes: frozenset[Scope] = frozenset()
    per_minute: int = 120


@dataclass(frozen=True, slots=True)
class ApplicationValue:
    """A registered application. ``per_minute`` is the limit of each token of a reader's consent."""

    id: int
    client_id: str
    said: Particulars
    made_at: datetime
    made_by: str
    closed_at: datetime | None

    @property
    def name(self) -> str:
        """Its name, for ``called``."""
        return self.said.name

    @property
    def name_en(self) -> str:
        """Its English name, or an empty string."""
        return self.said.name_en


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """An application in the staff's list with what hangs on it now."""

    application: ApplicationValue
    tokens: int
    consents: int
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One of an application's own tokens, by its end."""

    id: int
    application_id: int
    hint: str
    note: str
    scopes: frozenset[Scope]
    per_minute: int
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None

    def is_good(self, at: datetime) -> bool:
        """Say whether it opens anything."""
        return self.revoked_at is None and at < self.expires_at


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """What a reader allowed an application. ``child``: the name of the child it is for, where it is for one."""

    id: int
    application: ApplicationValue
    reader_id: int
    scopes: frozenset[Scope]
    given_at: datetime
    until: datetime
    ended_at: datetime | None
    last_used_at: datetime | None
    child: str = ""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token, shown this once."""

    id: int
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pair:
    """What an application gets for a code or a refresh token. ``seconds``: how long ``access`` is good."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    seconds: int = 0
    scopes: frozenset[Scope] = frozenset()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls a door. ``actor`` holds the verbs that follow from the token, no more; a reader's or nobody's.

    ``token_id`` 0: nobody showed a token, which public doors allow.
    """

    actor: Actor
    scopes: frozenset[Scope]
    token_id: int = 0
    application_id: int = 0
    reader_id: int = 0
    consent_id: int = 0
    origins: tuple[str, ...] = ()
