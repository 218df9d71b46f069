"""What the doctor asks this room."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from shushan.dues.models import Due
from shushan.dues.operations.calling import FACTS, subject_of
from shushan.dues.queries.dues import lines
from shushan.kernel.checks import Check, Finding
from shushan.ledger import public as ledger


def checks() -> list[Check]:
    """Return this room's questions."""
    return [
        Check("dues.paid", _("没有哪个月的党费收多了"), _overpaid),
        Check("dues.facts", _("党费与台账一致"), _facts),
    ]


def _overpaid() -> Iterator[Finding]:
    for line in lines(Due.objects.all()):
        if line.paid_fen > line.fen:
            what = f"{line.paid_fen} of {line.fen} fen were taken"
            yield Finding(subject_of(line.id), what, "reverse the payment that was one too many")


def _facts() -> Iterator[Finding]:
    fell, paid = FACTS
    rows = ((subject_of(row.pk), row) for row in Due.objects.order_by("pk").iterator(chunk_size=5000))
    for subject, said, row in ledger.beside(FACTS, rows):
        if row is None:
            if any(said.values()):
                yield Finding(subject, "the ledger counts dues that are not there", "restore them from a backup")
            continue
        stands = row.counted_at is not None and row.cancelled_at is None
        if (said.get(fell, 0), said.get(paid, 0)) != (int(stands), int(row.is_on_time)):
            yield Finding(subject, f"the ledger says {said}", "compare the member's dues with their facts")
