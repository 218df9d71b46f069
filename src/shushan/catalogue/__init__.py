"""Catalogue: what the library has. Bibliographic records and the items that stand for them on the shelves.

Nouns: record (MARC 21 or CNMARC with its projection), item (one copy with a barcode), import (a file as a job).
Invariant: a barcode is one item; a record is known by its source and control number, so a second import updates.
Facts: catalogue.item-accessioned (+1), catalogue.item-withdrawn (-1): their running sum is the stock.
"""
