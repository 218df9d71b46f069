"""Pages of the table of rules."""
