"""The cache of a web process, with the counters of attempts shared by all processes and nodes through the database.

What the sign-in library counts (wrong passwords, registrations) must be one number wherever the next attempt arrives;
everything else stays in the process's own memory. Counted are only sign-in and registration, so desks write nothing here.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache

from shushan.database.public import write
from shushan.kernel.clock import now

COUNTED: Final = "allauth:"  # keys that begin so are shared


class SharedCounters(LocMemCache):
    """A process's memory, but for the counters, which lie in the table of tallies."""

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        """Keep a value unless there is one that holds; say whether it was kept."""
        if not key.startswith(COUNTED):
            return bool(super().add(key, value, timeout, version))
        from shushan.people.models import Tally

        name, at = _name(key), now()
        with write():
            Tally.objects.filter(key=name, expires_at__lte=at).delete()
            kept = {"value": value, "expires_at": self._until(timeout, at)}
            _row, is_new = Tally.objects.get_or_create(key=name, defaults=kept)
        return is_new

    def get(self, key: str, default: Any = None, version: Any = None) -> Any:
        """Return what is kept under a key and still holds, else the default."""
        if not key.startswith(COUNTED):
            return super().get(key, default, version)
        from shushan.people.models import Tally

        found = Tally.objects.filter(key=_name(key), expires_at__gt=now()).first()
        return default if found is None else found.value

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> None:
        """Keep a value whatever was there."""
        if not key.startswith(COUNTED):
            super().set(key, value, timeout, version)
            return
        from shushan.people.models import Tally

        kept = {"value": value, "expires_at": self._until(timeout, now())}
        with write():
            Tally.objects.update_or_create(key=_name(key), defaults=kept)

    def delete(self, key: str, version: Any = None) -> bool:
        """Forget a key; say whether there was anything."""
        if not key.startswith(COUNTED):
            return bool(super().delete(key, version))
        from shushan.people.models import Tally

        with write():
            gone, _by_table = Tally.objects.filter(key=_name(key)).delete()
        return bool(gone)

    def _until(self, timeout: Any, at: datetime) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return at + timedelta(seconds=86400 if seconds is None else float(seconds))


def _name(key: str) -> str:
    """Return a key as it is kept: a hash, so that no address of a caller stands in the database."""
    return hashlib.sha256(key.encode()).hexdigest()
