"""Reads of the people room: values out, a fixed number of queries."""
