"""The hash of an entry and the chain of seals: pure, so that an offline script can recompute both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

GENESIS = "0" * 64
_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def entry_hash(
    *,
    fact: str,
    quantity: int,
    site_id: int | None,
    unit_id: int | None,
    subject: str,
    actor: str,
    source: str,
    occurred_at: datetime,
    recorded_at: datetime,
    dims: Mapping[str, str | int | bool | None],
    reader: str,
    corrects: int | None,
    note: str,
) -> str:
    """Return the SHA-256 of an entry's canonical JSON (a list in this order, UTC times in microseconds)."""
    then = _instant(occurred_at)
    told = then if recorded_at is occurred_at else _instant(recorded_at)
    said = [fact, quantity, site_id, unit_id, subject, actor, source, then, told, dict(dims), reader, corrects, note]
    return hashlib.sha256(_canonical(said).encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def chain(head: str, entries: Iterable[tuple[int, str]]) -> str:
    """Return the head after these (id, entry hash) pairs: SHA-256 over the old head and each pair, in order."""
    digest = hashlib.sha256(bytes.fromhex(head))
    for number, hashed in entries:
        digest.update(number.to_bytes(8, "big"))
        digest.update(bytes.fromhex(hashed))
    return digest.hexdigest()


def digest_of(entries: Iterable[tuple[int, str]]) -> str:
    """Return the content digest of a figure: the chain from the genesis over its sorted (id, entry hash) pairs."""
    return chain(GENESIS, entries)


def ranges(ids: Iterable[int]) -> str:
    """Write ascending ids as ranges: ``1-5,7``."""
    parts: list[list[int]] = []
    for number in ids:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(f"{a}-{b}" if a != b else str(a) for a, b in parts)


def from_ranges(text: str) -> list[int]:
    """Read ranges back into ids."""
    ids: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        ids.extend(range(int(first), int(last or first) + 1))
    return ids
