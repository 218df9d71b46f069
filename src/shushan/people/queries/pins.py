"""Whether what a reader types at a machine is their password. Guessing is slowed down, never locked for good."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext_lazy as _

from shushan.kernel.errors import Refused
from shushan.people.models import User

FREE_TRIES: Final = 5
LONGEST_WAIT: Final = timedelta(minutes=15)
KEPT: Final = 20_000  # readers whose tries, and passwords whose fit, one process remembers
_PROCESS_KEY: Final = secrets.token_bytes(32)
_lock = Lock()
_tries: OrderedDict[int, tuple[int, datetime]] = OrderedDict()
_fitted: OrderedDict[str, bool] = OrderedDict()


class TooManyTries(Refused):
    """Wrong passwords were typed too often; the wait doubles from one second to fifteen minutes."""

    code = "people.too-many-tries"
    status = 429


def pin_fits(person_id: int, typed: str, *, at: datetime) -> bool | None:
    """Say whether a text is the password of a person's account; None when they have none to compare with.

    The slow hash is asked once for each password that fits; then this process knows it by a keyed hash.

    :raises TooManyTries: wrong ones came too often; the right one is taken again after the wait.
    """
    encoded = User.objects.filter(person=person_id, is_active=True).values_list("password", flat=True).first()
    if not encoded or encoded.startswith("!"):
        return None
    _refuse_guessing(person_id, at)
    known = hmac.new(_PROCESS_KEY, f"{encoded}\n{typed}".encode(), hashlib.sha256).hexdigest()
    fits = known in _fitted or check_password(typed, encoded)
    with _lock:
        if fits:
            _fitted[known] = True
            _tries.pop(person_id, None)
        else:
            count, _at = _tries.get(person_id, (0, at))
            _tries[person_id] = (count + 1, at)
            _tries.move_to_end(person_id)
        for memory in (_tries, _fitted):
            while len(memory) > KEPT:
                memory.popitem(last=False)
    return fits


def _refuse_guessing(person_id: int, at: datetime) -> None:
    count, last = _tries.get(person_id, (0, at))
    if count < FREE_TRIES:
        return
    wait = min(timedelta(seconds=2 ** (count - FREE_TRIES)), LONGEST_WAIT)
    if at < last + wait:
        raise TooManyTries(_("密码错误次数太多，请稍候再试。"), remedy=_("请等一会儿，或到服务台办理。"))
