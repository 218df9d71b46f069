"""Shushan (书山): one system for a public library's service and for the organisation behind it.

Every act is a record, every figure is made of records, every duty has a figure.
The map of the house is docs/map.md.
"""

__version__ = "0.1.0"
