"""Spreadsheets as records: a table (CSV, XLSX), what its columns mean, true MARC from its rows. Pure: no Django."""
