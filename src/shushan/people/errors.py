"""Refusals of the people room."""

from __future__ import annotations

from typing import ClassVar

from shushan.kernel.errors import Conflict, Invalid, NotFound, Refused


class NoSuchReader(NotFound):
    """No reader has this number, or this is not a reader's card."""

    code: ClassVar[str] = "people.no-such-reader"


class NoSuchPerson(NotFound):
    """There is no such person."""

    code: ClassVar[str] = "people.no-such-person"


class CardNumberTaken(Conflict):
    """Another card has this number."""

    code: ClassVar[str] = "people.card-number-taken"


class CardAlreadyCurrent(Conflict):
    """The reader holds a current card already."""

    code: ClassVar[str] = "people.card-already-current"


class CardCannot(Conflict):
    """The card is not in a state from which this may happen."""

    code: ClassVar[str] = "people.card-cannot"


class AlreadyReader(Conflict):
    """This person is registered as a reader already."""

    code: ClassVar[str] = "people.already-reader"


class DocumentTaken(Conflict):
    """The document number is on record for another person."""

    code: ClassVar[str] = "people.document-taken"


class AlreadyFrozen(Conflict):
    """The reader is frozen already."""

    code: ClassVar[str] = "people.already-frozen"


class NotFrozen(Conflict):
    """The reader is not frozen."""

    code: ClassVar[str] = "people.not-frozen"


class RoleHeldAlready(Conflict):
    """The same role in the same scope is given for an overlapping time."""

    code: ClassVar[str] = "people.role-held-already"


class BeyondOwnScope(Refused):
    """A role may be given only by someone who holds all its verbs in that scope."""

    code: ClassVar[str] = "people.beyond-own-scope"
    status: ClassVar[int] = 403


class GuardianNeeded(Refused):
    """A child under fourteen is registered with a guardian."""

    code: ClassVar[str] = "people.guardian-needed"


class ReasonNeeded(Invalid):
    """The act needs a reason that says something."""

    code: ClassVar[str] = "people.reason-needed"


class SignInNameTaken(Conflict):
    """Another account has this sign-in name."""

    code: ClassVar[str] = "people.sign-in-name-taken"


class StillOpenMatters(Conflict):
    """A person with open loans or debts cannot be erased yet."""

    code: ClassVar[str] = "people.still-open-matters"


class CannotMerge(Conflict):
    """Two readers hold what one person may not hold twice, or are not one person."""

    code: ClassVar[str] = "people.cannot-merge"


class MergeOver(Conflict):
    """A merge can no longer be undone."""

    code: ClassVar[str] = "people.merge-over"


class NotTheirGuardian(Conflict):
    """Whoever acts is not the guardian of this child, or may not be one."""

    code: ClassVar[str] = "people.not-their-guardian"


class ProxyCannot(Conflict):
    """This reader cannot be named to pick up for another."""

    code: ClassVar[str] = "people.proxy-cannot"
