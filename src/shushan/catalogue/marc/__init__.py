"""MARC, pure: reading and writing ISO 2709 and MARCXML, encodings, projection. No Django, no database."""
