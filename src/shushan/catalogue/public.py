"""The face of the catalogue."""

from shushan.catalogue import finding, harvest
from shushan.catalogue.classes import main_classes
from shushan.catalogue.editing import edit_marc, edit_record
from shushan.catalogue.errors import BarcodeTaken, ItemIsOut, NoSuchItem, NoSuchRecord, RecordKnown, TargetFailed
from shushan.catalogue.exchange.dublin import oai_dc, srw_dc
from shushan.catalogue.exchange.marc import marcxml_of, strict_marcxml_of
from shushan.catalogue.exchange.mods import mods
from shushan.catalogue.harvest import GoneValue, Wanted
from shushan.catalogue.item_kinds import KIND_NAMES, kind_name, kind_named
from shushan.catalogue.lists.following import ListsFollow
from shushan.catalogue.marc.isbn import normalise as normalise_isbn
from shushan.catalogue.operations import (
    Description,
    add_item,
    create_record,
    edit_item,
    find_item,
    miss_item,
    move_item,
    withdraw_item,
)
from shushan.catalogue.ports import Copier, Shelf, availability, register_record_panel, use, use_copier
from shushan.catalogue.queries import (
    ItemRow,
    childrens_shelf,
    control_numbers,
    count_records,
    find_items,
    find_records,
    item,
    item_by_barcode,
    items,
    items_of,
    items_of_records,
    newest,
    record,
    record_lines,
)
from shushan.catalogue.states import ItemState
from shushan.catalogue.terms import (
    Audience,
    Availability,
    CatalogueAct,
    CopyAsked,
    ItemFilter,
    ItemKind,
    ItemValue,
    MarcFormat,
    RecordLine,
    RecordValue,
    TargetKind,
    TargetValue,
)

__all__ = [
    "KIND_NAMES",
    "Audience",
    "Availability",
    "BarcodeTaken",
    "CatalogueAct",
    "Copier",
    "CopyAsked",
    "Description",
    "GoneValue",
    "ItemFilter",
    "ItemIsOut",
    "ItemKind",
    "ItemRow",
    "ItemState",
    "ItemValue",
    "ListsFollow",
    "MarcFormat",
    "NoSuchItem",
    "NoSuchRecord",
    "RecordKnown",
    "RecordLine",
    "RecordValue",
    "Shelf",
    "TargetFailed",
    "TargetKind",
    "TargetValue",
    "Wanted",
    "add_item",
    "availability",
    "childrens_shelf",
    "control_numbers",
    "count_records",
    "create_record",
    "edit_item",
    "edit_marc",
    "edit_record",
    "find_item",
    "find_items",
    "find_records",
    "finding",
    "harvest",
    "item",
    "item_by_barcode",
    "items",
    "items_of",
    "items_of_records",
    "kind_name",
    "kind_named",
    "main_classes",
    "marcxml_of",
    "miss_item",
    "mods",
    "move_item",
    "newest",
    "normalise_isbn",
    "oai_dc",
    "record",
    "record_lines",
    "register_record_panel",
    "srw_dc",
    "strict_marcxml_of",
    "use",
    "use_copier",
    "withdraw_item",
]
