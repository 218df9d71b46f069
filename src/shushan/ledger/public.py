"""The face of the ledger."""

from shushan.ledger.days import day_begins, local_day, local_minute, zone
from shushan.ledger.deliveries import FailedDelivery, deliver_some, failed_deliveries, pending_deliveries
from shushan.ledger.errors import AlreadyReversed, NoSingleYear, ReversalOfReversal
from shushan.ledger.handlers import on_fact
from shushan.ledger.learning import learned_at
from shushan.ledger.many import record_history, record_many, reverse_many
from shushan.ledger.mending import mend_roll_ups
from shushan.ledger.operations import record, reverse
from shushan.ledger.proving import unproved_cells
from shushan.ledger.pseudonyms import destroy_key, pseudonym
from shushan.ledger.queries import (
    FAR,
    chain_head,
    corrections_and_latest,
    count,
    digest,
    distinct,
    distinct_readers,
    mark,
    reversals,
    site_ids_used,
    sites_of,
    standing,
    stock,
    total,
    totals,
    unit_ids_used,
)
from shushan.ledger.restating import differing, restate, year_spans
from shushan.ledger.rows import each_row, entry, rows, rows_of
from shushan.ledger.seals import seal, seal_all
from shushan.ledger.subjects import beside, each_sum
from shushan.ledger.terms import EVERY_ENTRY, Dim, EntryRow, Group, Past, SiteSpan, Source, Where

__all__ = [
    "EVERY_ENTRY",
    "FAR",
    "AlreadyReversed",
    "Dim",
    "EntryRow",
    "FailedDelivery",
    "Group",
    "NoSingleYear",
    "Past",
    "ReversalOfReversal",
    "SiteSpan",
    "Source",
    "Where",
    "beside",
    "chain_head",
    "corrections_and_latest",
    "count",
    "day_begins",
    "deliver_some",
    "destroy_key",
    "differing",
    "digest",
    "distinct",
    "distinct_readers",
    "each_row",
    "each_sum",
    "entry",
    "failed_deliveries",
    "learned_at",
    "local_day",
    "local_minute",
    "mark",
    "mend_roll_ups",
    "on_fact",
    "pending_deliveries",
    "pseudonym",
    "record",
    "record_history",
    "record_many",
    "restate",
    "reversals",
    "reverse",
    "reverse_many",
    "rows",
    "rows_of",
    "seal",
    "seal_all",
    "site_ids_used",
    "sites_of",
    "standing",
    "stock",
    "total",
    "totals",
    "unit_ids_used",
    "unproved_cells",
    "year_spans",
    "zone",
]
