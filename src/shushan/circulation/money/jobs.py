"""The long work of money."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.circulation.money import deposit_runs
from shushan.circulation.money.operations import retiring
from shushan.jobs import public as jobs
from shushan.kernel.clock import now


@jobs.declare(retiring.JOB, title=gettext_lazy("批量退押金"))
def retire_deposits(work: jobs.Work, run_id: int) -> None:
    """Give deposits back reader by reader, from where the last run stopped."""
    total = deposit_runs.run(run_id).readers
    while True:
        with work.slice() as checkpoint:
            after = int(checkpoint.get("after", 0))
            last, n = retiring.retire_some(actor=work.actor, at=now(), run_id=run_id, after=after)
            checkpoint |= {"after": last, "done": int(checkpoint.get("done", 0)) + n, "total": total}
        if not last:
            break
    retiring.end_run(actor=work.actor, at=now(), run_id=run_id)
    found = deposit_runs.run(run_id)
    work.log(_("退了 %(done)s 笔，没有退成 %(left)s 笔") % {"done": found.done, "left": found.left})
