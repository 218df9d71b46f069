"""Exchange, pure: one record as MARC, MARCXML, Dublin Core, MODS, RIS, BibTeX, a row. No Django, no database."""
