"""Numbers in Chinese pages are grouped by three, as statistics of libraries print them; Django groups them not at all."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
