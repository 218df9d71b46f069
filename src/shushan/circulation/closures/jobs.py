"""The long work after a closure was set, ended or taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.circulation.closures import operations
from shushan.jobs import public as jobs
from shushan.kernel.clock import now

STEPS: Final[tuple[tuple[str, Callable[..., tuple[int, int]]], ...]] = (
    ("shifts", operations.settle_shifts),
    ("loans", operations.move_loans),
    ("holds", operations.move_holds),
)


@jobs.declare("circulation.settle-closure", title=gettext_lazy("按闭馆顺延应还日和取书期限"))
def settle_closure(work: jobs.Work, closure_id: int, site_id: int) -> None:
    """Put back, then move loans, then holds; a slice at a time from where the last run stopped."""
    one = operations.settling(closure_id, site_id)
    for name, step in STEPS:
        while True:
            with work.slice() as checkpoint:
                if checkpoint.get(f"{name}-over"):
                    break
                after = int(checkpoint.get(name, 0))
                last, moved = step(one, actor=work.actor, at=now(), after=after)
                checkpoint[name] = last
                checkpoint[f"{name}-over"] = not last
                checkpoint["done"] = int(checkpoint.get("done", 0)) + moved
            if not last:
                break
    work.log(_("改动 %(n)s 笔") % {"n": work.resume_from.get("done", 0)})
