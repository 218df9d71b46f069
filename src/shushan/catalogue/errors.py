"""Why the catalogue refuses."""

from __future__ import annotations

from shushan.kernel.errors import Conflict, Invalid, NotFound


class NoSuchRecord(NotFound):
    """There is no record with this id."""

    code = "catalogue.no-such-record"


class NoSuchItem(NotFound):
    """There is no item with this id or barcode."""

    code = "catalogue.no-such-item"


class BarcodeTaken(Conflict):
    """The barcode stands on another item."""

    code = "catalogue.barcode-taken"


class AccessionNumberTaken(Invalid):
    """The accession number stands on another item."""

    code = "catalogue.accession-number-taken"


class CallNumberTaken(Invalid):
    """Another work has this number of its class."""

    code = "catalogue.call-number-taken"


class RecordKnown(Conflict):
    """A record with this source and control number is there already."""

    code = "catalogue.record-known"


class ItemIsOut(Conflict):
    """The item is lent; it has to come back first."""

    code = "catalogue.item-is-out"


class NotAnImportFile(Invalid):
    """The file is no MARC file."""

    code = "catalogue.not-an-import-file"


class TargetFailed(Conflict):
    """Another catalogue did not answer, or not with records."""

    code = "catalogue.target-failed"
