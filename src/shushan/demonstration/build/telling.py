"""What the demonstration's reader was told: through the operations, and nothing leaves the machine."""

from __future__ import annotations

from datetime import datetime, timedelta

from shushan.circulation import public as circulation
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.notices import public as notices
from shushan.people import public as people


def build_notices(actor: Actor, reader_id: int, now: datetime) -> None:
    """Tell what is due of the holds that are ready, and of one loan of the reader; the first one is read already."""
    reader = people.reader(reader_id, at=now)
    loan = circulation.loans_of(reader_id, at=now)[0]
    due = ledger.local_day(loan.loan.due_at).isoformat()
    values: dict[str, str | list[str]] = {"title": loan.title, "due": due, "site": ["中心馆", "Central Library"]}
    one = notices.Planned(
        "circulation.due-soon", f"circulation.loan:{loan.loan.id}", reader_id, values, reader.home_site_id, step=due
    )
    early = now - timedelta(hours=23)
    notices.plan([one], at=early)
    for at in (early, now - timedelta(hours=1)):
        while notices.tell_some(actor=actor, at=at):
            pass
        if at == early:
            notices.mark_read(actor=people.actor_of_person(reader.person_id, at=at), at=at)
    while notices.hand_over_some(actor=actor, at=now):
        pass
