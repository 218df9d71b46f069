"""Facts about readers, cards and roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfReader(Event):
    category: str = ""
    age_band: str = ""


@dataclass(frozen=True, kw_only=True)
class ReaderRegistered(_OfReader):
    """A person became a reader; ``way`` is ``desk``, ``self`` or ``import``."""

    FACT: ClassVar[str] = "people.reader-registered"
    UNIT: ClassVar[str] = "人"
    way: str = "desk"


@dataclass(frozen=True, kw_only=True)
class ReaderFrozen(_OfReader):
    """A reader may not borrow until the freeze is lifted."""

    FACT: ClassVar[str] = "people.reader-frozen"
    UNIT: ClassVar[str] = "人次"


@dataclass(frozen=True, kw_only=True)
class ReaderUnfrozen(_OfReader):
    """The freeze was lifted."""

    FACT: ClassVar[str] = "people.reader-unfrozen"
    UNIT: ClassVar[str] = "人次"


@dataclass(frozen=True, kw_only=True)
class CardIssued(_OfReader):
    """A reader got a first card (新增办证); a replacement is not counted here."""

    FACT: ClassVar[str] = "people.card-issued"
    UNIT: ClassVar[str] = "个"
    kind: str = "plastic"  # or "online": self-registered, identity not verified yet


@dataclass(frozen=True, kw_only=True)
class CardActivated(_OfReader):
    """The desk verified the identity behind a pending card."""

    FACT: ClassVar[str] = "people.card-activated"
    UNIT: ClassVar[str] = "个"


@dataclass(frozen=True, kw_only=True)
class CardRenewed(_OfReader):
    """A card's last good day was moved on."""

    FACT: ClassVar[str] = "people.card-renewed"
    UNIT: ClassVar[str] = "个"


@dataclass(frozen=True, kw_only=True)
class CardLost(_OfReader):
    """A card was reported lost and opens nothing any more."""

    FACT: ClassVar[str] = "people.card-lost"
    UNIT: ClassVar[str] = "个"


@dataclass(frozen=True, kw_only=True)
class CardReplaced(_OfReader):
    """A reader got a new card in the place of another."""

    FACT: ClassVar[str] = "people.card-replaced"
    UNIT: ClassVar[str] = "个"


@dataclass(frozen=True, kw_only=True)
class CardWithdrawn(_OfReader):
    """A card was given back or cancelled with its reader."""

    FACT: ClassVar[str] = "people.card-withdrawn"
    UNIT: ClassVar[str] = "个"


@dataclass(frozen=True, kw_only=True)
class RoleGiven(Event):
    """A role was given to a person or a device."""

    FACT: ClassVar[str] = "people.role-given"
    UNIT: ClassVar[str] = "项"
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event):
    """A role ended."""

    FACT: ClassVar[str] = "people.role-ended"
    UNIT: ClassVar[str] = "项"
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonErased(Event):
    """A person's data were cut as far as may be; every total stayed as it was."""

    FACT: ClassVar[str] = "people.person-erased"
    UNIT: ClassVar[str] = "人"


@dataclass(frozen=True, kw_only=True)
class ReadersMerged(Event):
    """Two readers turned out to be one person; nothing that was counted before changes."""

    FACT: ClassVar[str] = "people.readers-merged"
    UNIT: ClassVar[str] = "次"


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(_OfReader):
    """A guardian consented to what is kept about a child; ``way`` is ``desk`` or ``online``."""

    FACT: ClassVar[str] = "people.consent-given"
    UNIT: ClassVar[str] = "次"
    way: str = "desk"


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(_OfReader):
    """A guardian took the consent back, or another guardian took over."""

    FACT: ClassVar[str] = "people.consent-withdrawn"
    UNIT: ClassVar[str] = "次"


@dataclass(frozen=True, kw_only=True)
class CardValidity(_OfReader):
    """A card became valid (+1) or ceased to be (−1): the running sum is the number of valid cards on any day.

    The site is the one that issued the card, so that both signs fall to the same site.
    """

    FACT: ClassVar[str] = "people.card-validity"
    UNIT: ClassVar[str] = "个"
    STOCK: ClassVar[bool] = True
