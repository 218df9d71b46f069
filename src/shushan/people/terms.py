"""Words of the room that others see: verbs, categories, values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shushan.kernel.verbs import Act
from shushan.people.states import CardState


class PeopleAct(Act):
    """What may be granted in this room."""

    SEE_READERS = "people.see-readers"  # open the list and a reader's page, masked
    REGISTER_READER = "people.register-reader"  # take a new reader in at a desk
    EDIT_READER = "people.edit-reader"  # mend name, birth date, telephone, category, home site
    UNMASK_READER = "people.unmask-reader"  # see telephone and document number in full; every look is recorded
    VERIFY_READER = "people.verify-reader"  # confirm identity at the desk: the pending card becomes active
    ISSUE_CARD = "people.issue-card"
    RENEW_CARD = "people.renew-card"
    REPORT_LOST = "people.report-lost"
    REPLACE_CARD = "people.replace-card"
    FREEZE_READER = "people.freeze-reader"
    UNFREEZE_READER = "people.unfreeze-reader"
    MERGE_READERS = "people.merge-readers"  # join two readers who are one person, and take it back
    MOVE_IN = "people.move-in"  # take over readers and open loans of another system, and take an import back
    ERASE_PERSON = "people.erase-person"  # erase a person's data on their written request
    SEE_STAFF = "people.see-staff"
    APPOINT_STAFF = "people.appoint-staff"  # take on, move, end
    GIVE_ROLE = "people.give-role"  # give and end roles, within one's own scope
    MAKE_ACCOUNT = "people.make-account"
    SEE_DEVICES = "people.see-devices"
    MAKE_DEVICE = "people.make-device"  # make, renew the token of, retire a device
    SEE_OWN = "people.see-own"  # my library
    EDIT_OWN = "people.edit-own"
    LOSE_OWN = "people.lose-own-card"
    RENEW_OWN = "people.renew-own-card"
    ERASE_OWN = "people.erase-own"
    REGISTER_CHILD = "people.register-own-child"  # from my library, as the child's guardian
    NAME_PROXY = "people.name-own-proxy"  # say who may pick up for me, and take it back


class ReaderCategory(StrEnum):
    """The kinds of reader that rules tell apart."""

    ADULT = "adult"
    CHILD = "child"
    ELDER = "elder"
    STAFF = "staff"


class FreezeCause(StrEnum):
    """Why a reader is frozen, where the house can see by itself that the cause is gone."""

    BY_HAND = ""  # only somebody lifts it, or its last day
    CONSENT = "consent"  # the guardian withdrew the consent
    OVERDUE = "overdue"  # until nothing overdue is left
    CONTACT = "contact"  # until a telephone or e-mail is on record
    DOCUMENT = "document"  # until a document was seen
    LATE = "late"  # an item came back late: until the last day, which the rules of lending set


class DeviceKind(StrEnum):
    """The kinds of device that act in the library's name."""

    GATE = "gate"
    DESK = "desk"
    KIOSK = "kiosk"


@dataclass(frozen=True, slots=True)
class ReaderValue:
    """A reader as other rooms see one. ``card_*`` is the card asked for, else the current one, else the last."""

    id: int
    person_id: int
    name: str
    masked_name: str
    category: ReaderCategory
    age_band: str
    card_number: str
    card_state: CardState | None
    card_expires_on: date | None
    home_site_id: int
    freeze_reason: str
    is_verified: bool = True
    birth_on: date | None = None

    @property
    def is_frozen(self) -> bool:
        """Whether the reader may not borrow until somebody lifts the freeze."""
        return bool(self.freeze_reason)

    def has_good_card(self, on: date) -> bool:
        """Say whether the card is active and has not run out; ``card_expires_on`` is its last good day."""
        return self.card_state is CardState.ACTIVE and (self.card_expires_on is None or on <= self.card_expires_on)


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """One line of the readers' list, the telephone masked."""

    id: int
    name: str
    masked_phone: str
    category: ReaderCategory
    card_number: str
    card_state: CardState | None
    card_expires_on: date | None
    home_site: str
    is_frozen: bool
    is_verified: bool
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class CardLine:
    """One card in a reader's history."""

    id: int
    number: str
    state: CardState
    issued_at: datetime
    expires_on: date | None
    ended_at: datetime | None
    site: str


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A guardian's consent for a child: who gave it, how, when, and when it was withdrawn."""

    guardian_id: int
    guardian: str
    way: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProxyLine:
    """Somebody who may pick up for a reader; ``until`` is the last good day."""

    id: int
    reader: ReaderValue
    until: date | None


@dataclass(frozen=True, slots=True)
class StaffValue:
    """A member of staff: where they belong and since when."""

    id: int
    person_id: int
    name: str
    position: str
    site_id: int | None
    unit_id: int | None
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One role given to one person or device, with its scope and time."""

    id: int
    role: str
    person_id: int | None
    device_id: int | None
    site_id: int | None
    site: str
    unit_id: int | None
    since: datetime
    until: datetime | None
    given_by: str


@dataclass(frozen=True, slots=True)
class DeviceValue:
    """A device, without its token."""

    id: int
    name: str
    kind: DeviceKind
    site_id: int
    last_seen_at: datetime | None
    retired_at: datetime | None
