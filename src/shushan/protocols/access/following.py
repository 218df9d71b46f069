"""What becomes of consents when two readers turn out to be one: those of the one who goes end."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shushan.kernel.clock import now
from shushan.people.public import Moved
from shushan.protocols.access.models import Consent
from shushan.protocols.access.operations.consents import end


class ConsentsEnd:
    """The people's port for merging. A consent was given for one card and one history: it is asked for anew."""

    def count(self, reader_id: int) -> list[tuple[object, int]]:
        """Return how many applications may do something for the reader."""
        return [(_("授权的应用（合并后要重新同意）"), Consent.objects.filter(reader=reader_id, ended_at=None).count())]

    def move(self, *, gone_id: int, kept_id: int) -> Moved:
        """End the consents of the one who goes."""
        for row in Consent.objects.filter(reader=gone_id, ended_at=None):
            end(row, now(), by="library")
        return {}

    def move_back(self, moved: Moved, *, gone_id: int, kept_id: int) -> None:
        """Nothing comes back: it is asked for anew."""
