#!/usr/bin/env python3
"""Check a figure without its software: recompute every hash, the digest and the sum from the exported rows.

    python3 verify_rows.py V01-rows.csv [--digest HEX]

Needs Python 3.9 or newer and nothing else: read it before you trust it. The file is what the page of a figure's
rows offers as CSV. Ends with 0 when everything agrees, 1 when something differs, 2 when the file cannot be read.
不依赖本软件：由导出的记录重新计算每条记录的散列、核对码与合计。
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import itertools
import json
import sys
from datetime import datetime, timezone

TEXTS = ("fact", "subject", "actor", "source", "reader", "note")
COLUMNS = ("id", "quantity", "site_id", "unit_id", "occurred_at", "recorded_at", "dims", "corrects", "hash", *TEXTS)


def number(text: str) -> int | None:
    """Return the whole number in a cell, None for an empty one."""
    return int(text) if text else None


def instant(text: str) -> str:
    """Return an instant as it was hashed: UTC, microseconds, Z."""
    return datetime.fromisoformat(text).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")  # noqa: UP017 - 3.9


def readings(text: str) -> list[str]:
    """Return what a text cell may have said: the export puts ' before a text that a spreadsheet would compute."""
    guarded = len(text) > 1 and text[0] == "'" and text[1] in "=+-@\t\r\n"
    return [text[1:], text] if guarded else [text]


def hashes(row: dict[str, str]) -> set[str]:
    """Return the SHA-256 that the row's content has (several where the export's ' leaves a choice)."""
    found = set()
    for chosen in itertools.product(*(readings(row[name]) for name in TEXTS)):
        text = dict(zip(TEXTS, chosen))  # noqa: B905 - 3.9
        canonical = json.dumps(
            [
                text["fact"], int(row["quantity"]), number(row["site_id"]), number(row["unit_id"]), text["subject"],
                text["actor"], text["source"], instant(row["occurred_at"]), instant(row["recorded_at"]),
                json.loads(row["dims"]), text["reader"], number(row["corrects"]), text["note"],
            ],
            ensure_ascii=False, separators=(",", ":"), sort_keys=True,
        )  # fmt: skip
        found.add(hashlib.sha256(canonical.encode()).hexdigest())
    return found


def check(path: str) -> tuple[str, dict[str, int], int, list[str]]:
    """Return the digest, the sum by fact, the number of rows, and what is wrong, of a file of rows.

    :raises ValueError: a column is missing or a cell is no number, instant or JSON. :raises OSError: no such file.
    """
    digest, last, count = hashlib.sha256(bytes(32)), 0, 0
    sums: dict[str, int] = {}
    wrong: list[str] = []
    with open(path, encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        lacking = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if lacking:
            raise ValueError("columns missing / 缺少列: " + ", ".join(lacking))
        for row in reader:
            count, entry = count + 1, int(row["id"])
            if entry <= last:
                wrong.append(f"{entry}: not in ascending order / 编号没有递增")
            if row["hash"] not in hashes(row):
                wrong.append(f"{entry}: content and hash differ / 内容与散列不符")
            last = entry
            digest.update(entry.to_bytes(8, "big") + bytes.fromhex(row["hash"]))
            sums[row["fact"]] = sums.get(row["fact"], 0) + int(row["quantity"])
    return digest.hexdigest(), sums, count, wrong


def main(arguments: list[str] | None = None) -> int:
    """Print what the file says and whether it holds; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", help="the CSV of the rows / 记录 CSV")
    parser.add_argument("--digest", default="", help="the digest on the card or report / 指标卡或报告上的核对码")
    asked = parser.parse_args(arguments)
    try:
        digest, sums, count, wrong = check(asked.file)
    except (OSError, ValueError, TypeError, csv.Error) as error:
        print(f"cannot be read / 无法读取: {error}", file=sys.stderr)
        return 2
    if asked.digest and asked.digest.strip().lower() != digest:
        wrong.append(f"digest differs / 核对码不符: {asked.digest}")
    print(f"rows / 记录: {count}")
    for fact in sorted(sums):
        print(f"sum / 合计 {fact}: {sums[fact]}")
    print(f"digest / 核对码: {digest}")
    print("\n".join(wrong[:20]) or "all hashes agree / 散列全部相符")
    if len(wrong) > 20:
        print(f"… {len(wrong)} in all / 共 {len(wrong)} 处")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
