"""The hash of an entry and the chain of seals: pure, so that an offline script can recompute both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from json.encoder import encode_basestring as _text

GENESIS = "0" * 64
canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


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
    then = instant_text(occurred_at)
    told = then if recorded_at is occurred_at else instant_text(recorded_at)
    said = canonical(dict(dims))
    return hash_of_parts(
        fact, quantity, site_id, unit_id, subject, actor, source, then, told, said, reader, corrects, note
    )


def hash_of_parts(
    fact: str,
    quantity: int,
    site_id: int | None,
    unit_id: int | None,
    subject: str,
    actor: str,
    source: str,
    occurred_at: str,
    recorded_at: str,
    dims: str,
    reader: str,
    corrects: int | None,
    note: str,
) -> str:
    """Return the same hash, with the times and the canonical JSON of the dimensions made already."""
    text = (
        f"[{_text(fact)},{quantity},{_number(site_id)},{_number(unit_id)},{_text(subject)},{_text(actor)},"
        f'{_text(source)},"{occurred_at}","{recorded_at}",{dims},{_text(reader)},{_number(corrects)},{_text(note)}]'
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _number(value: int | None) -> str:
    return "null" if value is None else str(value)


def instant_text(at: datetime) -> str:
    """Return an instant as it stands in the hash: UTC, in microseconds."""
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
