"""The job of this room: which essays are alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext_lazy as _

from shushan.jobs import public as jobs
from shushan.kernel.actor import Actor
from shushan.learning import alike
from shushan.learning.models import Essay, SimilarPair
from shushan.learning.options import ALIKE
from shushan.learning.states import HANDED_IN
from shushan.learning.terms import LearningAct
from shushan.options import public as options

COMPARE = "learning.compare-essays"
MOST_PAIRS = 5_000
SLICE = 500


def start_comparing(*, actor: Actor, at: datetime) -> int:
    """Have every essay of the house that was handed in compared with every other, and return the job's id.

    One that waits already is returned: it reads the essays only when it begins.

    :raises NotAllowed:
    """
    actor.require_somewhere(LearningAct.RUN_CAMPAIGNS)
    last = jobs.newest(COMPARE)
    if last is not None and last.state is jobs.JobState.QUEUED:
        return last.id
    return jobs.start(COMPARE, {}, actor=actor, at=at)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the essays stand compared: the newest job, the last that came to its end, and what was handed in since.

    ``essays``: how many of the whole house were compared; ``since``: how many of the campaign were handed in after that.
    """

    newest: jobs.JobValue | None
    done_at: datetime | None
    essays: int
    since: int


def comparison(campaign_id: int) -> Comparison:
    """Return how a campaign's essays stand compared, in three queries."""
    newest = jobs.newest(COMPARE)
    done = newest
    if newest is not None and newest.state is not jobs.JobState.DONE:
        done = jobs.newest(COMPARE, state=jobs.JobState.DONE)
    if done is None or done.started_at is None:
        return Comparison(newest, None, 0, 0)
    late = Essay.objects.filter(campaign=campaign_id, state__in=HANDED_IN, versions__handed_in_at__gte=done.started_at)
    return Comparison(newest, done.finished_at, done.total, late.distinct().count())


@jobs.declare(COMPARE, title=_("比对心得的相似之处"))
def _compare(work: jobs.Work) -> None:
    essays = list(Essay.objects.filter(state__in=HANDED_IN).order_by("pk").values_list("pk", "person", "text"))
    work.progress(0, len(essays), str(_("读取心得")))
    percent = options.get(ALIKE, at=work.made_at)
    # Two essays of the same person are no copy.
    found = [
        SimilarPair(
            first_id=essays[one.first][0], second_id=essays[one.second][0], percent=one.percent,
            passages=list(one.passages), found_at=work.made_at,
        )
        for one in islice(alike.pairs([text for _pk, _person, text in essays], percent=percent), MOST_PAIRS)
        if essays[one.first][1] != essays[one.second][1]
    ]  # fmt: skip
    with work.slice() as checkpoint:
        SimilarPair.objects.all().delete()
        checkpoint.update(done=0, total=len(essays))
    for begin in range(0, len(found), SLICE):
        with work.slice() as checkpoint:
            SimilarPair.objects.bulk_create(found[begin : begin + SLICE], ignore_conflicts=True)
            checkpoint.update(done=len(essays), total=len(essays))
    work.progress(len(essays), len(essays), "")
    work.log(f"{len(essays)} essays, {len(found)} pairs from {percent} %")
