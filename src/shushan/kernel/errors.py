"""Refusals: answers that are shown to people. Anything else that is raised is a bug and is logged."""

from __future__ import annotations

from typing import ClassVar


class Refused(Exception):
    """An act was refused for a reason that the person at the desk can understand.

    Subclasses are sentences (``RenewalLimitReached``) and set ``code``. A refusal carries what
    happened, which rule said so, what to do now, and which verb (if any) may override it.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409

    def __init__(self, message: object = "", *, rule: object = "", remedy: object = "", override: str = "") -> None:
        super().__init__(str(message))
        self._message = message
        self._rule = rule
        self._remedy = remedy
        self.override = override

    @property
    def message(self) -> str:
        """What happened, in the reader's language at the time of showing."""
        return str(self._message)

    @property
    def rule(self) -> str:
        """The rule that refused, in the reader's language, or an empty string."""
        return str(self._rule)

    @property
    def remedy(self) -> str:
        """What to do now, in the reader's language, or an empty string."""
        return str(self._remedy)

    @property
    def told(self) -> str:
        """What happened, which rule said so and what to do now, in one line."""
        return " ".join(part for part in (self.message, self.rule, self.remedy) if part)


class NotAllowed(Refused):
    """The actor holds no grant for this verb in this scope."""

    code = "not-allowed"
    status = 403

    def __init__(self, message: object = "", *, verb: str = "", rule: object = "", remedy: object = "") -> None:
        super().__init__(message or verb, rule=rule, remedy=remedy)
        self.verb = verb


class Conflict(Refused):
    """The thing is no longer in the state that this act needs."""

    code = "conflict"
    status = 409


class NotFound(Refused):
    """There is no such thing, or none that this actor may see."""

    code = "not-found"
    status = 404


class Invalid(Refused):
    """What was typed cannot be taken; ``field`` names where."""

    code = "invalid"
    status = 422

    def __init__(self, message: object = "", *, field: str = "", rule: object = "", remedy: object = "") -> None:
        super().__init__(message, rule=rule, remedy=remedy)
        self.field = field
