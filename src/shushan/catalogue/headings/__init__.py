"""Headings: names, subjects and series under one form each, with their variants; and which records are one work."""
