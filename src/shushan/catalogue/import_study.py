"""Before an import: read a whole file and say what importing it would do. Nothing is written but the answer."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, Final

from shushan.catalogue import importing, reasons
from shushan.catalogue import twins as alike
from shushan.catalogue.importing import Batch, Ready, Whence, batches
from shushan.catalogue.marc import files as marc_files
from shushan.catalogue.terms import Holdings
from shushan.database.public import Pace

OUTCOMES: Final = ("new", "double", "updated", "unchanged", "refused")
EXAMPLES: Final = 8  # of each outcome
READ_AT_ONCE: Final = 300


@dataclass(frozen=True, slots=True)
class Example:
    """One record of a file as it would be taken, or why it would not; ``double_id`` looks the same, by ``likeness``."""

    ordinal: int
    control_number: str = ""
    title: str = ""
    author: str = ""
    publisher: str = ""
    year: int | None = None
    clc: str = ""
    items: int = 0
    format: str = ""
    encoding: str = ""
    double_id: int | None = None
    code: str = ""
    likeness: str = "isbn"
    codings: str = ""  # which fields are in which coding, where the record is in several

    @property
    def shown_likeness(self) -> str:
        """What makes it look like the record that is there, in the words of the library."""
        return reasons.likeness(self.likeness)

    @property
    def shown_reason(self) -> str:
        """The reason of a refusal in the words of the library."""
        return reasons.reason(self.code) if self.code else ""


@dataclass(slots=True)
class Tally:
    """Counts and examples so far."""

    outcomes: Counter[str] = field(default_factory=Counter)
    encodings: Counter[str] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    items: int = 0
    prices: int = 0  # copies whose price is not in yuan
    read: int = 0
    examples: dict[str, list[Example]] = field(default_factory=dict)
    seen: set[bytes] = field(default_factory=set)

    def add(self, batch: Batch, source: str) -> None:
        """Count a batch against the catalogue as it is now; a number that comes again in the file counts as an update."""
        known = importing.known(source, list(dict.fromkeys(importing.number_of(one) for one in batch.ready)))
        twins = alike.twins([one for one in batch.ready if importing.number_of(one) not in known])
        for one in batch.ready:
            number = importing.number_of(one)
            mark = hashlib.blake2b(number.encode(), digest_size=8).digest()
            outcome = "new" if number not in known else "unchanged" if known[number][1] == one.digest else "updated"
            if mark in self.seen:
                outcome = "updated"
            elif outcome == "new" and number in twins:
                outcome = "double"
            self.seen.add(mark)
            self._count(one, outcome, twins.get(number) if outcome == "double" else None)
        for taken, problem in batch.problems:
            self._keep("refused", Example(taken.ordinal, code=problem.code))
        self.outcomes["refused"] += len(batch.problems)
        self.read += len(batch.ready) + len(batch.problems)

    def _count(self, one: Ready, outcome: str, twin: alike.Twin | None) -> None:
        said, encoding = one.projected, one.taken.record.encoding if one.taken.record else ""
        self.outcomes[outcome] += 1
        self.encodings[encoding] += 1
        self.formats[said.format] += 1
        self.items += len(said.items)
        self.prices += sum(1 for item in said.items if item.price_text)
        if len(self.examples.get(outcome, ())) < EXAMPLES:
            self._keep(outcome, Example(
                one.taken.ordinal, said.control_number, said.title[:120], said.author[:60], said.publisher[:60], said.year,
                said.clc, len(said.items), said.format, encoding,
                twin.record_id if twin else None, likeness=twin.likeness if twin else "",
                codings=one.taken.record.codings if one.taken.record else "",
            ))  # fmt: skip

    def _keep(self, outcome: str, example: Example) -> None:
        some = self.examples.setdefault(outcome, [])
        if len(some) < EXAMPLES:
            some.append(example)

    def frozen(self) -> dict[str, Any]:
        """Return what a study keeps."""
        return {
            "outcomes": dict(self.outcomes), "encodings": dict(self.encodings), "formats": dict(self.formats),
            "items": self.items, "prices": self.prices, "read": self.read,
            "examples": {name: [asdict(one) for one in some] for name, some in self.examples.items()},
        }  # fmt: skip


def read_through(stream: BinaryIO, source: str, holdings: Whence) -> Iterator[tuple[Tally, Batch]]:
    """Read a file to its end; yields the tally after each batch, with the batch."""
    tally, pace = Tally(), Pace()
    pace.size = READ_AT_ONCE
    for batch in batches(marc_files.read(marc_files.opened(stream)), pace, holdings):
        tally.add(batch, source)
        yield tally, batch


@dataclass(frozen=True, slots=True)
class StudyValue:
    """A study of a file: what was asked, and when it is finished what importing it would do."""

    id: int
    job_id: int
    file_id: str
    file_name: str
    source: str
    site_id: int
    holdings: Holdings
    mapping: str
    made_at: datetime
    finished_at: datetime | None
    run_id: int | None
    read: int
    items: int
    outcomes: dict[str, int]
    encodings: dict[str, int]
    formats: dict[str, int]
    examples: dict[str, list[Example]]
    prices: int
