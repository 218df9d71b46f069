"""What a harvester asks, read and checked by the rules of the protocol."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

ARGUMENTS: dict[str, tuple[frozenset[str], frozenset[str]]] = {  # verb → (required, optional)
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset({"resumptionToken"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set", "resumptionToken"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set", "resumptionToken"})),
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


class Wrong(Exception):
    """A question that the protocol answers with an error; ``code`` is one of the protocol's codes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Question:
    """A checked question: its verb, and each argument once."""

    verb: str
    arguments: Mapping[str, str]


def read(pairs: Mapping[str, Sequence[str]]) -> Question:
    """Return the question in these arguments.

    :raises Wrong: badVerb, badArgument
    """
    verbs = pairs.get("verb", [])
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        raise Wrong("badVerb", "the argument verb is missing, repeated, or none of the six of OAI-PMH 2.0")
    required, optional = ARGUMENTS[verbs[0]]
    given = {name: values for name, values in pairs.items() if name != "verb"}
    for name, values in given.items():
        if name not in required | optional:
            raise Wrong("badArgument", f"{verbs[0]} takes no argument {name[:60]!r}")
        if len(values) != 1:
            raise Wrong("badArgument", f"the argument {name} is repeated")
        if not values[0] and name in ("from", "until", "set"):
            raise Wrong("badArgument", f"the argument {name} is empty")
    if "resumptionToken" in given:
        if len(given) > 1:
            raise Wrong("badArgument", "resumptionToken excludes every other argument")
    elif missing := sorted(required - set(given)):
        raise Wrong("badArgument", f"{verbs[0]} needs {', '.join(missing)}")
    return Question(verbs[0], {name: values[0] for name, values in given.items()})


def span(arguments: Mapping[str, str]) -> tuple[datetime | None, datetime | None]:
    """Return from (inclusive) and until (exclusive): ``until`` of the protocol includes its whole day or second.

    :raises Wrong: badArgument: no date, two granularities, or until before from
    """
    since, until = arguments.get("from", ""), arguments.get("until", "")
    if since and until and len(since) != len(until):
        raise Wrong("badArgument", "from and until have different granularities")
    first = _instant(since, "from") if since else None
    last = _instant(until, "until") if until else None
    if first is not None and last is not None and last < first:
        raise Wrong("badArgument", "until is before from")
    if last is not None:
        try:
            last += timedelta(days=1) if len(until) == 10 else timedelta(seconds=1)
        except OverflowError:
            last = None
    return first, last


def _instant(text: str, name: str) -> datetime:
    if not (_DAY.fullmatch(text) or _SECOND.fullmatch(text)):
        raise Wrong("badArgument", f"{name} is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ")
    try:
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError as error:
        raise Wrong("badArgument", f"{name} is no day of the calendar: {text}") from error
