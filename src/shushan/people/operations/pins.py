"""Whether what a reader types at a machine is their password. Guessing is slowed down, never locked for good.

What was typed wrongly is counted for a reader at one machine, and for a reader anywhere. Both counts lie in the
database, so that they hold for every process and node. A machine's own count is the short one: whoever guesses there
keeps its owner from that machine only, and comes to the long one no faster than the waits let him. While somebody waits
nothing is hashed and nothing written, so a flood of guesses costs a read each.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext_lazy as _

from shushan.database.public import write
from shushan.kernel.errors import Refused
from shushan.people.models import Tally, User

FREE_TRIES: Final = 5  # at one machine
FREE_ANYWHERE: Final = 20
LONGEST_WAIT: Final = timedelta(minutes=15)
COUNTED_FOR: Final = timedelta(days=1)  # after the last wrong one
KEPT: Final = 20_000  # passwords whose fit one process remembers
_PROCESS_KEY: Final = secrets.token_bytes(32)
_lock = Lock()
_fitted: OrderedDict[str, bool] = OrderedDict()


class TooManyTries(Refused):
    """Wrong passwords were typed too often; the wait doubles from one second to fifteen minutes."""

    code = "people.too-many-tries"
    status = 429


def pin_fits(person_id: int, typed: str, *, at: datetime, where: str = "") -> bool | None:
    """Say whether a text is the password of a person's account; None when they have none to compare with.

    ``where`` names the machine. The slow hash is asked once for each password that fits; then this process knows it by
    a keyed hash. Call it outside the act that it opens: a refused act must not take the count back.

    :raises TooManyTries: wrong ones came too often; the right one is taken again after the wait.
    """
    encoded = User.objects.filter(person=person_id, is_active=True).values_list("password", flat=True).first()
    if not encoded or encoded.startswith("!"):
        return None
    keys = _keys(person_id, where)
    is_counted = _refuse_guessing(keys, at)
    known = hmac.new(_PROCESS_KEY, f"{encoded}\n{typed}".encode(), hashlib.sha256).hexdigest()
    fits = known in _fitted or check_password(typed, encoded)
    if not fits:
        _count(keys, at)
        return False
    if is_counted:
        with write():
            Tally.objects.filter(key__in=keys).delete()
    with _lock:
        _fitted[known] = True
        while len(_fitted) > KEPT:
            _fitted.popitem(last=False)
    return True


def _keys(person_id: int, where: str) -> tuple[str, str]:
    """Return under which keys is counted: at this machine, and anywhere."""
    here, anywhere = (f"pin:{person_id}:{where}", f"pin:{person_id}")
    return hashlib.sha256(here.encode()).hexdigest(), hashlib.sha256(anywhere.encode()).hexdigest()


def _refuse_guessing(keys: Sequence[str], at: datetime) -> bool:
    """Say whether anything was counted, in one query. :raises TooManyTries:"""
    rows = Tally.objects.filter(key__in=list(keys), expires_at__gt=at).values_list("key", "value")
    found = {key: (int(count), datetime.fromisoformat(last)) for key, (count, last) in rows}
    for key, free in zip(keys, (FREE_TRIES, FREE_ANYWHERE), strict=True):
        count, last = found.get(key, (0, at))
        if count >= free and at < last + _wait(count - free):
            raise TooManyTries(_("密码错误次数太多，请稍候再试。"), remedy=_("请等一会儿，或到服务台办理。"))
    return bool(found)


def _wait(beyond: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(beyond, 20)), LONGEST_WAIT)


def _count(keys: Sequence[str], at: datetime) -> None:
    """Count one wrong password under each key, in the order of keys, so that two never wait for each other."""
    with write():
        for key in sorted(keys):
            kept = {"value": [0, at.isoformat()], "expires_at": at + COUNTED_FOR}
            row, _is_new = Tally.objects.select_for_update().get_or_create(key=key, defaults=kept)
            count = int(row.value[0]) if row.expires_at > at else 0
            value = [count + 1, at.isoformat()]
            Tally.objects.filter(key=key).update(value=value, expires_at=at + COUNTED_FOR)
