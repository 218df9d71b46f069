"""Statements of xAPI as a package of ours may make them: checked, read. Pure.

Not a general store: a statement is about the very activity that was launched (or a part of it), by the very learner who
launched it. Source: xAPI 1.0.3, part two, 2.4 (statements), 4.5 (durations), and part three, 2.1.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from shushan.kernel.errors import Invalid, NotAllowed
from shushan.learning.packages.runtime import Outcome, duration

MOST_BYTES: Final = 65_536  # of one statement
MOST_TOGETHER: Final = 100
_VERBS: Final = "adlnet.gov/expapi/verbs/"
_ALLOWED: Final = frozenset(
    ("id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version")
)


@dataclass(frozen=True, slots=True)
class Said:
    """A statement. ``at`` is the time it claims, None: none; ``body`` as it is kept, without what only the store may say."""

    id: UUID | None
    verb: str
    object_id: str
    at: datetime | None
    body: dict[str, Any]

    @property
    def deed(self) -> str:
        """The last part of the verb where it is one of ADL's, else empty."""
        return self.verb.partition(_VERBS)[2]


def actor_of(home: str, learner: str) -> dict[str, Any]:
    """Return the agent that stands for a learner: an account of this house under a pseudonym."""
    return {"objectType": "Agent", "account": {"homePage": home, "name": learner}}


def is_actor(said: object, learner: str) -> bool:
    """Say whether an agent is that learner."""
    if not isinstance(said, dict):
        return False
    account = said.get("account")
    is_agent = said.get("objectType", "Agent") == "Agent"
    return is_agent and isinstance(account, dict) and account.get("name") == learner


def read(said: object, *, learner: str, activity: str) -> Said:
    """Read one statement.

    :raises Invalid: it is none, or says what is not kept here :raises NotAllowed: of another learner or activity
    """
    if not isinstance(said, dict) or not said.keys() <= _ALLOWED:
        raise Invalid(_("看不懂这条学习陈述，或带有附件"))
    body = {key: value for key, value in said.items() if key not in ("stored", "authority")}
    if not is_storable(body):
        raise Invalid(_("学习陈述太大，或含有不能保存的字符"))
    if not is_actor(said.get("actor"), learner):
        raise NotAllowed(_("只收打开课件的这位学员自己的学习陈述"))
    verb, thing = said.get("verb"), said.get("object")
    verb_id = verb.get("id") if isinstance(verb, dict) else None
    thing_id = (
        thing.get("id") if isinstance(thing, dict) and thing.get("objectType", "Activity") == "Activity" else None
    )
    if not _is_iri(verb_id) or not _is_iri(thing_id):
        raise Invalid(_("学习陈述要写明动词和活动"))
    assert isinstance(verb_id, str)
    assert isinstance(thing_id, str)
    if not is_part(thing_id, said.get("context"), activity):
        raise NotAllowed(_("只收这个课件自己的学习陈述"))
    return Said(_uuid(said.get("id")), verb_id, thing_id, _time(said.get("timestamp")), body)


def is_part(thing: str, context: object, activity: str) -> bool:
    """Say whether something is the activity, lies under it, or names it as what it belongs to."""
    if thing == activity or thing.startswith(tuple(activity.rstrip("/") + mark for mark in "/#?_:-.")):
        return True
    around = context.get("contextActivities") if isinstance(context, dict) else None
    for name in ("parent", "grouping"):
        some = around.get(name) if isinstance(around, dict) else None
        for one in some if isinstance(some, list) else [some]:
            if isinstance(one, dict) and one.get("id") == activity:
                return True
    return False


def is_storable(body: object) -> bool:
    """Say whether something can be kept as JSON: not too large, without what no text has (NUL, half a pair of surrogates)."""
    try:
        text = json.dumps(body, ensure_ascii=False, allow_nan=False)
        return len(text.encode()) <= MOST_BYTES and "\\u0000" not in text
    except (ValueError, RecursionError):
        return False


def outcome(said: Said, activity: str) -> Outcome | None:
    """Return what a statement says of the whole activity; None: nothing."""
    if said.object_id != activity or said.deed not in (
        "completed",
        "passed",
        "failed",
        "mastered",
        "terminated",
        "exited",
    ):
        return None
    result: Mapping[str, Any] = said.body["result"] if isinstance(said.body.get("result"), dict) else {}
    is_failed = said.deed == "failed" or result.get("success") is False
    time = result.get("duration")
    return Outcome(
        said.deed in ("completed", "passed", "mastered") and not is_failed, _score(result.get("score")),
        duration(time) if isinstance(time, str) else 0,
    )  # fmt: skip


def _score(said: object) -> int | None:
    if not isinstance(said, dict):
        return None
    scaled, raw, low, high = (
        value
        if isinstance(value := said.get(name), int | float) and not isinstance(value, bool) and abs(value) < 1e9
        else None
        for name in ("scaled", "raw", "min", "max")
    )
    if scaled is not None:
        return max(0, min(100, round(scaled * 100)))
    if raw is None or high is None or high <= (low or 0):
        return None
    return max(0, min(100, round((raw - (low or 0)) * 100 / (high - (low or 0)))))


def _is_iri(said: object) -> bool:
    return (
        isinstance(said, str)
        and 3 <= len(said) <= 500
        and ":" in said
        and not any(c.isspace() or ord(c) < 32 for c in said)
    )


def _uuid(said: object) -> UUID | None:
    if said is None:
        return None
    try:
        return UUID(str(said))
    except ValueError as error:
        raise Invalid(_("学习陈述的编号不是 UUID")) from error


def _time(said: object) -> datetime | None:
    if said is None:
        return None
    try:
        found = parse_datetime(said) if isinstance(said, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Invalid(_("学习陈述的时间要带时区"))
    return found
