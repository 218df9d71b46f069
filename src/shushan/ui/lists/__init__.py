"""The one list of the house: filters in the address, sort, columns, saved views, bulk acts, CSV and XLSX.

A room writes a subclass of ``KeyedList`` (long lists, paged by key) or ``NumberedList`` (lists with a total) that
names its columns and filters and fetches rows; the page, the files and the bulk acts follow from that.
"""

from shushan.ui.lists.bulk import BulkAct, Change
from shushan.ui.lists.columns import Asked, Column, Filter, View
from shushan.ui.lists.data_list import DataList, KeyedList, NumberedList, Slice
from shushan.ui.lists.files import csv_response, safe_cell, xlsx_response
from shushan.ui.lists.saved import SavedViewValue, saved_views

__all__ = [
    "Asked",
    "BulkAct",
    "Change",
    "Column",
    "DataList",
    "Filter",
    "KeyedList",
    "NumberedList",
    "SavedViewValue",
    "Slice",
    "View",
    "csv_response",
    "safe_cell",
    "saved_views",
    "xlsx_response",
]
