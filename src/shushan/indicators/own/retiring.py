"""What a retired code may still be used for."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from shushan.figures import public as figures
from shushan.kernel.errors import Conflict


def require_not_retired(code: str, *, last: date) -> None:
    """Refuse a new use of a code for days after it was retired.

    :raises Conflict: :raises NoSuchMeasure:
    """
    measure = figures.measure(code)
    if measure.retired_on is not None and last > measure.retired_on:
        raise Conflict(
            _("指标 %(code)s 已于 %(day)s 停用") % {"code": code, "day": measure.retired_on},
            rule=_("停用之后的时段不再使用"), remedy=_("请另选指标，或选停用之前的时段"),
        )  # fmt: skip
