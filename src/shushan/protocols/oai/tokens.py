"""Where a list goes on, in a signed token that says everything: nothing is kept on the server, nothing runs out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core import signing

from shushan.protocols.oai.asked import Wrong

_SALT = "shushan.oai"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: what was asked, whether the records that are gone are being told, and after which one.

    ``told`` is the record that was told last, ``said_at`` the instant that the list's first part gave as its own; a token
    of before they were kept has neither.
    """

    prefix: str
    set: str = ""
    since: str = ""
    until: str = ""
    is_gone: bool = False
    after_at: str = ""
    after_id: int = 0
    cursor: int = 0
    told: int = 0
    said_at: str = ""

    @property
    def after(self) -> tuple[datetime, int] | None:
        """The last one that was told: its instant and id."""
        return (datetime.fromisoformat(self.after_at), self.after_id) if self.after_at else None


def write(place: Place, verb: str) -> str:
    """Return the token of a place in the list of a verb."""
    return signing.dumps([verb, *asdict(place).values()], salt=_SALT, compress=True)


def read(token: str, verb: str) -> Place:
    """Return the place that a token says.

    :raises Wrong: badResumptionToken: not ours, changed, or of another verb
    """
    try:
        said, *values = signing.loads(token, salt=_SALT)
        if said != verb:
            raise Wrong("badResumptionToken", f"this token goes on with {said}, not with {verb}")
        return Place(*values)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Wrong("badResumptionToken", "this token is not one of ours, or it was changed") from error
