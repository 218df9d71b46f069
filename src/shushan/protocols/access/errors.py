"""Refusals of the HTTP API's own; those of the operations come from their rooms."""

from __future__ import annotations

from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refused


class NoSuchApplication(NotFound):
    """There is no such application, or it was closed."""

    code = "protocols.no-such-application"


class NoSuchToken(NotFound):
    """There is no such token, or it was revoked."""

    code = "protocols.no-such-token"


class NoSuchConsent(NotFound):
    """There is no such consent, or it has ended."""

    code = "protocols.no-such-consent"


class NameTaken(Conflict):
    """Another application has this name."""

    code = "protocols.name-taken"


class OnlyNarrower(Invalid):
    """A token may be narrowed, never widened."""

    code = "protocols.only-narrower"


class GuardianDecides(NotAllowed):
    """A child under fourteen cannot agree alone."""

    code = "protocols.guardian-decides"


class NotSignedIn(Refused):
    """No token, or one that opens nothing (any more). ``why`` is the word of RFC 6750 for it."""

    code = "token-needed"
    status = 401

    def __init__(self, message: object, *, remedy: object = "", why: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.why = why


class TokenUnknown(NotSignedIn):
    """No token has this digest."""

    code = "token-unknown"


class TokenExpired(NotSignedIn):
    """The token's time is over."""

    code = "token-expired"


class TokenRevoked(NotSignedIn):
    """The token, its consent or its application was ended."""

    code = "token-revoked"


class ScopeMissing(NotAllowed):
    """The token is not good for this."""

    code = "scope-missing"

    def __init__(self, message: object, *, scope: str, remedy: object = "") -> None:
        super().__init__(message, rule=scope, remedy=remedy)
        self.scope = scope


class TooOften(Refused):
    """More requests in this minute than the token or the address may send."""

    code = "too-often"
    status = 429

    def __init__(self, message: object, *, limit: int, seconds: int, remedy: object = "") -> None:
        super().__init__(message, remedy=remedy)
        self.limit, self.seconds = limit, seconds


class TooLarge(Refused):
    """The body is larger than any door takes."""

    code = "too-large"
    status = 413


class TokenInAddress(Refused):
    """A token stands in the address, where logs and histories keep it."""

    code = "token-in-address"
    status = 400


class KeyOfAnotherRequest(Conflict):
    """The Idempotency-Key was used with another request."""

    code = "protocols.key-of-another-request"


class NoSuchDoor(NotFound):
    """There is nothing under this address."""

    code = "no-such-door"


class WrongMethod(Refused):
    """The address is there, but not for this method."""

    code = "wrong-method"
    status = 405


class CannotGive(Refused):
    """None of the kinds that the request accepts can be given."""

    code = "not-acceptable"
    status = 406
