"""The face of the people room."""

from shushan.people.errors import (
    AlreadyFrozen,
    AlreadyReader,
    BeyondOwnScope,
    CannotMerge,
    CardAlreadyCurrent,
    CardCannot,
    CardNumberTaken,
    DocumentTaken,
    GuardianNeeded,
    MergeOver,
    NoSuchPerson,
    NoSuchReader,
    NotFrozen,
    ReasonNeeded,
    RoleHeldAlready,
    SignInNameTaken,
    StillOpenMatters,
)
from shushan.people.operations.accounts import make_account, set_password
from shushan.people.operations.cards import issue_card, renew_card, replace_card, report_lost, verify_reader
from shushan.people.operations.devices import NewDevice, make_device, renew_token, retire_device
from shushan.people.operations.erasing import erase_person
from shushan.people.operations.merging import merge_readers, say_not_double
from shushan.people.operations.persons import Particulars
from shushan.people.operations.readers import edit_reader, freeze, make_reader_of, register_reader, unfreeze
from shushan.people.operations.staff import appoint_staff, end_role, give_role
from shushan.people.operations.unmerging import undo_merge
from shushan.people.panels import Kept, register_hindrance, register_keeper, register_panel
from shushan.people.policy import age_band, card_number, category_for, masked_name
from shushan.people.ports import Moved, Mover, register_mover
from shushan.people.queries.acting import actor_for, actor_of_device, actor_of_person, device_actor, roles_of_user
from shushan.people.queries.pins import TooManyTries, pin_fits
from shushan.people.queries.readers import (
    cards_of,
    find_readers,
    reader,
    reader_by_card,
    reader_of_person,
    reader_of_user,
    readers,
)
from shushan.people.queries.staff import devices, grants_in_force, grants_of, staff_member, staff_members
from shushan.people.states import CardState
from shushan.people.terms import (
    CardLine,
    DeviceKind,
    DeviceValue,
    GrantLine,
    PeopleAct,
    ReaderCategory,
    ReaderValue,
    StaffValue,
)

__all__ = [
    "AlreadyFrozen",
    "AlreadyReader",
    "BeyondOwnScope",
    "CannotMerge",
    "CardAlreadyCurrent",
    "CardCannot",
    "CardLine",
    "CardNumberTaken",
    "CardState",
    "DeviceKind",
    "DeviceValue",
    "DocumentTaken",
    "GrantLine",
    "GuardianNeeded",
    "Kept",
    "MergeOver",
    "Moved",
    "Mover",
    "NewDevice",
    "NoSuchPerson",
    "NoSuchReader",
    "NotFrozen",
    "Particulars",
    "PeopleAct",
    "ReaderCategory",
    "ReaderValue",
    "ReasonNeeded",
    "RoleHeldAlready",
    "SignInNameTaken",
    "StaffValue",
    "StillOpenMatters",
    "TooManyTries",
    "actor_for",
    "actor_of_device",
    "actor_of_person",
    "age_band",
    "appoint_staff",
    "card_number",
    "cards_of",
    "category_for",
    "device_actor",
    "devices",
    "edit_reader",
    "end_role",
    "erase_person",
    "find_readers",
    "freeze",
    "give_role",
    "grants_in_force",
    "grants_of",
    "issue_card",
    "make_account",
    "make_device",
    "make_reader_of",
    "masked_name",
    "merge_readers",
    "pin_fits",
    "reader",
    "reader_by_card",
    "reader_of_person",
    "reader_of_user",
    "readers",
    "register_hindrance",
    "register_keeper",
    "register_mover",
    "register_panel",
    "register_reader",
    "renew_card",
    "renew_token",
    "replace_card",
    "report_lost",
    "retire_device",
    "roles_of_user",
    "say_not_double",
    "set_password",
    "staff_member",
    "staff_members",
    "undo_merge",
    "unfreeze",
    "verify_reader",
]
