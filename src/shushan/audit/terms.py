"""What others see of the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shushan.kernel.verbs import Act


class AuditAct(Act):
    """Verbs of the audit."""

    SEE_LOOKS = "audit.see-looks"


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look."""

    id: int
    at: datetime
    actor: str
    name: str
    act: str
    subject: str
    note: str
