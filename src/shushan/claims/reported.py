"""The check of the work report itself."""

from __future__ import annotations

from datetime import datetime

from shushan.claims.found import Found, as_of
from shushan.claims.table import Claim
from shushan.indicators import public as indicators
from shushan.reporting import public as reporting
from shushan.ui.context import library_names

NAME = "图书馆"


def titled(one: Claim, at: datetime) -> Found:
    """C02: a finished report of that day bears the title, and each of its numbers is a signed value that still stands."""
    lines, _total = reporting.reports(code="work", state="finished")
    wanted = library_names()[0] + one.quote.partition(NAME)[2]
    for line in lines:
        if line.as_of != as_of() or line.title != wanted:
            continue
        _line, built = reporting.report(line.id)
        ids = [receipt.value_id for receipt in built.receipts if receipt.value_id is not None]
        standing = indicators.values_by_id(ids)
        signed = [r for r in built.receipts if r.value_id in standing and _is_same(r, standing[r.value_id])]
        typed = sum(run.mark != "" for piece in built.pieces for run in piece.runs)
        text = f"{line.title}; {len(signed)} of {len(built.receipts)} figures are signed values, {typed} typed by hand"
        whole = bool(signed) and len(signed) == len(built.receipts) and built.may_finish and not typed
        return Found(text, whole and reporting.is_as_built(line.id))
    return Found(f"no finished report of {as_of()} with this title", False)


def _is_same(receipt: reporting.Receipt, value: indicators.ValueLine) -> bool:
    return value.receipt is not None and (receipt.digest, receipt.shown) == (value.receipt.digest, value.shown)
